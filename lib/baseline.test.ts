/** The rule that says whether a run got worse: its words story by story, and how often it is wrong, by simulation. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { compareTotals, confirmed, gatedMetrics, gravest } from './baseline.ts'
import { random } from './random.ts'
import type { BaselineVerdict, GatedMetric, GatedTotals } from './baseline.ts'

const usual: GatedTotals = {
  'achieved-rate': 1000,
  'failure-rate': 0,
  p50: 10,
  p95: 20,
  p99: 40,
}

/** Ten runs around the usual ones: the MAD of each metric is 2 % of its median. */
const ten = [-4, -3, -2, -2, -1, 1, 2, 2, 3, 4].map((percent) => scaled(usual, 1 + percent / 100))

function scaled(totals: GatedTotals, factor: number): GatedTotals {
  return Object.fromEntries(
    Object.entries(totals).map(([metric, value]) => [
      metric,
      value === null ? null : value * factor,
    ]),
  ) as GatedTotals
}

/** The verdict of one metric, of one run that is usual but for what is given. */
function verdictOf(
  given: Partial<GatedTotals>,
  { times = 1, earlier = ten } = {},
): BaselineVerdict {
  const [metric] = Object.keys(given)
  const fresh = Array.from({ length: times }, () => ({ ...usual, ...given }))
  const found = compareTotals(earlier, fresh).find((each) => each.metric === metric)
  assert.ok(found !== undefined)
  return found.verdict
}

const stories: readonly (readonly [story: string, given: Partial<GatedTotals>, told: string])[] = [
  ['a p99 as usual', { p99: 40.5 }, 'within noise'],
  ['a p99 of a fifth more in one run', { p99: 48 }, 'suspect'],
  ['a p99 of a fifth less', { p99: 32 }, 'improved'],
  ['a rate of a fifth less', { 'achieved-rate': 800 }, 'suspect'],
  ['a rate of a fifth more', { 'achieved-rate': 1200 }, 'improved'],
  ['one failure in two thousand where there was none', { 'failure-rate': 0.0005 }, 'within noise'],
  ['one failure in a hundred where there was none', { 'failure-rate': 0.01 }, 'suspect'],
  ['no p50 where there was one', { p50: null }, 'suspect'],
]

for (const [story, given, told] of stories) {
  test(`${story}: ${told}`, () => assert.equal(verdictOf(given), told))
}

test('what one run only suspects, three fresh ones make regressed, or one-sided where they measured nothing', () => {
  assert.equal(verdictOf({ p99: 48 }, { times: 3 }), 'regressed')
  assert.equal(verdictOf({ p99: 48 }, { times: 2 }), 'suspect')
  assert.equal(verdictOf({ p50: null }, { times: 3 }), 'one-sided')
  const without = ten.map((each) => ({ ...each, p50: null }))
  assert.equal(verdictOf({ p50: 10 }, { earlier: without }), 'one-sided')
  assert.equal(verdictOf({ p50: null }, { earlier: without }), 'not comparable')
})

test('nine runs are too few, whatever the tenth says, and so are nine that measured it', () => {
  assert.equal(verdictOf({ p99: 400 }, { times: 3, earlier: ten.slice(1) }), 'too few runs')
  const nine = ten.map((each, index) => (index === 0 ? { ...each, p99: null } : each))
  assert.equal(verdictOf({ p99: 400 }, { earlier: nine }), 'too few runs')
})

test('noise that would hide a fifth is told, and what stands out of it all the same is found', () => {
  const noisy = ten.map((each, index) => ({ ...each, p99: 40 + (index % 2 === 0 ? 8 : -8) }))
  assert.equal(verdictOf({ p99: 48 }, { earlier: noisy }), 'too noisy')
  assert.equal(verdictOf({ p99: 400 }, { times: 3, earlier: noisy }), 'regressed')
})

test('fresh runs judge what was suspect, and leave the rest as the first run found it', () => {
  const screened = compareTotals(ten, [{ ...usual, p99: 48, p95: 15 }])
  assert.equal(gravest(screened), 'suspect')
  const calm = confirmed(screened, { earlier: ten, fresh: [usual, usual, usual] })
  assert.equal(gravest(calm), 'improved')
  const slow = { ...usual, p99: 47 }
  const worse = confirmed(screened, { earlier: ten, fresh: [slow, slow, usual] })
  assert.equal(gravest(worse), 'regressed')
  assert.equal(worse.find(({ metric }) => metric === 'p99')?.measured, 47)
})

test('the limit is the median and the smallest change that can be seen', () => {
  for (const each of compareTotals(ten, [usual])) {
    const sign = each.comparison === '<=' ? 1 : -1
    assert.equal(each.limit, (each.median ?? 0) + sign * (each.visible ?? 0))
    const share = (each.visible ?? 0) / (each.median ?? 0)
    // 2.5 × 1.4826 × 2.5 %, the MAD of the ten.
    if (each.metric !== 'failure-rate') assert.ok(share > 0.07 && share < 0.1, `${share}`)
  }
})

