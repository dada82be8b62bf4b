/** A Result on its way to the live page: what arrives is drawn as the report draws it, and a second later too. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { formatMs } from './format-numbers.js'
import { htmlText } from './html-text.ts'
import { pageView } from './html-view.js'
import { applyTick, recentResult, unpackResult } from './live-model.js'
import { scheduleName } from './load-judgement.ts'
import { packPoint, packResult } from './live-packet.js'
import { largeResult, sampleNames, sampleResult } from './sample-result.ts'
import { createTicks } from './ui-ticks.ts'
import {
  helloOf,
  noCharts,
  noEndpoints,
  pageAfter,
  running as live,
  sent,
} from './scratch-live-state.ts'
import type { Tick } from './live-packet.js'
import type { Snapshot } from './load-engine.ts'
import type { Result } from './result.ts'

function drawn(result: Result): string {
  return pageView(result).map(htmlText).join('\n').replaceAll('<', '\n<')
}

for (const name of sampleNames) {
  test(`unpackResult() has all that the page of "${name}" shows`, async () => {
    const result = await sampleResult(name)
    assert.equal(drawn(unpackResult(sent(packResult(result)))), drawn(result))
  })
}

function snapshotOf(result: Result, endpoints: number): Snapshot {
  const { load, requests = [], totals, failures = [], series = [] } = result
  const latest = series.at(-1)
  assert.ok(load !== undefined && totals !== undefined && latest !== undefined)
  const shared = {
    latest,
    charts: noCharts,
    byEndpoint: noEndpoints,
    inFlight: 0,
    recent: () => ({ ...latest, seconds: 10 }),
  }
  return { load, totals, failures, requests: requests.slice(0, endpoints), ...shared }
}

test('ticks bring a page to where a page that comes later begins', async () => {
  const base = await sampleResult('pass')
  const ticks = createTicks()
  const first = largeResult(base, { endpoints: 3, seconds: 2 })
  const soFar = snapshotOf(first, 2)
  ticks.follow(soFar, first.checks)
  const [one, two, three] = first.requests ?? []
  assert.ok(one !== undefined && two !== undefined && three !== undefined)
  const hello = helloOf({ ...first, requests: ticks.ordered([one, two]) })
  // One more request of the second, the first of an endpoint that sorts before it, and a failure of a new kind.
  const later = { ...two, sent: two.sent + 1, ok: two.ok + 1 }
  const [failure] = first.failures ?? []
  assert.ok(failure !== undefined)
  const next: Result = {
    ...first,
    load: { ...first.load, measuredSeconds: 3 } as Result['load'] & object,
    requests: [three, one, later],
    failures: [...(first.failures ?? []), { ...failure, message: 'another', count: 7 }],
    series: [
      ...(first.series ?? []),
      { ...(first.series?.[1] ?? live), t: 3 } as Result['series'] &
        object extends readonly (infer Point)[]
        ? Point
        : never,
    ],
  }
  const news = snapshotOf(next, 3)
  ticks.follow(news, next.checks)
  const second = ticks.make({
    soFar: news,
    live,
    durationMs: 3000,
    points: [news.latest],
    heat: [[3, 7]],
    pulse: [[1, 2, 30, 40, 5000, 60_000]],
    states: [],
  })
  assert.equal(second.tick.rows.length, 2)
  const { result: page } = pageAfter(pageAfter(null, { hello }), second)
  assert.ok(page !== null)
  const arrived = unpackResult(
    sent(packResult({ ...next, durationMs: 3000, requests: ticks.ordered(next.requests ?? []) })),
  )
  assert.equal(drawn({ ...page, verdict: arrived.verdict }), drawn(arrived))
})

test('200 endpoints over ten minutes: the whole in 160 kB, a second in 16 kB', async () => {
  const large = largeResult(await sampleResult('pass'), { endpoints: 200, seconds: 600 })
  function checksOf(columns: number): Result['checks'] {
    const over = { step: 16, values: Array.from({ length: columns }, (_, column) => 100 + column) }
    return large.checks.map((each) => (each.name === scheduleName ? { ...each, over } : each))
  }
  const checks = checksOf(37)
  const result = { ...large, checks }
  const whole = JSON.stringify(
    packResult({ ...result, requests: createTicks().ordered(result.requests ?? []) }),
  )
  const ticks = createTicks()
  const first = snapshotOf(result, 200)
  const latest = first.requests.map(({ method, name }, index) => {
    return { method, name, ended: 1, p95: 1000 / 7 + index }
  })
  const byEndpoint = { latest: () => latest, recent: () => [] }
  for (let second = 1; second <= 960; second += 1) {
    ticks.follow({ ...first, byEndpoint }, checksOf(36))
  }
  const trends = ticks.trends.whole()
  assert.deepEqual([trends.lines.length, trends.lines[0]?.length], [200, 60])
  const length = whole.length + JSON.stringify(trends).length
  assert.ok(length < 160_000, `${length} bytes`)
  const busier =
    result.requests?.map((each) => ({ ...each, sent: each.sent + 1, ok: each.ok + 1 })) ?? []
  const soFar = { ...snapshotOf({ ...result, requests: busier }, 200), failures: [], byEndpoint }
  ticks.follow(soFar, checks)
  const { tick, ...others } = ticks.make({
    soFar,
    live,
    durationMs: 1,
    points: [soFar.latest],
    heat: [[3, 7]],
    pulse: [[1, 2, 30, 40, 5000, 60_000]],
    states: [],
  })
  assert.equal(tick.rows.length, 200)
  assert.equal(tick.trend.length, 200)
  const place = checks.findIndex(({ name }) => name === scheduleName)
  assert.deepEqual(others, { check: [{ ...large.checks[place], place, line: [16, 36, 136] }] })
  const size = JSON.stringify(tick).length
  assert.ok(size < 16_000, `${size} bytes`)
})

const plain = { t: 1, users: 1, due: null, sent: 1, ok: 1, failed: 0, p50: 1, p95: 1, p99: 1 }

test('packPoint() keeps as many digits of the slowest and of service time as the page shows', () => {
  for (const value of [
    0, 0.001, 0.99949, 0.9995, 4.5678, 9.9949, 9.995, 12.3449, 99.949, 99.95, 2846.688,
  ]) {
    const [max, serviceP99] = packPoint({ ...plain, max: value, serviceP99: value }).slice(-2)
    assert.deepEqual([formatMs(max), formatMs(serviceP99)], [formatMs(value), formatMs(value)])
    assert.ok(String(max).length <= 5, `${max}`)
  }
  assert.deepEqual(packPoint({ ...plain, max: 100.4, serviceP99: 1.5555 }).slice(-2), [100, 1.56])
})

test('packResult() has when the most frequent failures happened, as far as there is room', async () => {
  const result = largeResult(await sampleResult('pass'), { endpoints: 200, seconds: 60 })
  const { failures = [] } = unpackResult(sent(packResult(result)))
  const timed = failures.filter(({ over }) => over !== undefined)
  assert.ok(timed.length > 12 && timed.length < 40, `${timed.length} groups`)
  assert.deepEqual(timed, (result.failures ?? []).slice(0, timed.length))
  assert.equal(failures.length, 200)
})

test('recentResult() has what ended in the last seconds, and of an endpoint of which nothing ended nothing', async () => {
  const result = largeResult(await sampleResult('pass'), { endpoints: 2, seconds: 2 })
  const [busy, silent] = result.requests ?? []
  assert.ok(busy !== undefined && silent !== undefined)
  const shown = recentResult(result, {
    rows: [[0, 9, 5, 2, 1, 1, 0.5, 2, 1, 3, 4, 6]],
    recent: { ok: 5, failed: 3, seconds: 10, p50: 1, p95: 3, p99: 4 },
  })
  const untold = recentResult(result, {
    rows: [],
    recent: { ok: 0, failed: 0, seconds: 0, p50: null, p95: null, p99: null },
  })
  assert.deepEqual(
    shown.requests?.map((each) => [each.name, each.sent, each.ok, each.failureRate]),
    [
      [busy.name, 9, 5, 0.375],
      [silent.name, 0, 0, null],
    ],
  )
  const { responseTimeMs, ...totals } = shown.totals ?? assert.fail()
  const rates = { throughput: 0.5, failuresPerSecond: 0.3, failureRate: 0.375 }
  const counts = { sent: 8, ok: 5, failed: 3, timedOut: 0, interrupted: 0 }
  const { responseTimeMs: noTimes, ...none } = untold.totals ?? assert.fail()
  assert.deepEqual(totals, { ...none, ...counts, ...rates })
  assert.deepEqual(responseTimeMs, { ...noTimes, p50: 1, p95: 3, p99: 4 })
  assert.deepEqual(
    [none.method, none.name, none.throughput, none.failureRate, noTimes.max],
    ['', 'Aggregated', 0, null, null],
  )
  assert.deepEqual(
    recentResult({ ...result, requests: undefined } as unknown as Result, {
      rows: [[0, 1]],
      recent: { ok: 0, failed: 0, seconds: 0, p50: null, p95: null, p99: null },
    }).requests,
    [],
  )
})

test('applyTick() begins what the Result has not, and counts no rates before the first measured second', () => {
  const rows = { names: [['GET', '/one']], rows: [[0, 4, 3, 1]], distributions: [] }
  const news = { head: {}, from: 0, ...rows, points: [[7]] }
  const page = applyTick({ checks: [] } as unknown as Result, news as unknown as Tick)
  assert.deepEqual(
    page.series?.map(({ t }) => t),
    [7],
  )
  const whole = { head: { totals: {} }, ...rows, bucketSeconds: 1, points: [] }
  const later = unpackResult(whole as unknown as ReturnType<typeof packResult>)
  for (const { requests = [] } of [page, later]) {
    assert.deepEqual(
      requests.map((each) => [each.sent, each.throughput, each.failuresPerSecond]),
      [[4, 0, 0]],
    )
  }
})
