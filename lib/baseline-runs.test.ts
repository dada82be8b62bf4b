/** What a baseline keeps of runs, what it takes as the same load, and how it is read and written. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'

import { differences, fingerprintOf, shapingFlags } from './baseline-fingerprint.ts'
import { baselineOptions } from './baseline-options.ts'
import { parseBaseline } from './baseline-parse.ts'
import { appendRun, baselineRun, emptyBaseline, loadOf, medians } from './baseline-runs.ts'
import { loadOptions } from './load-options.ts'
import { sampleResult } from './sample-result.ts'
import type { BaselineRun } from './baseline-runs.ts'
import type { Load, Result } from './result.ts'

let sample: Result
before(async () => (sample = await sampleResult('pass')))

/** The sample, as the n-th of its runs, with a p99 of so many ms. */
function run(nth: number, { p99 = 17, result = sample }: { p99?: number; result?: Result } = {}) {
  const startedAt = new Date(Date.UTC(2026, 0, 1 + nth)).toISOString()
  const made = baselineRun(result, { startedAt, fingerprint: fingerprintOf(result) })
  assert.ok(made !== null)
  return { ...made, totals: { ...made.totals, p99 } } satisfies BaselineRun
}

function saved(count: number, p99: (nth: number) => number = () => 17) {
  return Array.from({ length: count }, (_, nth) => run(nth, { p99: p99(nth) })).reduce(
    appendRun,
    emptyBaseline,
  )
}

test('the last 20 runs of a load are kept, with the line of the newest and the medians of the first ten', () => {
  const baseline = saved(25, (nth) => 10 + nth)
  const load = loadOf(baseline, fingerprintOf(sample))
  assert.equal(load?.runs.length, 20)
  assert.equal(load?.runs[0]?.startedAt, run(5).startedAt)
  assert.equal(load?.anchor?.since, run(0).startedAt)
  assert.equal(load?.anchor?.totals.p99, 14.5)
  assert.equal(load?.line.points.length, sample.series?.length)
})

test('the line that is kept has whole seconds: no part of one, and nothing of what was drained', () => {
  const { series = [], load } = sample
  function times(measuredSeconds: number): readonly number[] {
    const ended = { ...load, measuredSeconds } as Load
    const { line } = run(0, { result: { ...sample, series: series.slice(0, 4), load: ended } })
    return line.points.map(({ t }) => t)
  }
  assert.deepEqual(
    [times(4), times(3.2), times(2.9)],
    [
      [1, 2, 3, 4],
      [1, 2, 3],
      [1, 2],
    ],
  )
  assert.deepEqual(times(0.4), [1, 2, 3, 4])
})

test('the medians of the first ten are kept from the tenth run on, and stay', () => {
  assert.equal(saved(9).loads[0]?.anchor, null)
  const ten = saved(10, (nth) => nth)
  const anchor = { since: run(0).startedAt, totals: { ...run(0).totals, p99: 4.5 } }
  assert.deepEqual(ten.loads[0]?.anchor, anchor)
  assert.deepEqual(appendRun(ten, run(10, { p99: 99 })).loads[0]?.anchor, anchor)
})

test('a load that is saved again comes last, with the line of its newest run', () => {
  const other = { ...sample, settings: { ...sample.settings, users: 11 } }
  const two = appendRun(saved(2), run(2, { result: other }))
  const line = { bucketSeconds: 7, points: [] }
  const { schema, loads } = appendRun(two, { ...run(3), line })
  assert.equal(schema, 'cdc-testbench/baseline/1')
  assert.deepEqual(
    loads.map(({ runs, fingerprint }) => [runs.length, fingerprint['--users']]),
    [
      [1, '11'],
      [3, '10'],
    ],
  )
  assert.deepEqual(loads[1]?.line, line)
  assert.deepEqual(Object.keys(loads[1]?.runs[2] ?? {}), ['startedAt', 'totals', 'endpoints'])
})

test('baselineRun() keeps the five totals, what the endpoints were like, and the line', () => {
  const fingerprint = { cpus: '4' }
  const made = baselineRun(sample, { startedAt: 'then', fingerprint })
  assert.deepEqual([made?.startedAt, made?.fingerprint], ['then', fingerprint])
  assert.deepEqual(made?.totals, {
    'achieved-rate': 28.133,
    'failure-rate': 0,
    p50: 4.872,
    p95: 11.733,
    p99: 17.061,
  })
  assert.deepEqual(made.endpoints[0], {
    method: 'GET',
    name: '/connectors',
    failureRate: 0,
    p50: 4.027,
    p95: 8.302,
    p99: 13.521,
  })
  assert.equal(made.line.bucketSeconds, 1)
  const { t, users, sent, p50, p95, p99 } = sample.series?.[3] ?? { t: -1 }
  assert.deepEqual(made.line.points[3], { t, users, sent, p50, p95, p99 })
})