/** How often a gate fails in so many trials: the runs differ by chance, the p99 of the fresh ones is `slower` besides. */
function failures({ trials, runs, noise, slower, seed }: Record<string, number>): number {
  const chance = random(seed ?? 0)
  function normal(): number {
    return Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next())
  }
  function run(factor: number): GatedTotals {
    const entries = gatedMetrics.map(({ metric }) => {
      const times = metric === 'p99' ? factor : 1
      return [metric, metric === 'failure-rate' ? 0 : 100 * times * (1 + (noise ?? 0) * normal())]
    })
    return Object.fromEntries(entries) as GatedTotals
  }
  function fails(): boolean {
    const earlier = Array.from({ length: runs ?? 0 }, () => run(1))
    const factor = slower ?? 1
    const screened = compareTotals(earlier, [run(factor)])
    if (gravest(screened) !== 'suspect') return false
    const fresh = [run(factor), run(factor), run(factor)]
    return gravest(confirmed(screened, { earlier, fresh })) === 'regressed'
  }
  return Array.from({ length: trials ?? 0 }, fails).filter(Boolean).length / (trials ?? 0)
}

/** Hundreds of mutants are tried on these: they need few trials to fall. */
const trials = process.env['CDC_PROFILE'] === 'mutation' ? 100 : 2000

const simulated = { trials, noise: 0.04, seed: 20260115 }

test('with 4 % of noise a gate is false in one of fifty at most, with 10 runs and with 20', () => {
  assert.ok(failures({ ...simulated, runs: 10, slower: 1 }) <= 0.02)
  assert.ok(failures({ ...simulated, runs: 20, slower: 1 }) <= 0.005)
})

test('with 4 % of noise it finds a p99 that is a fifth slower in nine of ten, and one a third slower nearly always', () => {
  assert.ok(failures({ ...simulated, runs: 10, slower: 1.2 }) >= 0.9)
  assert.ok(failures({ ...simulated, runs: 10, slower: 1.3 }) >= 0.99)
})

function comparisonOf(
  metric: GatedMetric,
  given: { earlier: readonly GatedTotals[]; fresh: readonly GatedTotals[] },
) {
  return compareTotals(given.earlier, given.fresh).find((each) => each.metric === metric)
}

/** Ten runs that measured the same: what can be seen is the floor of 5 %. */
const same = Array.from({ length: 10 }, () => ({ ...usual, p50: 100, 'achieved-rate': 100 }))

test('a comparison tells the median, what can be seen beside it, and the limit that follows', () => {
  const fresh = [{ ...usual, p50: 105, 'achieved-rate': 95 }]
  const numbers = { median: 100, visible: 5, verdict: 'within noise' }
  assert.deepEqual(comparisonOf('p50', { earlier: same, fresh }), {
    ...numbers,
    metric: 'p50',
    unit: 'ms',
    comparison: '<=',
    measured: 105,
    limit: 105,
  })
  assert.deepEqual(comparisonOf('achieved-rate', { earlier: same, fresh }), {
    ...numbers,
    metric: 'achieved-rate',
    unit: '1/s',
    comparison: '>=',
    measured: 95,
    limit: 95,
  })
})

test('a change is seen beyond the limit, and not at it', () => {
  const verdicts = [94, 95, 105, 106].map(
    (p50) => comparisonOf('p50', { earlier: same, fresh: [{ ...usual, p50 }] })?.verdict,
  )
  assert.deepEqual(verdicts, ['improved', 'within noise', 'within noise', 'suspect'])
})

test('what no earlier run measured has no median and no limit', () => {
  const earlier = ten.map((each) => ({ ...each, p50: null }))
  const none = {
    metric: 'p50',
    unit: 'ms',
    comparison: '<=',
    median: null,
    visible: null,
    limit: null,
  }
  const cases: readonly (readonly [number | null, BaselineVerdict])[] = [
    [10, 'one-sided'],
    [null, 'not comparable'],
  ]
  for (const [measured, verdict] of cases) {
    const fresh = [{ ...usual, p50: measured }]
    assert.deepEqual(comparisonOf('p50', { earlier, fresh }), { ...none, measured, verdict })
    const few = comparisonOf('p50', { earlier: earlier.slice(1), fresh })
    assert.equal(few?.verdict, 'too few runs')
  }
})

test('fresh runs of which one did not measure it have no number, and neither have none at all', () => {
  const fresh = [usual, { ...usual, p50: null }, usual]
  const found = comparisonOf('p50', { earlier: ten, fresh })
  assert.deepEqual([found?.measured, found?.verdict], [null, 'one-sided'])
  assert.equal(comparisonOf('p50', { earlier: ten, fresh: [] })?.measured, null)
})

test('gravest() finds the gravest of any two verdicts, whichever stands first', () => {
  const order: readonly BaselineVerdict[] = [
    'regressed',
    'one-sided',
    'suspect',
    'not comparable',
    'too few runs',
    'too noisy',
    'improved',
    'within noise',
  ]
  const [sample] = compareTotals(ten, [usual])
  assert.ok(sample !== undefined)
  const metrics = order.map((verdict) => ({ ...sample, verdict }))
  for (const [index, verdict] of order.entries()) {
    assert.equal(gravest(metrics.slice(index).toReversed()), verdict)
  }
})
