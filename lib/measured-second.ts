/** What was measured in one second of a run, as a threshold asks for it of the whole run. */
import { togetherOf } from './endpoint-seconds.ts'
import type { EndpointBin } from './endpoint-seconds.ts'
import { inMs, percentileOf } from './latency.ts'
import { isLatency } from './threshold.ts'
import type { LatencyMetric, Measured, Threshold } from './threshold.ts'
import type { Endpoint } from './users.ts'

export type MeasuredSecond = {
  /** 1: the first. */
  readonly t: number
  /** All of it is run time: only then does it have a rate. What is answered after the end comes late. */
  readonly isWhole: boolean
  readonly endpoints: readonly Endpoint[]
  /** What ended in it, by the number of the endpoint. */
  readonly bins: ReadonlyMap<number, EndpointBin>
  /** How late the requests were released that ended in it. */
  readonly lagP99Ms: number | null
}

/** A value of which no second can be added to another, or a part and what it is a part of, of which all can. */
export type Amount = number | null | readonly [part: number, whole: number]

/** What the second alone has of what the threshold is about; null where nothing was measured. */
export function amountIn(
  second: MeasuredSecond,
  { endpoint, metric }: Pick<Threshold, 'endpoint' | 'metric'>,
  gauges: NonNullable<Measured['gauges']> = {},
): Amount {
  const gauge = endpoint === null ? gauges[metric] : undefined
  if (gauge !== undefined) return gauge
  const bin = binOf(second, endpoint)
  const failed = bin.failed + bin.timedOut
  const ended = bin.ok + failed
  if (metric === 'failure-rate') return ended === 0 ? null : [failed, ended]
  if (metric === 'throughput') return second.isWhole ? [bin.ok, 1] : null
  return isLatency(metric) ? latencyOf(bin, metric) : null
}

function binOf({ bins, endpoints }: MeasuredSecond, endpoint: string | null): EndpointBin {
  if (endpoint === null) return togetherOf(bins.values())
  const place = endpoints.findIndex(({ method, name }) => `${method} ${name}` === endpoint)
  return bins.get(place) ?? togetherOf([])
}

function latencyOf({ times }: EndpointBin, metric: LatencyMetric): number | null {
  const sorted = Float64Array.from(times).sort()
  if (metric === 'mean') return meanOf(sorted)
  const percent = { min: 0, max: 100 }[metric as string] ?? Number(metric.slice(1))
  return inMs(percentileOf(sorted, percent))
}

function meanOf(us: Float64Array): number | null {
  return us.length === 0 ? null : inMs(us.reduce((sum, each) => sum + each, 0) / us.length)
}
