/** The seconds of a run, however late and in whatever order the threads tell of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Exchange } from './exchange-log.ts'
import { series } from './series.ts'

const ok: Exchange = {
  endpoint: 0,
  outcome: 'ok',
  endedMs: 500,
  responseUs: 2000,
  serviceUs: 1000,
  lagUs: 0,
  bodyBytes: 5,
  failure: -1,
}

test('series() has an answer in the second in which it ended, and its sending in that of the send', () => {
  const seconds = series({ workers: 1, binSeconds: 1, dueIn: null })
  seconds.take({ ...ok, endedMs: 2100, serviceUs: 1_500_000 })
  seconds.take({ ...ok, outcome: 'timedOut', endedMs: 2900, serviceUs: 100, responseUs: 900_000 })
  seconds.take({ ...ok, outcome: 'failed', endedMs: 2950, responseUs: 1 })
  seconds.take({ ...ok, outcome: 'interrupted', endedMs: 3200, serviceUs: 3_100_000 })
  seconds.take({ ...ok, outcome: 'unsent', endedMs: 0 })
  const points = seconds.points(3)
  assert.deepEqual(
    points.map(({ t, sent, ok: answered, failed }) => [t, sent, answered, failed]),
    [
      [1, 2, 0, 0],
      [2, 0, 0, 0],
      [3, 2, 1, 2],
    ],
  )
  assert.deepEqual([points[1]?.p50, points[2]?.p50, points[2]?.p99], [null, 2, 900])
  assert.deepEqual(
    points.map(({ max, serviceP99 }) => [max, serviceP99]),
    [
      [null, null],
      [null, null],
      [900, 1500],
    ],
  )
})

test('series() has a point for every second of the run, and for those after it in which something ended', () => {
  const seconds = series({ workers: 1, binSeconds: 1, dueIn: (second) => second * 10 })
  assert.equal(seconds.points(0.4).length, 1)
  assert.equal(seconds.points(4).length, 4)
  seconds.take({ ...ok, endedMs: 6100 })
  assert.deepEqual(
    seconds.points(4).map(({ t, due }) => [t, due]),
    [1, 2, 3, 4, 5, 6, 7].map((t) => [t, t * 10]),
  )
})

test('series() adds the users of all threads at the end of a second; a later word stands', () => {
  const seconds = series({ workers: 2, binSeconds: 1, dueIn: null })
  seconds.tick(0, { second: 1, users: 3 })
  assert.equal(seconds.told(), 0)
  assert.equal(seconds.latest(), null)
  seconds.tick(0, { second: 2, users: 5 })
  seconds.tick(1, { second: 1, users: 4 })
  assert.equal(seconds.told(), 1)
  assert.equal(seconds.latest()?.users, 7)
  seconds.tick(1, { second: 2, users: 0 })
  seconds.present(1, { second: 2, users: 6 })
  assert.deepEqual(
    seconds.points(2).map(({ users }) => users),
    [7, 11],
  )
})

test('series() with longer bins merges their answers, and has the users at their end', () => {
  const bins = series({ workers: 1, binSeconds: 3, dueIn: () => 100 })
  for (let second = 0; second < 7; second++) {
    bins.take({ ...ok, endedMs: second * 1000 + 500, responseUs: (second + 1) * 1000 })
    bins.tick(0, { second: second + 1, users: second + 1 })
  }
  assert.deepEqual(
    bins
      .points(7)
      .map(({ t, users, due, ok: answered, p50 }) => [
        t,
        users,
        due,
        answered,
        Math.round(p50 ?? -1),
      ]),
    [
      [3, 3, 300, 3, 2],
      [6, 6, 300, 3, 5],
      [9, 7, 300, 1, 7],
    ],
  )
})

test('series() has what was answered in the last ten seconds together, and no second that is not told', () => {
  const seconds = series({ workers: 1, binSeconds: 1, dueIn: null })
  assert.deepEqual(seconds.recent(), {
    seconds: 0,
    ok: 0,
    failed: 0,
    p50: null,
    p95: null,
    p99: null,
  })
  for (let second = 1; second <= 12; second++) {
    seconds.take({ ...ok, endedMs: second * 1000 - 500, responseUs: second * 1000 })
    seconds.take({ ...ok, outcome: 'failed', endedMs: second * 1000 - 400 })
    if (second < 12) seconds.tick(0, { second, users: 1 })
  }
  // Seconds 2 to 11, of 2 to 11 ms.
  const recent = seconds.recent()
  assert.deepEqual([recent.seconds, recent.ok, recent.failed], [10, 10, 10])
  assert.deepEqual(
    [recent.p50, recent.p99].map((ms) => Math.round(ms ?? 0)),
    [6, 11],
  )
})

test('series() has how late the requests of the last told second were, and of none nothing', () => {
  const seconds = series({ workers: 2, binSeconds: 1, dueIn: null })
  assert.equal(seconds.latestLagMs(), null)
  seconds.take({ ...ok, lagUs: 70_000 })
  seconds.take({ ...ok, outcome: 'failed', lagUs: 1000 })
  seconds.take({ ...ok, endedMs: 1500, lagUs: 900_000 })
  seconds.tick(0, { second: 1, users: 1 })
  assert.equal(seconds.latestLagMs(), null)
  seconds.tick(1, { second: 1, users: 1 })
  assert.equal(seconds.latestLagMs(), 70)
  for (const worker of [0, 1]) seconds.tick(worker, { second: 2, users: 1 })
  assert.equal(seconds.latestLagMs(), 900)
  for (const worker of [0, 1]) seconds.tick(worker, { second: 3, users: 1 })
  assert.equal(seconds.latestLagMs(), null)
})

test('latestHeat() has the answers of the last second that is told, and none where there was none', () => {
  const seconds = series({ workers: 1, binSeconds: 1, dueIn: null })
  assert.deepEqual(seconds.latestHeat(), [])
  seconds.take({ ...ok, endedMs: 100, responseUs: 150 })
  seconds.take({ ...ok, endedMs: 200, responseUs: 150 })
  seconds.take({ ...ok, endedMs: 300, responseUs: 12_000 })
  seconds.take({ ...ok, endedMs: 1500, responseUs: 2000 })
  assert.deepEqual(seconds.latestHeat(), [])
  seconds.tick(0, { second: 1, users: 1 })
  // Four buckets a decade from 0.1 ms on: 0.15 ms is in the first, 12 ms in the ninth.
  assert.deepEqual(seconds.latestHeat(), [0, 2, 8, 1])
  seconds.tick(0, { second: 3, users: 1 })
  assert.deepEqual(seconds.latestHeat(), [])
})

test('series() takes the percentiles that it names, of answers, service times and lags', () => {
  const bins = series({ workers: 1, binSeconds: 2, dueIn: null })
  for (let ms = 1; ms <= 100; ms++) {
    const us = ms * 1000
    bins.take({ ...ok, endedMs: 1500, responseUs: us, serviceUs: us, lagUs: us })
  }
  bins.tick(0, { second: 2, users: 1 })
  const { p50, p95, p99, serviceP99 } = bins.latest() ?? assert.fail()
  const recent = bins.recent()
  const told = [p50, p95, p99, serviceP99, bins.latestLagMs(), recent.p50, recent.p95, recent.p99]
  assert.deepEqual(
    told.map((ms) => Math.round(ms ?? 0)),
    [50, 95, 99, 99, 99, 50, 95, 99],
  )
  assert.equal(recent.seconds, 2)
})
