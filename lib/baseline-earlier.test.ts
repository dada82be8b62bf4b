/** What is told of the earlier runs while another one goes on: their medians, and whether they are enough to judge it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { earlierOf } from './baseline-earlier.ts'
import { holdAgainst } from './baseline-result.ts'
import { appendRun, emptyBaseline } from './baseline-runs.ts'
import { baselineRunsMin } from './baseline.ts'
import { keepSecret } from './redact.ts'
import type { Baseline, BaselineRun } from './baseline-runs.ts'

const totals = { 'achieved-rate': 100, 'failure-rate': 0.02, p50: 5, p95: 12, p99: 17 }
const fingerprint = { '--users': '10' }

/** The n-th run is n ms slower at everything. */
function run(nth: number, names: readonly string[] = ['/one', '/two']): BaselineRun {
  return {
    startedAt: new Date(Date.UTC(2026, 0, 1 + nth)).toISOString(),
    fingerprint,
    totals: { ...totals, p95: totals.p95 + nth },
    endpoints: names.map((name) => {
      return { method: 'GET', name, failureRate: 1 / 7, p50: 1 / 3 + nth, p95: 8 + nth, p99: null }
    }),
    line: {
      bucketSeconds: nth + 1,
      points: [{ t: 1, users: 2, sent: 3, p50: 4, p95: 5, p99: 6 + nth / 3 }],
    },
  }
}

function saved(count: number): Baseline {
  return Array.from({ length: count }, (_, nth) => run(nth)).reduce(appendRun, emptyBaseline)
}

test('earlierOf() tells the medians that the run will be held against', () => {
  const baseline = saved(11)
  const { runs, line } = earlierOf(baseline, fingerprint)
  const held = holdAgainst(baseline, { runs: [run(5)] })
  assert.deepEqual([runs.verdict, runs.runs, runs.since], [null, 11, held.since])
  const points = [{ t: 1, sent: 3, p99: 9.3333 }]
  assert.deepEqual(line, { bucketSeconds: 11, points }, 'of the newest, what is drawn')
  assert.deepEqual(
    runs.metrics,
    held.metrics.map(({ metric, unit, median, visible }) => ({ metric, unit, median, visible })),
  )
  assert.equal(runs.metrics.find(({ metric }) => metric === 'p95')?.median, 17)
})

test('earlierOf() tells medians of endpoints and what can be seen beside them, by their names, in five digits', () => {
  const { rows } = earlierOf(saved(11), fingerprint)
  const row = [5.3333, 13, null, 0.14286, 11.119, 11.12, null, 0.001]
  assert.deepEqual(
    rows([
      ['GET', '/two'],
      ['GET', '/new'],
      ['PUT', '/one'],
      ['GET', '/one'],
    ]),
    [row, null, null, row],
  )
})

test('earlierOf() knows an endpoint that only some of the runs have', () => {
  const baseline = [run(0, ['/gone']), run(1), run(2)].reduce(appendRun, emptyBaseline)
  const { rows } = earlierOf(baseline, fingerprint)
  assert.deepEqual(rows([['GET', '/gone']]), [
    [0.33333, 8, null, 0.14286, 0.016667, 0.4, null, 0.001],
  ])
  assert.deepEqual(rows([['GET', '/one']]), [
    [1.8333, 9.5, null, 0.14286, 1.8533, 1.8532, null, 0.001],
  ])
})

test('earlierOf() knows endpoints by the names that are shown', () => {
  keepSecret('an-own-word')
  const baseline = appendRun(emptyBaseline, run(0, ['/of/an-own-word']))
  const { rows } = earlierOf(baseline, fingerprint)
  assert.equal(rows([['GET', '/of/***']])[0]?.[1], 8)
})

test('earlierOf() says from the beginning where the runs will be too few', () => {
  for (const count of [1, baselineRunsMin - 1]) {
    const { runs } = earlierOf(saved(count), fingerprint)
    assert.deepEqual([runs.verdict, runs.runs], ['too few runs', count])
    assert.equal(holdAgainst(saved(count), { runs: [run(0)] }).verdict, 'too few runs')
  }
  assert.equal(earlierOf(saved(baselineRunsMin), fingerprint).runs.verdict, null)
})

test('earlierOf() a baseline without this load tells why, and no numbers', () => {
  const none = { runs: 0, since: null, runsMin: baselineRunsMin, metrics: [] }
  const empty = earlierOf(emptyBaseline, fingerprint)
  assert.deepEqual(empty.runs, { verdict: 'too few runs', differs: [], ...none })
  assert.deepEqual([empty.line, empty.rows([['GET', '/one']])], [null, [null]])
  const other = earlierOf(saved(12), { '--users': '11' })
  const differs = ['--users 10 → 11']
  assert.deepEqual(other.runs, { verdict: 'not comparable', differs, ...none })
  assert.deepEqual([other.line, other.rows([['GET', '/one']])], [null, [null]])
})