test('baselineRun() keeps the line as it is drawn, and the 200 endpoints that were asked most, the most first', () => {
  const [endpoint] = sample.requests ?? []
  const [point] = sample.series ?? []
  assert.ok(endpoint !== undefined && point !== undefined)
  const requests = Array.from({ length: 202 }, (_, sent) => ({
    ...endpoint,
    name: `/${sent}`,
    sent,
  }))
  const chart = { bucketSeconds: 2, points: [point] }
  const made = baselineRun({ ...sample, requests, chart }, { startedAt: '', fingerprint: {} })
  assert.equal(made?.line.bucketSeconds, 2)
  assert.equal(made.line.points.length, 1)
  assert.deepEqual(
    [made.endpoints.length, made.endpoints[0]?.name, made.endpoints.at(-1)?.name],
    [200, '/201', '/2'],
  )
})

test('baselineRun() takes a load without endpoints and seconds, and none without totals', () => {
  const { checks, load, totals } = sample
  assert.ok(load !== undefined && totals !== undefined)
  const about = { startedAt: '', fingerprint: {} }
  const bare = baselineRun({ checks, load, totals }, about)
  assert.deepEqual([bare?.endpoints, bare?.line], [[], { bucketSeconds: 1, points: [] }])
  assert.equal(baselineRun({ checks, load }, about), null)
  assert.equal(baselineRun({ checks, totals }, about), null)
})

test('medians() are of those runs that measured a metric, and null where none did', () => {
  const none = { 'achieved-rate': null, 'failure-rate': null, p50: null, p95: null, p99: null }
  assert.deepEqual(medians([]), none)
  assert.deepEqual(
    medians([
      { ...none, p50: 3 },
      { ...none, 'failure-rate': 0 },
      { ...none, p50: 5 },
    ]),
    { ...none, 'failure-rate': 0, p50: 4 },
  )
})

test('another load in the same file is kept apart, and of 50 loads the oldest goes', () => {
  const other = { ...sample, settings: { ...sample.settings, users: 11 } }
  const baseline = appendRun(saved(3), run(4, { result: other }))
  assert.deepEqual(
    baseline.loads.map(({ runs }) => runs.length),
    [3, 1],
  )
  const many = Array.from({ length: 50 }, (_, users) =>
    run(0, { result: { ...sample, settings: { ...sample.settings, users: 100 + users } } }),
  ).reduce(appendRun, baseline)
  assert.equal(many.loads.length, 50)
  assert.equal(loadOf(many, fingerprintOf(sample)), null)
})

test('seeds, thresholds, reports and passwords make no other load; users, Node and the processor do', () => {
  const here = fingerprintOf(sample)
  function settings(more: Record<string, unknown>) {
    return fingerprintOf({ ...sample, settings: { ...sample.settings, ...more } })
  }
  assert.deepEqual(settings({ seed: 7, threshold: [], report: ['x.json'], quiet: true }), here)
  const mine = settings({ source: 'postgres://me:secret@db:5432/shop?sslmode=require' })
  assert.deepEqual(mine, settings({ source: 'postgres://me:***@db:5432/shop' }))
  assert.ok(!JSON.stringify(mine).includes('secret'))
  assert.deepEqual(differences(here, settings({ users: 20 })), ['--users 10 → 20'])
  const environment = { ...sample.environment, cpu: 'another' }
  assert.deepEqual(differences(here, fingerprintOf({ ...sample, environment })), [
    'cpu none → another',
  ])
})

test('every flag of a load script shapes the load or does not: a new one is put into one of the lists', () => {
  const judging = ['threshold', 'abort-on-fail', 'header', 'ca', ...Object.keys(baselineOptions)]
  const flags = Object.keys(loadOptions({ users: '1', 'spawn-rate': '1', 'run-time': '1s' }))
  const listed = new Set<string>([...shapingFlags, ...judging])
  assert.deepEqual(
    flags.filter((flag) => !listed.has(flag)),
    [],
  )
})

test('an invalid run, an interrupted one, and one without requests are no baseline', async () => {
  const fingerprint = fingerprintOf(sample)
  const invalid = await sampleResult('invalid')
  assert.equal(baselineRun(invalid, { startedAt: '', fingerprint }), null)
  for (const name of ['invalid', 'interrupted', 'checks'] as const) {
    const text = JSON.stringify(await sampleResult(name))
    assert.throws(() => parseBaseline(text), /expected one of a valid and whole load run/, name)
  }
})

test('what is no baseline is told as what it is', () => {
  assert.throws(() => parseBaseline('{'), /it is no JSON, expected a file of --save-baseline/)
  assert.throws(() => parseBaseline('[]'), /it holds no runs, expected a file of --save-baseline/)
  const holed = JSON.stringify(saved(1)).replace('"p99":17,', '').replace(',"p99":17', '')
  assert.throws(() => parseBaseline(holed), /it holds no runs/)
})
