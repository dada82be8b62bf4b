/** Results to test reports with: those kept as fixtures, and one of any size. */
import { readFile } from 'node:fs/promises'

import { random } from './random.ts'
import { columnsMax } from './trend-data.js'
import type { PulsePoint } from './pulse-data.js'
import type { LatencyMs, RequestStatistics, Result, SeriesPoint } from './result.ts'
import type { EndpointTrend } from './trend-data.js'

export const sampleNames = [
  'pass',
  'fail',
  'invalid',
  'interrupted',
  'empty',
  'hostile',
  'checks',
  'tables',
  'tables-hostile',
  'regressed',
  'stress',
  'several',
  'faults',
] as const

/** The Result in `fixtures/result-NAME.json`. */
export async function sampleResult(name: (typeof sampleNames)[number]): Promise<Result> {
  const file = new URL(`../fixtures/result-${name}.json`, import.meta.url)
  return JSON.parse(await readFile(file, 'utf8')) as Result
}

/**
 * `base` with that many endpoints, each failing and slow in its own way, and that many seconds; as noisy as a run is,
 * and each time the same.
 */
export function largeResult(
  base: Result,
  { endpoints, seconds }: { readonly endpoints: number; readonly seconds: number },
): Result {
  const requests = Array.from({ length: endpoints }, (_, index) => endpoint(index, seconds))
  return {
    ...base,
    durationMs: seconds * 1000 + 1234,
    ...(base.load === undefined ? {} : { load: { ...base.load, measuredSeconds: seconds } }),
    requests,
    totals: sumOf(requests),
    series: Array.from({ length: seconds }, (_, index) => point(index + 1)),
    pulse: Array.from({ length: seconds }, (_, index) => pulseAt(index + 1)),
    failures: requests.map(({ method, name, failed }) => ({
      method,
      name,
      kind: 'status',
      message: 'HTTP 500: IllegalStateException: Herder is stopping',
      count: failed,
      firstAt: base.startedAt,
      lastAt: base.startedAt,
      over: {
        from: failed,
        to: seconds,
        step: 32,
        counts: Array.from({ length: 19 }, (_, column) => failed * column),
      },
    })),
  }
}

function endpoint(index: number, seconds: number): RequestStatistics {
  const ok = 1000 + index * 37
  const failed = 1 + (index % 7)
  const latency = latencyOf(3 + (index % 23) * 1.37)
  const buckets = Array.from({ length: 40 }, (_, bucket) => 1.2 ** bucket)
  return {
    method: 'GET',
    name: `/connectors/inventory-connector-${index}/status`,
    sent: ok + failed + 1,
    ok,
    failed,
    timedOut: 1,
    interrupted: 0,
    throughput: ok / seconds,
    failuresPerSecond: (failed + 1) / seconds,
    failureRate: (failed + 1) / (ok + failed + 1),
    bodyBytesMean: 512.25,
    responseTimeMs: latency,
    serviceTimeMs: latency,
    failedTimeMs: latency,
    distribution: buckets.map((bound, bucket) => [bound, 1 + ((index * 7 + bucket * 13) % 97)]),
    weightShare: 1 / 7,
    over: overOf(index, seconds),
  }
}

function overOf(index: number, seconds: number): EndpointTrend {
  const { next } = random(index)
  const step = Math.max(1, Math.ceil(seconds / columnsMax))
  const columns = Array.from({ length: Math.ceil(seconds / step) }, noiseOf(next))
  return {
    step,
    seen: seconds,
    p95: columns.map((noise) => (index + 9) * noise),
    rate: columns.map((noise) => Math.round(8 * noise)),
  }
}

/** Of the factor that one second is slower than another: a tenth of them by two. */
function noiseOf(next: () => number): () => number {
  return () => Math.exp(next() + next() + next() - 1.5)
}

function pulseAt(t: number): PulsePoint {
  const noise = noiseOf(random(t).next)
  const heat = [30, 250, 520, 470, 190, 90, 40, 20, 4]
  return {
    t,
    heat: heat.flatMap((count, index) => [index, Math.round(count * noise())]),
    lagP99Ms: Math.round(2000 * noise()) / 1000,
    loopDelayMs: Math.round(3000 * noise()) / 1000,
    cpuPercent: Math.round(200 * noise()) / 10,
    behindMs: null,
    behindBytes: null,
    retainedBytes: null,
    inFlight: Math.round(40 * noise()),
  }
}

function latencyOf(middle: number): LatencyMs {
  return {
    min: middle / 4,
    mean: middle * 1.2,
    p50: middle,
    p66: middle * 1.3,
    p75: middle * 1.6,
    p80: middle * 1.8,
    p90: middle * 2.7,
    p95: middle * 4.1,
    p98: middle * 6.3,
    p99: middle * 9.9,
    p999: middle * 31.7,
    p9999: middle * 57.1,
    max: 10_000.123,
  }
}

function sumOf(requests: readonly RequestStatistics[]): RequestStatistics {
  function sum(key: 'sent' | 'ok' | 'failed' | 'timedOut' | 'throughput' | 'failuresPerSecond') {
    return requests.reduce((total, request) => total + request[key], 0)
  }
  return {
    ...endpoint(5, 1),
    method: '',
    name: 'Aggregated',
    sent: sum('sent'),
    ok: sum('ok'),
    failed: sum('failed'),
    timedOut: sum('timedOut'),
    throughput: sum('throughput'),
    failuresPerSecond: sum('failuresPerSecond'),
  }
}

function point(t: number): SeriesPoint {
  const noise = noiseOf(random(t).next)
  const middle = 5 * noise()
  const ok = 4000 + ((t * 7919) % 613)
  const failed = t % 11
  return {
    t,
    users: Math.min(500, t * 7),
    due: 4100,
    sent: ok + failed,
    ok,
    failed,
    p50: middle,
    p95: middle * 3.17 * noise(),
    p99: middle * 11 * noise(),
    max: middle * 41.3 * noise(),
    serviceP99: middle * 6.11 * noise(),
  }
}
