/** The statistics of a run: exchanges of all threads in, requests, totals, failures and series out. */

import { byEndpointOf } from './by-endpoint.ts'
import type { ByEndpoint } from './by-endpoint.ts'
import { endpointSeconds } from './endpoint-seconds.ts'
import type { EndpointSeconds } from './endpoint-seconds.ts'
import { endpointTrends } from './endpoint-trends.ts'
import { readBatch } from './exchange-log.ts'
import type { Batch } from './exchange-log.ts'
import type { MeasuredSecond } from './measured-second.ts'
import { failures } from './failures.ts'
import { Histogram } from './histogram.ts'
import { inMs } from './latency.ts'
import type { PhaseRecord } from './phases.ts'
import type { Failure, Percentiles, Recent, RequestStatistics, SeriesPoint } from './result.ts'
import { addExchange, newTally, sumOf, tell } from './request-tally.ts'
import { series } from './series.ts'
import type { Series } from './series.ts'
import type { SharedEndpoint } from './users.ts'

/** What was measured so far; the same shape at the end. */
export type Statistics = {
  readonly requests: readonly RequestStatistics[]
  readonly totals: RequestStatistics
  readonly failures: readonly Failure[]
  readonly unsent: number
  readonly scheduleLagMs: Percentiles
}

export type Metrics = {
  readonly take: (worker: number, batch: Batch) => void
  readonly tick: (worker: number, at: { readonly second: number; readonly users: number }) => void
  /** How many users of a thread were there at the end of a second: the last word stands. */
  readonly present: (
    worker: number,
    at: { readonly second: number; readonly users: number },
  ) => void
  /** Seconds that all threads have told. */
  readonly told: () => number
  readonly latest: () => SeriesPoint | null
  /** The last point of the chart, where there is none of the series, that all threads have told; null where there is none yet. */
  readonly latestPoint: () => SeriesPoint | null
  readonly recent: () => Recent
  /** Of the last second, or of the last bucket of the chart where there is one. */
  readonly latestHeat: () => readonly number[]
  /** The schedule lag of the same, p99. */
  readonly latestLagMs: () => number | null
  readonly byEndpoint: ByEndpoint
  /** When the last request ended, in seconds of the measured time; 0 where none has. */
  readonly endedSeconds: () => number
  readonly statistics: (measuredSeconds: number) => Statistics
  /** All threads are at their end, and nothing more is told: `statistics` are the last ones. */
  readonly close: (seconds: number) => void
  readonly series: (seconds: number) => SeriesPoint[]
  readonly chart: (seconds: number) => Chart | null
  /** How long answers took, for each point of the chart, where there is none of the series. */
  readonly heats: (seconds: number) => readonly (readonly number[])[]
  /** How late requests were released that ended in such a point (1: the first), p99 in ms; null where none did, or it is not told. */
  readonly lagMsOf: (point: number) => number | null
}

export type Chart = { readonly bucketSeconds: number; readonly points: readonly SeriesPoint[] }

/** A chart has at most so many points. */
const pointsMax = 600
/** Seconds that a reader of an axis counts in; beyond them whole minutes. */
const ladder = [1, 2, 5, 10, 30, 60]

/** How many seconds each point of the chart of such a run stands for. */
export function bucketSecondsOf(runTimeMs: number): number {
  const needed = runTimeMs / 1000 / pointsMax
  return ladder.find((step) => step >= needed) ?? Math.ceil(needed / 60) * 60
}

export type MetricsOptions = {
  readonly endpoints: readonly SharedEndpoint[]
  readonly workers: number
  readonly runTimeMs: number
  readonly startedAtMs: number
  readonly dueIn: ((second: number) => number) | null
  readonly phases?: PhaseRecord
  /** Takes each second when all threads have told it, and at the end what is left, with what came after the run time. */
  readonly onMeasured?: ((second: MeasuredSecond) => void) | undefined
}

