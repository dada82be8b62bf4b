/** A Result as a packet: each field in its place, times as exact as they are shown, and distributions as far as there is room. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { packDistribution, packPoint, packResult, packRow } from './live-packet.js'
import { applyTick, unpackResult, withFailures } from './live-model.js'
import type { Tick } from './live-packet.js'
import type { LatencyMs, RequestStatistics, Result, SeriesPoint } from './result.ts'

const none = { p66: null, p75: null, p80: null, p90: null, p98: null, p999: null, p9999: null }
const noTimes: LatencyMs = {
  ...none,
  min: null,
  mean: null,
  p50: null,
  p95: null,
  p99: null,
  max: null,
}

const request: RequestStatistics = {
  method: 'GET',
  name: '/one',
  sent: 20,
  ok: 12,
  failed: 3,
  timedOut: 1,
  interrupted: 4,
  throughput: 6,
  failuresPerSecond: 2,
  failureRate: 0.25,
  bodyBytesMean: null,
  responseTimeMs: { ...noTimes, min: 1, mean: 2, p50: 3, p95: 4, p99: 5, max: 6 },
  serviceTimeMs: noTimes,
  failedTimeMs: noTimes,
  distribution: [
    [1.2589, 7],
    [125.89, 5],
  ],
}
const point: SeriesPoint = {
  t: 1,
  users: 2,
  due: 3,
  sent: 4,
  ok: 5,
  failed: 6,
  p50: 7,
  p95: 8,
  p99: 9,
  max: 20,
  serviceP99: 6,
}
const head = {
  script: 'load/light',
  verdict: 'pass',
  load: { measuredSeconds: 2 },
  totals: request,
}

function resultOf(more: object): Result {
  return { ...head, ...more } as unknown as Result
}

test('packRow() has the place, the counts and the times', () => {
  assert.deepEqual(packRow(request, 7), [7, 20, 12, 3, 1, 4, 1, 2, 3, 4, 5, 6])
})

test('packPoint() has the second, the users, the counts and the percentiles', () => {
  assert.deepEqual(packPoint(point), [1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 6])
  const { max: _max, ...earlier } = point
  const lost = { p95: Number.NaN, p99: Number.POSITIVE_INFINITY, serviceP99: Number.NaN }
  const empty = { ...earlier, ...lost, due: null, p50: null }
  assert.deepEqual(packPoint(empty), [1, 2, null, 4, 5, 6, null, null, null, null, null])
})

test('packPoint() keeps whole microseconds, and from 100 ms on whole milliseconds', () => {
  for (const [ms, packed] of [
    [1.23456, 1.235],
    [99.9994, 99.999],
    [100, 100],
    [100.4, 100],
    [250.5, 251],
    [0.0004, 0],
  ] as const) {
    assert.equal(packPoint({ ...point, p50: ms })[6], packed, String(ms))
  }
})

test('packDistribution() has the place, then bounds of three digits and counts in turn', () => {
  assert.deepEqual(packDistribution(request, 3), [3, 1.26, 7, 126, 5])
})

test('packResult() has names, rows and points beside the rest', () => {
  const other = { ...request, name: '/two', sent: 30 }
  const packed = packResult(resultOf({ requests: [request, other], series: [point] }))
  assert.deepEqual(packed, {
    head,
    names: [
      ['GET', '/one'],
      ['GET', '/two'],
    ],
    rows: [packRow(request, 0), packRow(other, 1)],
    distributions: [packDistribution(other, 1), packDistribution(request, 0)],
    bucketSeconds: 1,
    points: [packPoint(point)],
  })
  const chart = { bucketSeconds: 5, points: [{ ...point, t: 5 }] }
  const long = packResult(resultOf({ series: [point], chart }))
  assert.deepEqual([long.bucketSeconds, long.points], [5, [[5, 2, 3, 4, 5, 6, 7, 8, 9, 20, 6]]])
  assert.deepEqual([long.names, long.rows, long.distributions], [[], [], []])
  assert.deepEqual(packResult(resultOf({})).points, [])
})

test('packResult() has the distributions of those asked most, up to 4,000 characters', () => {
  // `[0,1,1,…]` has 3 characters and 4 for each bucket: the first fills all the room.
  const buckets = Array.from({ length: 999 }, () => [1, 1] as const)
  function distributions(first: number) {
    const busy = { ...request, sent: 99, distribution: [...buckets.slice(1), [first, 1] as const] }
    const packed = packResult(resultOf({ requests: [{ ...request, distribution: [] }, busy] }))
    return packed.distributions.map(([place]) => place)
  }
  const size = JSON.stringify([1, ...buckets.flat()]).length
  assert.equal(size, 3999)
  assert.deepEqual(distributions(1), [1])
  assert.deepEqual(distributions(10), [1])
  assert.deepEqual(distributions(100), [])
})

test('unpackResult() has what packResult() packed, and rates over the measured time', () => {
  const unpacked = unpackResult(packResult(resultOf({ requests: [request], series: [point] })))
  const distribution = [
    [1.26, 7],
    [126, 5],
  ]
  assert.deepEqual(
    unpacked,
    resultOf({ requests: [{ ...request, distribution }], series: [point] }),
  )
})

test('unpackResult() has no rows where there are no totals, and a chart where buckets are longer', () => {
  assert.deepEqual(unpackResult(packResult(resultOf({ totals: undefined, requests: [request] }))), {
    ...head,
    totals: undefined,
  })
  const chart = { bucketSeconds: 2, points: [point] }
  assert.deepEqual(unpackResult(packResult(resultOf({ chart }))).chart, chart)
})

test('unpackResult() fills up what is missing', () => {
  const packed = {
    head: resultOf({ load: undefined }),
    names: [['GET', '/one']] as const,
    rows: [[0], [9, 1]],
    distributions: [[9, 1, 1]],
    bucketSeconds: 1,
    points: [[]],
  }
  const { requests, series } = unpackResult(packed)
  const counts = { sent: 0, ok: 0, failed: 0, timedOut: 0, interrupted: 0 }
  const rates = { throughput: 0, failuresPerSecond: 0, failureRate: null }
  assert.deepEqual(requests, [
    { ...request, ...counts, ...rates, responseTimeMs: noTimes, distribution: [] },
  ])
  const never = { t: 0, users: 0, due: null, sent: 0, ok: 0, failed: 0 }
  assert.deepEqual(series, [
    { ...never, p50: null, p95: null, p99: null, max: null, serviceP99: null },
  ])
})

const failure = {
  method: 'GET',
  name: '/one',
  kind: 'status',
  message: 'HTTP 500',
  count: 1,
  firstAt: 'a',
  lastAt: 'b',
} as const

test('applyTick() puts new rows behind, changes those it names, and counts rates anew', () => {
  const before = resultOf({ requests: [request], series: [point], checks: [] })
  const tick = {
    head: { verdict: 'fail', load: { measuredSeconds: 4 } },
    from: 1,
    names: [['PUT', '/two']],
    rows: [[1, 8, 4, 1, 1, 0, 1, 2, 3, 4, 5, 6]],
    distributions: [[1, 10, 4, 20, 4]],
    points: [[2, 2, null, 4, 5, 6, 7, 8, 9, 20, 6]],
    heat: [],
  } as unknown as Tick
  const after = applyTick(before, tick)
  assert.equal(after.verdict, 'fail')
  assert.equal(after.script, 'load/light')
  assert.equal(after.checks, before.checks)
  assert.deepEqual(after.series, [point, { ...point, t: 2, due: null }])
  assert.deepEqual(after.requests, [
    { ...request, throughput: 3, failuresPerSecond: 1 },
    {
      ...request,
      method: 'PUT',
      name: '/two',
      sent: 8,
      ok: 4,
      failed: 1,
      timedOut: 1,
      interrupted: 0,
      throughput: 1,
      failuresPerSecond: 0.5,
      distribution: [
        [10, 4],
        [20, 4],
      ],
    },
  ])
})

test('withFailures() counts a known one anew, and adds another', () => {
  const known = { ...failure, message: 'HTTP 400' }
  const again = { ...failure, count: 5 }
  const other = { ...failure, message: 'HTTP 502' }
  assert.deepEqual(withFailures([failure, known], [other, again]), [again, known, other])
})

test('applyTick() grows the chart where there is one', () => {
  const chart = { bucketSeconds: 2, points: [point] }
  const tick = {
    head: {},
    from: 0,
    names: [],
    rows: [],
    distributions: [],
    points: [[4, 2, 3, 4, 5, 6, 7, 8, 9, 20, 6]],
    heat: [],
  } as unknown as Tick
  const after = applyTick(resultOf({ chart }), tick)
  assert.deepEqual(after.chart, { bucketSeconds: 2, points: [point, { ...point, t: 4 }] })
  assert.equal(after.series, undefined)
  assert.deepEqual(after.requests, [])
})
