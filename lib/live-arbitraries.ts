/** Results of load as they are measured, small and of generated endpoints: what laws of the live page send and draw. */
import * as fc from 'fast-check'

import { texts } from './arbitraries.ts'
import { emptyStatistics } from './request-tally.ts'
import type { Failure, LatencyMs, Load, RequestStatistics, Result, SeriesPoint } from './result.ts'
import type { Endpoint } from './users.ts'

const plain = { noNullPrototype: true }
const empty = emptyStatistics({ method: '', name: '' })

/** No two of one method and name. */
export const endpointLists: fc.Arbitrary<Endpoint[]> = fc.uniqueArray(
  fc.record(
    {
      method: fc.constantFrom('GET', 'PUT', 'SQL'),
      name: fc.oneof(
        fc.constantFrom('/', '/connectors', '/connectors/{name}', '/it"s'),
        texts({ maxPieces: 3 }),
      ),
    },
    plain,
  ),
  { minLength: 1, maxLength: 4, selector: ({ method, name }) => `${method} ${name}` },
)

const counts = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.nat(5000) },
)
const measuredMs = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 3, arbitrary: fc.double({ min: 0, max: 200, noNaN: true }) },
  { weight: 2, arbitrary: fc.double({ min: 99, max: 60_000, noNaN: true }) },
)
const latency = fc
  .array(measuredMs, { minLength: 6, maxLength: 6 })
  .map(([min = null, mean = null, p50 = null, p95 = null, p99 = null, max = null]): LatencyMs => {
    return { ...empty.responseTimeMs, min, mean, p50, p95, p99, max }
  })

/** Buckets as they are told: bounds on a grid of so many steps a decade, empty ones left out. */
export const distributions = fc
  .record({
    first: fc.integer({ min: -30, max: 60 }),
    steps: fc.constantFrom(4, 5, 10, 20, 40),
    list: fc.array(counts, { maxLength: 12 }),
  })
  .map(({ first, steps, list }) =>
    list
      .map(
        (count, index) =>
          [Number((10 ** ((first + index) / steps)).toPrecision(6)), count] as const,
      )
      .filter(([, count]) => count > 0),
  )

/** Some requests that came to their end alike; of which endpoint is a place in a list, counted round. */
export const answers = fc.array(
  fc.record(
    {
      endpoint: fc.nat(3),
      outcome: fc.constantFrom('ok', 'ok', 'ok', 'failed', 'timedOut', 'interrupted'),
      count: fc.integer({ min: 1, max: 2000 }),
      responseTimeMs: latency,
      distribution: distributions,
    },
    plain,
  ),
  { maxLength: 8 },
)
type Answer = typeof answers extends fc.Arbitrary<(infer T)[]> ? T : never

export type Tally = Pick<
  RequestStatistics,
  'sent' | 'ok' | 'failed' | 'timedOut' | 'interrupted' | 'responseTimeMs' | 'distribution'
>

/** What is counted of each endpoint, added to what it was before; times are those of the last answers. */
export function counted(
  of: readonly Endpoint[],
  list: readonly Answer[],
  before: readonly Tally[] = [],
): readonly Tally[] {
  return of.map((_, index) =>
    list
      .filter(({ endpoint }) => endpoint % of.length === index)
      .reduce(
        (tally, { outcome, count, ...times }) => ({
          ...tally,
          ...times,
          sent: tally.sent + count,
          [outcome]: tally[outcome] + count,
        }),
        before[index] ?? empty,
      ),
  )
}

/** With rates as the Result defines them. */
function told({ method, name }: Endpoint, tally: Tally, seconds: number): RequestStatistics {
  const { sent, ok, failed, timedOut, interrupted } = tally
  const [lost, ended] = [failed + timedOut, sent - interrupted]
  return {
    ...empty,
    ...tally,
    method,
    name,
    throughput: seconds === 0 ? 0 : ok / seconds,
    failuresPerSecond: seconds === 0 ? 0 : lost / seconds,
    failureRate: ended === 0 ? null : lost / ended,
  }
}

function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, each) => ({
      ...each,
      sent: sum.sent + each.sent,
      ok: sum.ok + each.ok,
      failed: sum.failed + each.failed,
      timedOut: sum.timedOut + each.timedOut,
      interrupted: sum.interrupted + each.interrupted,
    }),
    empty,
  )
}

