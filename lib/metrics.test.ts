/** The statistics of a made-up run, held against what is known of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exchangeLog } from './exchange-log.ts'
import type { Exchange, ToldFailure } from './exchange-log.ts'
import { bucketSecondsOf, metrics } from './metrics.ts'
import type { Metrics } from './metrics.ts'
import { emptyStatistics } from './request-tally.ts'

const endpoints = [
  { method: 'GET', name: '/connectors', share: 0.75 },
  { method: 'GET', name: '/connectors/{name}/status', share: 0.25 },
  { method: 'GET', name: '/never', share: 0 },
] as const

type Told = Partial<Exchange> & { readonly group?: ToldFailure }

function measured(tellings: readonly (readonly Told[])[], runTimeMs = 10_000): Metrics {
  const workers = tellings.length
  const all = metrics({
    endpoints,
    workers,
    runTimeMs,
    startedAtMs: 0,
    dueIn: null,
  })
  tellings.forEach((told, worker) => {
    const log = exchangeLog((batch) => all.take(worker, batch))
    for (const { group, ...exchange } of told) {
      const failure = group === undefined ? -1 : log.group(group)
      log.add({ ...ok, ...exchange, failure })
    }
    log.flush()
  })
  return all
}

const ok: Exchange = {
  endpoint: 0,
  outcome: 'ok',
  endedMs: 500,
  responseUs: 2000,
  serviceUs: 1000,
  lagUs: 100,
  bodyBytes: 50,
  failure: -1,
}
const down = { endpoint: 0, kind: 'status', message: 'HTTP 500' } as const
const slow = { endpoint: 1, kind: 'timeout', message: 'no answer within 1000 ms' } as const
const late = { outcome: 'timedOut', endpoint: 1, responseUs: 1_200_000, bodyBytes: -1 } as const

test('statistics() counts each outcome where it happened, and the parts add up', () => {
  const { requests, totals, unsent } = measured([
    [
      ok,
      ok,
      { outcome: 'failed', group: down },
      { ...late, group: slow },
      { outcome: 'interrupted', bodyBytes: -1 },
      { outcome: 'unsent' },
    ],
  ]).statistics(10)
  assert.deepEqual(
    requests.map(({ name, sent }) => [name, sent]),
    [
      ['/connectors', 4],
      ['/connectors/{name}/status', 1],
    ],
  )
  for (const row of [...requests, totals]) {
    assert.equal(row.sent, row.ok + row.failed + row.timedOut + row.interrupted)
  }
  const { name, sent, failed, timedOut, interrupted, failureRate, throughput } = totals
  assert.deepEqual([name, sent, failed, timedOut, interrupted], ['Aggregated', 5, 1, 1, 1])
  assert.equal(failureRate, 2 / 4)
  assert.equal(throughput, 0.2)
  assert.equal(totals.failuresPerSecond, 0.2)
  assert.equal(totals.bodyBytesMean, 50)
  assert.equal(unsent, 1)
})

test('statistics() has timeouts in the tail, and failed answers in a place of their own', () => {
  const { totals } = measured([
    [ok, { outcome: 'failed', responseUs: 7, group: down }, { ...late, group: slow }],
  ]).statistics(10)
  assert.deepEqual([totals.responseTimeMs.min, totals.responseTimeMs.max], [2, 1200])
  assert.equal(totals.serviceTimeMs.max, 1)
  assert.deepEqual([totals.failedTimeMs.p50, totals.failedTimeMs.max], [0.007, 0.007])
})

test('statistics() merges threads as if there had been one', () => {
  const times = Array.from({ length: 999 }, (_, index) => ({ ...ok, responseUs: 10 + index ** 2 }))
  const parts = [0, 1, 2].map((part) => times.filter((_, index) => index % 3 === part))
  const apart = measured([...parts, [{ outcome: 'failed', group: down }]])
  const together = measured([[...times, { outcome: 'failed', group: down }]])
  assert.deepEqual(apart.statistics(10), together.statistics(10))
})

test('statistics() of nothing is null where nothing was measured', () => {
  const nothing = measured([[]]).statistics(10)
  assert.deepEqual(nothing.requests, [])
  assert.deepEqual(nothing.totals, emptyStatistics({ method: '', name: 'Aggregated' }))
  assert.equal(nothing.totals.failureRate, null)
  assert.equal(nothing.totals.bodyBytesMean, null)
  assert.deepEqual(nothing.scheduleLagMs, { p50: null, p99: null, max: null })
})

test('statistics() groups failures over threads, with the first and the last time', () => {
  function at(endedMs: number): Told {
    return { outcome: 'failed', endedMs, group: down }
  }
  const { failures } = measured([
    [at(3000), { ...late, endedMs: 100, group: slow }],
    [{ ...late, endedMs: 9000, group: slow }, at(2000), at(4000)],
  ]).statistics(10)
  assert.deepEqual(
    failures.map(({ name, kind, message, count }) => [name, kind, message, count]),
    [
      ['/connectors', 'status', 'HTTP 500', 3],
      ['/connectors/{name}/status', 'timeout', 'no answer within 1000 ms', 2],
    ],
  )
  assert.equal(failures[0]?.firstAt, '1970-01-01T00:00:02.000Z')
  assert.equal(failures[0]?.lastAt, '1970-01-01T00:00:04.000Z')
})

test('scheduleLagMs counts what was never sent, for it was released late all the same', () => {
  const { scheduleLagMs } = measured([[ok, { outcome: 'unsent', lagUs: 90_000 }]]).statistics(10)
  assert.deepEqual(scheduleLagMs, { p50: 0.1, p99: 90, max: 90 })
})

test('byEndpoint tells of each endpoint what ended just now, with percentiles of these answers alone', () => {
  const before = { endedMs: 500, responseUs: 900_000 }
  const now = { endedMs: 11_500, endpoint: 1 }
  const all = measured([[before, { ...now, responseUs: 3000 }, { ...late, ...now, group: slow }]])
  for (let second = 1; second <= 12; second += 1) all.tick(0, { second, users: 1 })
  const { method, name } = endpoints[1]
  assert.deepEqual(all.byEndpoint.latest(), [{ method, name, ended: 2, p95: 1200 }])
  const [only, ...others] = all.byEndpoint.recent()
  assert.deepEqual(others, [])
  assert.equal(only?.name, '/connectors/{name}/status')
  assert.deepEqual([only.sent, only.ok, only.timedOut, only.failureRate], [2, 1, 1, 0.5])
  assert.deepEqual([only.throughput, only.failuresPerSecond], [0.1, 0.1])
  assert.equal(only.responseTimeMs.max, 1200)
})

test('bucketSecondsOf() is 1 up to ten minutes, and then what a reader counts in that makes 600 points at most', () => {
  const times = [0, 1000, 600_000, 600_001, 1_200_001, 3_600_000, 7_200_000, 36_000_001]
  assert.deepEqual(times.map(bucketSecondsOf), [1, 1, 1, 2, 5, 10, 30, 120])
})

test('a run of an hour has a point for ten seconds beside those of each', () => {
  const all = measured([[ok, { ...ok, endedMs: 1500 }, { ...ok, endedMs: 13_000 }]], 3_600_000)
  assert.equal(all.latestPoint(), null)
  for (let second = 1; second <= 10; second += 1) all.tick(0, { second, users: 1 })
  const first = all.latestPoint()
  assert.deepEqual([first?.t, first?.ok], [10, 2])
  all.present(0, { second: 13, users: 5 })
  const chart = all.chart(14)
  assert.equal(chart?.bucketSeconds, 10)
  assert.deepEqual(
    chart.points.map(({ t, ok: answered, users }) => [t, answered, users]),
    [
      [10, 2, 1],
      [20, 1, 5],
    ],
  )
  const seconds = all.series(14)
  assert.deepEqual([seconds.length, seconds[12]?.users], [14, 5])
})

test('a run of ten minutes has no chart beside its seconds', () => {
  const all = measured([[ok]], 600_000)
  all.tick(0, { second: 1, users: 1 })
  all.present(0, { second: 1, users: 2 })
  assert.deepEqual([all.chart(1), all.latestPoint()?.users, all.latest()?.users], [null, 2, 2])
})

test('each endpoint has its share by weight, and its p95 and its rate over the run, second by second', () => {
  const later = { ...ok, endedMs: 1500, responseUs: 9000 }
  const all = measured([[ok, { ...ok, endedMs: 999 }, later], [{ ...later, endedMs: 2500 }]])
  for (const second of [1, 2]) {
    all.tick(0, { second, users: 1 })
    all.tick(1, { second, users: 1 })
  }
  const [first] = all.statistics(2).requests
  assert.equal(first?.weightShare, 0.75)
  assert.deepEqual([first.over?.seen, first.over?.rate], [2, [2, 1]])
  assert.deepEqual(first.over?.p95, [ok.responseUs / 1000, 9])
  // What ended after the last whole second belongs to the run too.
  all.close(3)
  const last = all.statistics(2.6).requests[0]?.over
  assert.deepEqual(last, { step: 1, seen: 3, p95: [ok.responseUs / 1000, 9, 9], rate: [2, 1, 1] })
})

test('the answers of each point have their place in the heatmap, also of the points that no thread has told', () => {
  const all = measured([[ok, { ...ok, endedMs: 1500, responseUs: 1_000_000 }]])
  all.tick(0, { second: 1, users: 1 })
  const [first, second, ...others] = all.heats(1.6)
  assert.deepEqual(first, all.latestHeat())
  assert.deepEqual([first?.length, second, others], [2, [16, 1], []])
})

test('what is told of an endpoint that there is not is a bug of ours', () => {
  assert.throws(
    () => measured([[{ ...ok, endpoint: 3 }]]),
    new Error('Thread 0 tells of an unknown endpoint'),
  )
})

test('endedSeconds() is when the last of what was sent ended, in whichever order it is told', () => {
  assert.equal(measured([[]]).endedSeconds(), 0)
  const unsent = { ...ok, outcome: 'unsent', endedMs: 9000 } as const
  const all = measured([[{ ...ok, endedMs: 2500 }, ok, unsent], [{ ...ok, endedMs: 1500 }]])
  assert.equal(all.endedSeconds(), 2.5)
})
