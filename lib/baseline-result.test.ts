/** What a Result tells of earlier runs: its section, the checks that follow, and why there is none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { baselineChecks, holdAgainst, whyNot } from './baseline-result.ts'
import { appendRun, emptyBaseline } from './baseline-runs.ts'
import type { GatedTotals } from './baseline.ts'
import type { BaselineResult } from './baseline-result.ts'
import type { Baseline, BaselineRun, EndpointTotals } from './baseline-runs.ts'

const steady: GatedTotals = { 'achieved-rate': 100, 'failure-rate': 0, p50: 5, p95: 12, p99: 17 }
const list: EndpointTotals = {
  method: 'GET',
  name: '/connectors',
  failureRate: 0,
  p50: 4,
  p95: 8,
  p99: 10,
}

type Changes = {
  readonly totals?: Partial<GatedTotals>
  readonly endpoints?: readonly EndpointTotals[]
  readonly users?: string
}

/** The n-th of the runs, from 0: each a day later. */
function run(nth: number, { totals, endpoints = [list], users = '10' }: Changes = {}): BaselineRun {
  return {
    startedAt: new Date(Date.UTC(2026, 0, 1 + nth)).toISOString(),
    fingerprint: { '--users': users },
    totals: { ...steady, ...totals },
    endpoints,
    line: { bucketSeconds: nth, points: [] },
  }
}

function saved(count: number, changes: (nth: number) => Changes = () => ({})): Baseline {
  return Array.from({ length: count }, (_, nth) => run(nth, changes(nth))).reduce(
    appendRun,
    emptyBaseline,
  )
}

function always(totals: Partial<GatedTotals>): () => Changes {
  return () => ({ totals })
}

/** Metric, verdict and message of each check. */
function told(result: BaselineResult, required = false): readonly unknown[] {
  return baselineChecks(result, { required }).map(({ name, verdict, message }) => [
    name,
    verdict,
    message,
  ])
}

const nothing = { metrics: [], again: [], drift: [], endpoints: [] }
const unheld = { runs: 0, since: null, line: null, ...nothing }

test('holdAgainst() an empty baseline has too few runs', () => {
  const held = holdAgainst(emptyBaseline, { runs: [run(0)] })
  assert.deepEqual(held, { ...unheld, verdict: 'too few runs', differs: [] })
  const why = 'too few runs: the baseline has 0 of this load, expected 10'
  assert.equal(whyNot(held), why)
  assert.deepEqual(told(held), [])
  assert.deepEqual(told(held, true), [['held against the baseline', 'unknown', why]])
})

test('holdAgainst() a baseline of another load is not comparable, and says in what the one saved last differs', () => {
  const baseline = appendRun(
    appendRun(emptyBaseline, run(0, { users: '5' })),
    run(1, { users: '11' }),
  )
  const held = holdAgainst(baseline, { runs: [run(2)] })
  assert.deepEqual(held, { ...unheld, verdict: 'not comparable', differs: ['--users 11 → 10'] })
  const why = 'not comparable: the baseline has no run of this load; --users 11 → 10'
  assert.deepEqual(told(held, true), [['held against the baseline', 'unknown', why]])
  assert.deepEqual(told(held), [])
  const several = { ...held, differs: ['--users 11 → 10', 'cpus 4 → 2'] }
  assert.match(whyNot(several), /; --users 11 → 10, cpus 4 → 2$/)
})

test('holdAgainst() no run at all is not comparable with those that are there', () => {
  const expected = { ...unheld, verdict: 'not comparable', differs: [] }
  assert.deepEqual(holdAgainst(saved(10), { runs: [] }), expected)
})

test('holdAgainst() nine runs shows what changed, and judges nothing', () => {
  const held = holdAgainst(saved(9), { runs: [run(9)] })
  assert.deepEqual(
    [held.verdict, held.runs, held.since, held.drift],
    ['too few runs', 9, '2026-01-01T00:00:00.000Z', []],
  )
  for (const { metric, median, measured } of held.metrics) {
    assert.deepEqual([median, measured], [steady[metric], steady[metric]])
  }
  assert.deepEqual(told(held), [])
  const why = 'too few runs: the baseline has 9 of this load, expected 10'
  const metrics = ['achieved-rate', 'failure-rate', 'p50', 'p95', 'p99']
  const unknown = metrics.map((metric) => [`${metric} against the baseline`, 'unknown', why])
  assert.deepEqual(told(held, true), unknown)
})

test('holdAgainst() runs of the same load tells the newest line, the medians of endpoints, and the drift', () => {
  const baseline = saved(12, (nth) => ({
    totals: { p99: 20 + nth },
    endpoints: [
      { ...list, p99: 10 + nth },
      { ...list, name: '/gone' },
    ],
  }))
  const fresh = { ...list, p50: null, p99: 13 }
  const post = { ...list, method: 'POST' }
  const held = holdAgainst(baseline, { runs: [run(12, { endpoints: [fresh, post] })] })
  assert.deepEqual(held.line, { bucketSeconds: 11, points: [] })
  assert.deepEqual([held.runs, held.since], [12, '2026-01-01T00:00:00.000Z'])
  assert.deepEqual([held.differs, held.again], [[], []])
  assert.deepEqual(held.endpoints, [
    {
      method: 'GET',
      name: '/connectors',
      before: { p50: 4, p95: 8, p99: 15.5, failureRate: 0 },
      now: { p50: null, p95: 8, p99: 13, failureRate: 0 },
      // A twentieth, a thousandth of all requests, or two and a half deviations: as of the totals.
      visible: { p50: 0.2, p95: 0.4, p99: 2.5 * (1.4826 * 3), failureRate: 0.001 },
    },
    {
      method: 'POST',
      name: '/connectors',
      before: { p50: null, p95: null, p99: null, failureRate: null },
      now: { p50: 4, p95: 8, p99: 10, failureRate: 0 },
      visible: { p50: null, p95: null, p99: null, failureRate: null },
    },
  ])
  assert.deepEqual(held.drift.at(-1), {
    metric: 'p99',
    since: '2026-01-01T00:00:00.000Z',
    before: 24.5,
    now: 25.5,
  })
  assert.deepEqual(
    held.drift.map(({ metric }) => metric),
    Object.keys(steady),
  )
})