const pointValues = fc.record(
  {
    missing: fc.constantFrom(0, 0, 0, 0, 0, 1, 3),
    users: fc.nat(500),
    due: fc.option(counts),
    sent: counts,
    ok: counts,
    failed: counts,
    p50: measuredMs,
    p95: measuredMs,
    p99: measuredMs,
    max: measuredMs,
    serviceP99: measuredMs,
  },
  plain,
)

/** Points of a chart, each at the end of its bucket, now and then with others missing before it. */
export const charts = fc
  .record({
    bucketSeconds: fc.constantFrom(1, 1, 2, 7),
    values: fc.array(pointValues, { maxLength: 8 }),
  })
  .map(({ bucketSeconds, values }) => {
    let t = 0
    const points = values.map(({ missing, ...rest }): SeriesPoint => {
      t += bucketSeconds * (1 + missing)
      return { t, ...rest }
    })
    return { bucketSeconds, points }
  })
export type Chart = typeof charts extends fc.Arbitrary<infer T> ? T : never

/** Groups of failures: few words, so that the same and nearly the same come often. */
export const failureLists: fc.Arbitrary<Failure[]> = fc.uniqueArray(
  fc.record(
    {
      method: fc.constantFrom('GET', 'PUT'),
      name: fc.constantFrom('/', '/a', '/a","status'),
      kind: fc.constantFrom('status' as const, 'timeout' as const),
      message: fc.oneof(fc.constantFrom('HTTP 500', '","'), texts({ maxPieces: 2 })),
      count: fc.integer({ min: 1, max: 99 }),
      firstAt: fc.constant('2026-01-15T09:30:00.000Z'),
      lastAt: fc.constant('2026-01-15T09:31:00.000Z'),
    },
    plain,
  ),
  {
    maxLength: 4,
    selector: ({ method, name, kind, message }) => [method, name, kind, message].join('\u0001'),
  },
)

export function loadOf(measuredSeconds: number): Load {
  return {
    model: 'closed',
    valid: true,
    invalidBecause: [],
    usersMax: 10,
    requestedRate: null,
    achievedRate: 1,
    measuredSeconds,
    dropped: 0,
    serverCounted: null,
    sentInAll: 1,
    unsent: 0,
    scheduleLagMs: { p50: null, p99: null, max: null },
    generator: { cpuPercent: 1, eventLoopDelayMs: { p99: null, max: null }, rssMiB: 1, workers: 1 },
  }
}

/** What is told of a run so far. */
export function resultOf(
  {
    endpoints,
    tallies,
    seconds,
  }: { endpoints: readonly Endpoint[]; tallies: readonly Tally[]; seconds: number },
  { bucketSeconds, points }: Chart,
  failures: readonly Failure[] = [],
): Result & {
  readonly requests: readonly RequestStatistics[]
  readonly totals: RequestStatistics
} {
  return {
    script: 'load/light',
    version: '1.2.3',
    verdict: 'unknown',
    exitCode: 3,
    startedAt: '2026-01-15T09:30:00.000Z',
    durationMs: seconds * 1000,
    seed: 1,
    interrupted: false,
    command: 'npx tsx load/light.ts',
    settings: {},
    environment: {},
    checks: [],
    load: loadOf(seconds),
    requests: endpoints.map((endpoint, index) => told(endpoint, tallies[index] ?? empty, seconds)),
    totals: told({ method: '', name: 'Aggregated' }, sumOf(tallies), seconds),
    failures,
    // A run of more than ten minutes is drawn in buckets.
    ...(bucketSeconds === 1
      ? { series: points }
      : { series: [], chart: { bucketSeconds, points } }),
  }
}

/** Results of runs of load: some of no time at all, which have no rates. */
export const loadResults = fc
  .record({
    endpoints: endpointLists,
    list: answers,
    seconds: fc.constantFrom(0, 1, 7, 3600),
    chart: charts,
    failures: failureLists,
  })
  .map(({ endpoints, list, seconds, chart, failures }) =>
    resultOf({ endpoints, tallies: counted(endpoints, list), seconds }, chart, failures),
  )
