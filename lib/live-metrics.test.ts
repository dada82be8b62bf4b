/** What Prometheus is told of a run that goes on, in both of its formats. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { liveMetrics } from './live-metrics.ts'
import { addExchange, newTally, sumOf, tell } from './request-tally.ts'
import { renderFamilies, renderOpenMetrics } from './prom-text.ts'
import { largeResult, sampleResult } from './sample-result.ts'
import { holdCounters, holdHistograms, readExposition } from './scratch-exposition.ts'
import { running } from './scratch-live-state.ts'
import type { LiveNow } from './live-metrics.ts'
import type { ReadFamily } from './scratch-exposition.ts'
import type { Tally } from './request-tally.ts'

const idle: LiveNow = {
  version: '1.2.3',
  live: { ...running, state: 'idle', script: null, runId: null, startedAtMs: null, wanted: null },
  users: null,
  result: null,
}

async function nowOf(
  live: Partial<LiveNow['live']>,
  more: Partial<LiveNow> = {},
): Promise<LiveNow> {
  const result = await sampleResult('fail')
  return { version: '1.2.3', live: { ...running, ...live }, users: 12, result, ...more }
}

function valueOf(families: ReadonlyMap<string, ReadFamily>, series: string): number | undefined {
  const [name = ''] = series.split('{')
  const family = families.get(name.replace(/_(?:bucket|sum|count)$/, '')) ?? families.get(name)
  return family?.samples.find((each) => each.series === series)?.value
}

test('liveMetrics() tells before any run that none is on', () => {
  const families = liveMetrics()(idle)
  const text = readExposition(renderFamilies(families))
  assert.equal(valueOf(text, 'cdc_testbench_run_active{}'), 0)
  assert.equal(valueOf(text, 'cdc_testbench_run_state{state="idle"}'), 1)
  const { samples: [build] = [] } = text.get('cdc_testbench_build_info') ?? {}
  assert.deepEqual(build?.labels, { version: '1.2.3', node: process.version })
  assert.equal(text.size, 3)
  const open = readExposition(renderOpenMetrics(families))
  assert.equal(open.get('cdc_testbench_build')?.type, 'info')
})

for (const state of ['starting', 'running', 'stopping'] as const) {
  test(`liveMetrics() has no verdict while a run is ${state}, whatever its checks say so far`, async () => {
    const text = readExposition(renderFamilies(liveMetrics()(await nowOf({ state }))))
    const verdicts = text.get('cdc_testbench_run_verdict')?.samples ?? []
    assert.deepEqual(
      verdicts.map(({ labels, value }) => [labels['verdict'], value]),
      [
        ['pass', 0],
        ['fail', 0],
        ['unknown', 1],
      ],
    )
    for (const none of ['check_passed', 'run_timestamp_seconds']) {
      assert.equal(text.has(`cdc_testbench_${none}`), false, none)
    }
    const held = 'cdc_testbench_check_holds_so_far{script="load/spike",check="p99<500ms"}'
    assert.equal(valueOf(text, held), 0)
    assert.equal(valueOf(text, 'cdc_testbench_run_active{}'), 1)
    assert.equal(valueOf(text, 'cdc_testbench_users_now{script="load/spike"}'), 12)
  })
}

test('liveMetrics() tells the verdict of a run that has ended, when it ended, and nothing of now', async () => {
  const now = await nowOf({ state: 'failed', wanted: null })
  const text = readExposition(renderFamilies(liveMetrics()(now)))
  const script = 'script="load/spike"'
  assert.equal(valueOf(text, `cdc_testbench_run_verdict{${script},verdict="fail"}`), 1)
  assert.equal(valueOf(text, `cdc_testbench_check_passed{${script},check="p99<500ms"}`), 0)
  assert.equal(valueOf(text, `cdc_testbench_run_timestamp_seconds{${script}}`), 1768469491.412)
  assert.equal(valueOf(text, 'cdc_testbench_run_active{}'), 0)
  for (const none of ['check_holds_so_far', 'users_now', 'requests_in_flight']) {
    assert.equal(text.has(`cdc_testbench_${none}`), false, none)
  }
})

test('liveMetrics() tells users of a closed load, and the offered beside the achieved rate of an open one', async () => {
  const recent = { seconds: 4, ok: 70, failed: 10, p50: 1, p95: 2, p99: 3 }
  const closed = readExposition(renderFamilies(liveMetrics()(await nowOf({ recent }))))
  assert.equal(valueOf(closed, 'cdc_testbench_users_wanted{script="load/spike"}'), 500)
  const rate = 'cdc_testbench_throughput_requests_per_second{script="load/spike",kind='
  assert.equal(valueOf(closed, `${rate}"achieved"}`), 20)
  assert.equal(valueOf(closed, `${rate}"offered"}`), undefined)
  const now = await nowOf({ recent, model: 'open' })
  const open = readExposition(renderFamilies(liveMetrics()(now)))
  assert.equal(valueOf(open, `${rate}"offered"}`), 500)
  assert.equal(open.has('cdc_testbench_users_wanted'), false)
})

test('liveMetrics() counts 200 endpoints, and those that came up later together', async () => {
  const result = largeResult(await sampleResult('pass'), { endpoints: 230, seconds: 5 })
  const order = (result.requests ?? []).toReversed()
  const now = await nowOf({}, { result: { ...result, requests: order } })
  for (const render of [renderFamilies, renderOpenMetrics]) {
    const text = readExposition(render(liveMetrics()(now)))
    holdHistograms(text)
    const [, { samples }] =
      [...text].find(([, { type }]) => type === 'counter') ?? assert.fail('no counter')
    assert.equal(samples.length, 201 * 4)
    assert.equal(samples.at(-1)?.labels['endpoint'], 'other')
    const sum = samples.reduce((total, { value }) => total + value, 0)
    assert.equal(sum, result.totals?.sent)
    assert.equal(samples[0]?.labels['endpoint'], order[0]?.name)
  }
})

function exchanged(tally: Tally, responseUs: number): void {
  addExchange(tally, {
    endpoint: 0,
    outcome: 'ok',
    endedMs: 1,
    responseUs,
    serviceUs: responseUs,
    lagUs: 0,
    bodyBytes: 1,
    failure: -1,
  })
}

const columns: readonly (readonly [name: string, times: readonly number[]])[] = [
  // Each makes the buckets of the distribution wider: 40, 20, 10 and 5 a decade.
  [
    'the times spread further',
    [1000, 1300, 900, 30_000, 2400, 100, 9_000_000, 3, 60_000_000, 2600],
  ],
  ['they stand just above a bound', [1000, 1002, 1100, 1590, 1005]],
  // The highest time is known exactly, and to 0.1 % once there is a higher one.
  ['the highest stands on a bound, and then is not the highest', [10_000_000, 60_000_000, 5]],
  // A mean in whole µs times a count goes up and down by half a count.
  ['many are faster than the mean', [5000, ...Array.from({ length: 400 }, () => 1), 3, 3, 2]],
]

for (const [name, times] of columns) {
  test(`liveMetrics() counts up, and counts what is below each bound, while ${name}`, async () => {
    const base = await sampleResult('pass')
    const metrics = liveMetrics()
    const tally = newTally()
    let before: ReadonlyMap<string, ReadFamily> = new Map()
    let seen: number[] = []
    for (const us of times) {
      exchanged(tally, us)
      seen = [...seen, us]
      const requests = [tell({ method: 'GET', name: '/' }, tally, 1)]
      const totals = tell({ method: '', name: 'Aggregated' }, sumOf([tally]), 1)
      const now = await nowOf({}, { result: { ...base, requests, totals } })
      const after = readExposition(renderFamilies(metrics(now)))
      holdHistograms(after)
      holdCounters(before, after)
      const buckets = after.get('cdc_testbench_all_request_duration_seconds')?.samples ?? []
      for (const { name: of, labels, value } of buckets) {
        if (!of.endsWith('_bucket') || labels['le'] === '+Inf') continue
        const bound = Number(labels['le']) * 1e6
        // A time at most 0.1 % below the bound may be counted above it.
        assert.ok(value <= seen.filter((each) => each <= bound).length, labels['le'])
        assert.ok(value >= seen.filter((each) => each <= bound * 0.999).length, labels['le'])
      }
      before = after
    }
  })
}

test('liveMetrics() begins anew with the next run', async () => {
  const metrics = liveMetrics()
  metrics(await nowOf({}))
  const { requests: [first] = [], ...others } = await sampleResult('fail')
  assert.ok(first !== undefined)
  const fast = { ...first, responseTimeMs: { ...first.responseTimeMs, mean: 0.001 } }
  const result = { ...others, requests: [fast] }
  const text = readExposition(renderFamilies(metrics(await nowOf({ runId: 'two' }, { result }))))
  const sum = text
    .get('cdc_testbench_request_duration_seconds')
    ?.samples.find(({ name }) => name.endsWith('_sum'))?.value
  assert.ok(
    sum !== undefined && Math.abs(sum - ((first.ok + first.timedOut) * 0.001) / 1000) < 1e-9,
  )
})
