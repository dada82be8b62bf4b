/** How long the last points of a run are, and what that makes of their rates and of the sentence about them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { linesOf, spanOf } from './chart-data.js'
import { packCharts, unpackCharts } from './chart-payload.js'
import { detailRows, rateSentence } from './chart-words.js'
import { pointSeconds } from './point-seconds.js'
import { sampleResult } from './sample-result.ts'
import type { RunEnd } from './point-seconds.js'
import type { Result, SeriesPoint } from './result.ts'

function point(t: number, own: Partial<SeriesPoint> = {}): SeriesPoint {
  return { t, users: 4, due: null, sent: 200, ok: 200, failed: 0, p50: 1, p95: 2, p99: 3, ...own }
}

const sample = await sampleResult('pass')

function resultOf(end: RunEnd, series: readonly SeriesPoint[]): Result {
  const [ok, failed] = [sumOf(series, 'ok'), sumOf(series, 'failed')]
  const { totals, load } = sample
  assert.ok(totals !== undefined && load !== undefined)
  const rates = {
    throughput: ok / end.measuredSeconds,
    failuresPerSecond: failed / end.measuredSeconds,
  }
  return { ...sample, load: { ...load, ...end }, totals: { ...totals, ...rates }, series }
}

function sumOf(series: readonly SeriesPoint[], key: 'ok' | 'failed'): number {
  return series.reduce((sum, each) => sum + each[key], 0)
}

test('half a second at the end of a run is drawn at its rate, and told with that of the totals', () => {
  const half = point(3, { due: 100, sent: 100, ok: 99, failed: 1 })
  const result = resultOf({ measuredSeconds: 2.5, endedSeconds: 2.5 }, [
    point(1, { due: 200 }),
    point(2, { due: 200 }),
    half,
  ])
  const { ok, failed, due } = linesOf(result)
  assert.deepEqual(
    [ok, failed, due],
    [
      [200, 200, 198],
      [0, 0, 2],
      [200, 200, 200],
    ],
  )
  assert.match(
    rateSentence(result),
    /^200 requests a second were answered well on average, at most 200 at 0:01; 0\.400 a/,
  )
  assert.equal(detailRows(result).rows.at(-1)?.ok, 198)
  assert.deepEqual(linesOf(unpackCharts(packCharts(result))), linesOf(result))
})

test('what ends some ms after the run time has no rate, and nobody is told of there', () => {
  const drained = point(3, { users: 0, sent: 0, ok: 4 })
  const result = resultOf({ measuredSeconds: 2, endedSeconds: 2.004 }, [
    point(1),
    point(2),
    drained,
  ])
  const { t, ok, failed, users, p99 } = linesOf(result)
  assert.deepEqual(
    [t, ok, failed, users, p99],
    [
      [1, 2, 2.004],
      [200, 200, null],
      [0, 0, null],
      [4, 4, null],
      [3, 3, 3],
    ],
  )
  const { endedSeconds: _told, ...load } = result.load ?? { measuredSeconds: 0 }
  assert.deepEqual(linesOf({ ...result, load }).ok, [200, 200, null])
  assert.deepEqual(spanOf(result), [0, 2.004], 'no empty strip behind it')
  assert.deepEqual(spanOf({ ...result, load }), [0, 3], 'one that does not tell when it ended')
})

test('a drain of seconds is drawn over its own length, and nothing is due in it', () => {
  const long = [point(1, { due: 5 }), point(2, { due: 0, ok: 3 }), point(3, { due: 0, ok: 2 })]
  const result = resultOf({ measuredSeconds: 1, endedSeconds: 2.5 }, long)
  const { ok, due, users } = linesOf(result)
  assert.deepEqual(
    [ok, due, users],
    [
      [200, 3, 4],
      [5, null, null],
      [4, 4, null],
    ],
  )
})

const ends: readonly (readonly [string, RunEnd, number, (number | null)[], number])[] = [
  ['stopped after 130 ms of it', { measuredSeconds: 2.13, endedSeconds: 2.13 }, 3, [0.13, 0.13], 3],
  [
    'stopped after 60 ms of it',
    { measuredSeconds: 2.06, endedSeconds: 2.06 },
    3,
    [null, null],
    2.06,
  ],
  ['drained for 4 ms', { measuredSeconds: 2, endedSeconds: 2.004 }, 3, [null, null], 2.004],
  ['and drained within it', { measuredSeconds: 2.25, endedSeconds: 2.75 }, 3, [0.25, 0.75], 3],
  ['and drained beyond it', { measuredSeconds: 2.25, endedSeconds: 9 }, 3, [0.25, 1], 3],
  ['a run of no time', { measuredSeconds: 0, endedSeconds: 0 }, 1, [null, null], 1],
  ['a run of 50 ms', { measuredSeconds: 0.05, endedSeconds: 0.05 }, 1, [0.05, 0.05], 1],
]

for (const [story, end, t, [offered, answered], at] of ends) {
  test(`the seconds of the last point: ${story}`, () => {
    const told = pointSeconds(end, { bucketSeconds: 1, points: [{ t: 1 }, { t }] })(t)
    const rounded = [told.offered, told.answered].map((each) =>
      each === null ? null : Math.round(each * 1e6) / 1e6,
    )
    assert.deepEqual(rounded, [offered, answered])
    assert.equal(told.at, at)
  })
}

test('a bucket of a long run that ended in its midst is as long as it went', () => {
  const chart = { bucketSeconds: 10, points: [point(10, { ok: 100 }), point(20, { ok: 40 })] }
  const load = { measuredSeconds: 14, endedSeconds: 14 }
  assert.deepEqual(linesOf({ checks: [], chart, load }).ok, [10, 10])
})

test('the sentence names users where there are any, and what was in flight where that is known', () => {
  const pulse = [3, 7].map((inFlight) => [null, null, null, null, null, null, inFlight])
  const beside = { heat: [], pulse, states: [] }
  const source = { checks: [], series: [point(1), point(2)], beside }
  assert.match(rateSentence(source), /none failed; up to 4 users and 7 requests in flight\.$/)
  const open = [point(1, { users: 0, due: 9 }), point(2, { users: 0, due: 9 })]
  assert.match(
    rateSentence({ ...source, series: open }),
    /none failed; up to 7 requests in flight\.$/,
  )
  assert.match(rateSentence({ checks: [], series: open }), /average; none failed\.$/)
  assert.deepEqual(
    detailRows(source).rows.map(({ inFlight }) => inFlight),
    [3, 7],
  )
})

test('where a second is missing what was in flight stays at its own', () => {
  const pulse = [3, 7].map((inFlight) => [null, null, null, null, null, null, inFlight])
  const source = {
    checks: [],
    series: [point(1), point(4)],
    beside: { heat: [], pulse, states: [] },
  }
  assert.deepEqual(linesOf(source).inFlight, [3, null, 7])
})