test('a run like the earlier ones is within noise, and passes', () => {
  const held = holdAgainst(saved(10), { runs: [run(10)] })
  assert.equal(held.verdict, 'within noise')
  const same = { verdict: 'pass', message: 'within noise, 10 earlier runs' }
  const [rate, failures] = baselineChecks(held, { required: false })
  const perSecond = { measured: 100, limit: 95, unit: '1/s', comparison: '>=' }
  assert.deepEqual(rate, { name: 'achieved-rate against the baseline', ...perSecond, ...same })
  const ratio = { measured: 0, limit: 0.001, unit: 'ratio', comparison: '<=' }
  assert.deepEqual(failures, { name: 'failure-rate against the baseline', ...ratio, ...same })
})

const slow = run(11, { totals: { p99: 30 } })
const fast = run(11, { totals: { p99: 10 } })
const [one, two, three] = [run(12), run(13), run(14)]

type Held = Parameters<typeof holdAgainst>[1]
const unconfirmed = 'beyond the limit, and no three runs have confirmed it'

const judged: readonly (readonly [story: string, Held, verdict: string, message: string])[] = [
  ['a faster run', { runs: [fast] }, 'pass', 'improved, 10 earlier runs'],
  ['a slower run', { runs: [slow] }, 'unknown', unconfirmed],
  ['a slower run and two more', { runs: [slow], again: [one, two] }, 'unknown', unconfirmed],
  [
    'a slower run and three ordinary ones',
    { runs: [slow], again: [one, two, three] },
    'pass',
    'within noise, 10 earlier runs',
  ],
  [
    'three slow runs that count together',
    { runs: [slow, slow, slow] },
    'fail',
    'regressed, 10 earlier runs',
  ],
]

for (const [story, held, verdict, message] of judged) {
  test(`${story}: ${verdict}`, () => {
    const last = told(holdAgainst(saved(10), held)).at(-1)
    assert.deepEqual(last, ['p99 against the baseline', verdict, message])
  })
}

test('a slower run that three slower ones confirm has regressed, and fails with the median of the three', () => {
  const again = [slow, one, run(13, { totals: { p99: 40 } })]
  const held = holdAgainst(saved(10), { runs: [slow], again })
  assert.equal(held.verdict, 'regressed')
  assert.equal(held.again[2]?.p99, 40)
  assert.deepEqual(baselineChecks(held, { required: false }).at(-1), {
    name: 'p99 against the baseline',
    verdict: 'fail',
    measured: 30,
    limit: 17.9,
    unit: 'ms',
    comparison: '<=',
    message: 'regressed, 10 earlier runs, three more runs agree',
  })
})

test('what is measured now and was not before fails, without a limit', () => {
  const held = holdAgainst(saved(10, always({ p50: null })), { runs: [run(10)] })
  assert.deepEqual(baselineChecks(held, { required: false })[2], {
    name: 'p50 against the baseline',
    verdict: 'fail',
    measured: 5,
    unit: 'ms',
    comparison: '<=',
    message: 'measured on one side only',
  })
})

test('what neither side measured is no check, or an unknown one where the baseline is required', () => {
  const none = always({ p50: null })
  const held = holdAgainst(saved(10, none), { runs: [run(10, none())] })
  assert.equal(told(held).length, 4)
  assert.deepEqual(told(held, true)[2], [
    'p50 against the baseline',
    'unknown',
    'not comparable, 10 earlier runs',
  ])
})

test('what is too noisy is no check, or an unknown one where the baseline is required', () => {
  const noisy = saved(10, (nth) => ({ totals: { p99: 10 + 10 * (nth % 2) } }))
  const held = holdAgainst(noisy, { runs: [run(10, { totals: { p99: 15 } })] })
  assert.equal(held.verdict, 'too noisy')
  assert.equal(told(held).length, 4)
  assert.deepEqual(told(held, true).at(-1), [
    'p99 against the baseline',
    'unknown',
    'too noisy, 10 earlier runs',
  ])
})

test('a limit is told with three digits, and with more where what was measured is that near', () => {
  // The limit is 17.9796295.
  const baseline = saved(10, always({ p99: 17.123_456_7 }))
  const limits = [10, 17.97, 17.979, 17.98, 17.979_63, 30].map((p99) => {
    const held = holdAgainst(baseline, { runs: [run(10, { totals: { p99 } })] })
    return baselineChecks(held, { required: false }).at(-1)?.limit
  })
  assert.deepEqual(limits, [18, 18, 18, 17.9796, 17.9796, 18])
})
