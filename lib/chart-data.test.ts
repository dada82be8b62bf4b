/** What the charts draw: gaps, rates, limits, bars; and that packing loses nothing that is seen. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { barsOf } from './chart-bars.js'
import { ghostOf, limitsOf, linesOf } from './chart-data.js'
import { packCharts, unpackCharts } from './chart-payload.js'
import { detailRows, timeSentence } from './chart-words.js'
import { largeResult, sampleNames, sampleResult } from './sample-result.ts'
import type { SeriesPoint } from './result.ts'

function point(t: number, own: Partial<SeriesPoint> = {}): SeriesPoint {
  return { t, users: 1, due: null, sent: 10, ok: 10, failed: 0, p50: 1, p95: 2, p99: 3, ...own }
}

test('linesOf() leaves a gap where seconds are missing, and no zero', () => {
  const lines = linesOf({ checks: [], series: [point(1), point(2), point(7)] })
  assert.deepEqual(lines.t, [1, 2, 3, 7])
  assert.deepEqual(lines.p99, [3, 3, null, 3])
  assert.deepEqual(lines.ok, [10, 10, null, 10])
})

test('linesOf() leaves a gap where nothing was answered, and keeps its zero rate', () => {
  const silent = point(2, { ok: 0, p50: null, p95: null, p99: null })
  const lines = linesOf({ checks: [], series: [point(1), silent] })
  assert.deepEqual(
    [lines.p99, lines.ok],
    [
      [3, null],
      [10, 0],
    ],
  )
})

test('linesOf() divides the counts of a long bucket by its seconds', () => {
  const points = [point(5, { ok: 50 }), point(10, { ok: 100, failed: 5 })]
  const lines = linesOf({ checks: [], series: [], chart: { bucketSeconds: 5, points } })
  assert.deepEqual(
    [lines.t, lines.ok, lines.failed],
    [
      [5, 10],
      [10, 20],
      [0, 1],
    ],
  )
})

test('limitsOf() finds thresholds on percentiles of all requests, and no others', () => {
  const of = { verdict: 'pass', unit: 'ms', limit: 500 } as const
  const names = [
    'p99<500ms',
    'p95 <= 500ms',
    'p99.9<500ms',
    'GET /connectors p95<500ms',
    'max<500ms',
  ]
  assert.deepEqual(
    limitsOf({ checks: names.map((name) => ({ ...of, name })) }).map(
      ({ percentile }) => percentile,
    ),
    ['p99', 'p95'],
  )
})

test('barsOf() fills the bounds that were left out, and keeps every count', () => {
  const bars = barsOf([
    [2, 5],
    [4, 1],
    [32, 7],
  ])
  assert.deepEqual(
    bars.map(({ lower, upper, count }) => [Math.round(lower), Math.round(upper), count]),
    [
      [1, 2, 5],
      [2, 4, 1],
      [16, 32, 7],
    ],
  )
})

test('barsOf() has at most 60 bars, side by side, of whatever distribution', () => {
  const fine = Array.from({ length: 900 }, (_, index) => [1.01 ** index, index + 1] as const)
  const bars = barsOf(fine)
  assert.equal(bars.length <= 60 && bars.length > 40, true, `${bars.length} bars`)
  assert.equal(
    bars.reduce((sum, { count }) => sum + count, 0),
    fine.reduce((sum, [, count]) => sum + count, 0),
  )
  for (const [index, { lower }] of bars.entries()) {
    const before = bars[index - 1]
    if (before !== undefined) assert.ok(Math.abs(lower / before.upper - 1) < 1e-9)
  }
  assert.deepEqual(barsOf([]), [])
  assert.equal(barsOf([[0.4, 3]]).length, 1)
})

for (const steps of [4, 5, 10, 20, 40]) {
  test(`barsOf() of ${steps} rounded bounds a decade is side by side, each where it belongs`, () => {
    const buckets = Array.from({ length: 50 }, (_, index) => {
      const bound = 10 ** ((index - 21) / steps)
      return [Number(bound.toPrecision(3)), index + 1] as const
    }).filter(([, count]) => count < 10 || count > 17)
    const bars = barsOf(buckets)
    assert.equal(bars.length, buckets.length)
    for (const [index, { lower, upper, count }] of bars.entries()) {
      assert.equal(count, buckets[index]?.[1])
      assert.ok(Math.abs(upper / (buckets[index]?.[0] ?? 0) - 1) < 0.01, `${upper} at ${index}`)
      const before = bars[index - 1]
      if (before?.count === count - 1) assert.ok(Math.abs(lower / before.upper - 1) < 1e-9)
    }
  })
}

for (const name of sampleNames) {
  test(`unpackCharts() draws of the packed ${name} sample what the Result would`, async () => {
    const result = await sampleResult(name)
    const unpacked = unpackCharts(JSON.parse(JSON.stringify(packCharts(result))))
    const [packed, whole] = [linesOf(unpacked), linesOf(result)]
    assert.deepEqual([packed.t, packed.ok, packed.users], [whole.t, whole.ok, whole.users])
    for (const [index, value] of whole.p99.entries()) {
      const shown = packed.p99[index] ?? null
      if (value === null) assert.equal(shown, null)
      else assert.ok(Math.abs((shown ?? 0) / value - 1) < 0.01)
    }
    assert.deepEqual(limitsOf(unpacked), limitsOf(result))
  })
}

test('detailRows() has at most 30 rows, each with the highest percentile and never a mean', async () => {
  const result = largeResult(await sampleResult('pass'), { endpoints: 1, seconds: 600 })
  const { every, rows } = detailRows(result)
  assert.deepEqual([every, rows.length, rows[1]?.time], ['20.0 s', 30, '0:20'])
  const highest = Math.max(...(result.series ?? []).slice(0, 20).map(({ p99 }) => p99 ?? 0))
  assert.equal(rows[0]?.p99, highest)
})

test('timeSentence() says how high p99 went, when, and how it stood to its limit', async () => {
  assert.equal(
    timeSentence(await sampleResult('fail')),
    'p99 was mostly about 27.1 ms, and highest at 0:42 with 2,847 ms. It was over the limit of 500 ms at 20 of 85 points.',
  )
})

test('ghostOf() has an earlier run at the seconds of this one, whether it is live or judged, also through a file', async () => {
  const line = {
    bucketSeconds: 2,
    points: [{ ...point(2, { sent: 20, p99: 7 }) }, { ...point(6, { sent: 40, p99: null }) }],
  }
  const expected = { p99: [7, null, null], sent: [10, null, 20] }
  assert.deepEqual(ghostOf({ checks: [], ghost: line }, [2, 4, 6]), expected)
  assert.deepEqual(ghostOf({ checks: [], baseline: { line } }, [2, 4, 6]), expected)
  assert.equal(ghostOf({ checks: [], baseline: { line: null } }, [2]), null)
  assert.equal(ghostOf({ checks: [] }, [2]), null)
  const result = await sampleResult('pass')
  const judged = { ...result, baseline: { ...emptyJudgement, line } }
  assert.deepEqual(ghostOf(unpackCharts(packCharts(judged)), [2, 4, 6]), expected)
})

const emptyJudgement = {
  verdict: 'within noise',
  runs: 10,
  since: null,
  differs: [],
  metrics: [],
  again: [],
  drift: [],
  endpoints: [],
} as const

test('detailRows() and a packed chart have the slowest and service time where they were measured', async () => {
  const plainResult = await sampleResult('pass')
  const series = [point(1, { max: 40, serviceP99: 2.5 }), point(2, { max: null, serviceP99: null })]
  const source = { checks: [], series }
  const [first, second] = detailRows(source).rows
  assert.deepEqual([first?.max, first?.serviceP99, second?.max], [40, 2.5, null])
  const result = { ...plainResult, series }
  assert.deepEqual(linesOf(unpackCharts(packCharts(result))), linesOf(source))
  const { points } = packCharts({ ...plainResult, series: [point(1)] })
  assert.deepEqual(['max' in points, 'serviceP99' in points], [false, false])
})