export function metrics(options: MetricsOptions): Metrics {
  const tallies = options.endpoints.map(() => newTally())
  const failed = failures()
  const lag = new Histogram()
  const fine = series({ ...options, binSeconds: 1 })
  const bucketSeconds = bucketSecondsOf(options.runTimeMs)
  const coarse = bucketSeconds > 1 ? series({ ...options, binSeconds: bucketSeconds }) : null
  const followed = endpointSeconds()
  const trends = endpointTrends(options.endpoints.length, followed)
  const tellSeconds = secondTeller(options, { followed, lagMsOf: fine.lagMsOf })
  let [unsent, endedMs] = [0, 0]

  function take(worker: number, batch: Batch): void {
    for (const group of batch.groups) failed.name(worker, group)
    readBatch(batch, (exchange) => {
      lag.record(exchange.lagUs)
      if (exchange.outcome === 'unsent') {
        unsent++
        return
      }
      endedMs = Math.max(endedMs, exchange.endedMs)
      const tally = tallies[exchange.endpoint]
      if (tally === undefined) throw new Error(`Thread ${worker} tells of an unknown endpoint`)
      addExchange(tally, exchange)
      if (exchange.failure >= 0) failed.count(worker, exchange.failure, exchange.endedMs)
      fine.take(exchange)
      options.phases?.take(exchange)
      coarse?.take(exchange)
      followed.take(exchange)
    })
  }

  function tick(worker: number, at: { readonly second: number; readonly users: number }): void {
    fine.tick(worker, at)
    coarse?.tick(worker, at)
    close(fine.told())
  }

  function close(seconds: number): void {
    tellSeconds(seconds)
    trends.tick(seconds)
  }

  function statistics(measuredSeconds: number): Statistics {
    const [p50, p99] = lag.percentiles([50, 99]).map(inMs)
    const all = { method: '', name: 'Aggregated' }
    return {
      requests: options.endpoints.flatMap((endpoint, index) => {
        const tally = tallies[index] ?? newTally()
        if (tally.sent === 0) return []
        const told = tell(endpoint, tally, measuredSeconds)
        return [{ ...told, weightShare: endpoint.share, over: trends.of(index) }]
      }),
      totals: tell(all, sumOf(tallies), measuredSeconds),
      failures: failed.list(options.endpoints, options.startedAtMs),
      unsent,
      scheduleLagMs: { p50: p50 ?? null, p99: p99 ?? null, max: inMs(lag.max) },
    }
  }

  function chart(seconds: number): Chart | null {
    return coarse === null ? null : { bucketSeconds, points: coarse.points(seconds) }
  }

  function present(worker: number, at: { readonly second: number; readonly users: number }): void {
    fine.present(worker, at)
    coarse?.present(worker, at)
  }

  const { latest, recent, points } = fine
  const { latest: latestPoint, latestHeat, latestLagMs, heats, lagMsOf } = coarse ?? fine
  const byEndpoint = byEndpointOf(followed, options.endpoints)
  const now = { told: fine.told, latest, latestPoint, latestHeat, latestLagMs, recent, byEndpoint }
  const ended = { lagMsOf, endedSeconds: () => endedMs / 1000 }
  const after = { statistics, series: points, chart, heats, ...ended }
  return { take, tick, present, close, ...now, ...after }
}

/** Tells the seconds up to one that it has not told yet. */
function secondTeller(
  { onMeasured, endpoints, runTimeMs }: MetricsOptions,
  from: { readonly followed: EndpointSeconds; readonly lagMsOf: Series['lagMsOf'] },
): (upTo: number) => void {
  let t = 0
  return (upTo) => {
    while (t < upTo) {
      t += 1
      const bins = from.followed.at(t)
      const isWhole = t * 1000 <= runTimeMs
      onMeasured?.({ t, isWhole, endpoints, bins, lagP99Ms: from.lagMsOf(t) })
    }
  }
}
