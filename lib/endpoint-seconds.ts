/** What became of the requests to each endpoint in each of the last seconds: for who watches a run while it goes on. */

import type { Exchange } from './exchange-log.ts'
import { inMs, percentileOf } from './latency.ts'

/** So many seconds are kept. */
export const keptSeconds = 10

/** Requests to one endpoint that ended in one second, or in several. */
export type EndpointBin = {
  ok: number
  failed: number
  timedOut: number
  /** Response times of ok and timed out, in µs, in no order. */
  readonly times: number[]
}

export type EndpointSeconds = {
  readonly take: (exchange: Exchange) => void
  /** All threads have told everything up to the end of this second (1: the first). */
  readonly tick: (second: number) => void
  /** One of the last seconds, by the number of the endpoint; nothing ended of one that is not in it. */
  readonly at: (second: number) => ReadonlyMap<number, EndpointBin>
  /** The last second that all have told. */
  readonly latest: () => ReadonlyMap<number, EndpointBin>
  /** The last ten of them together. */
  readonly recent: () => { readonly seconds: number; readonly of: ReadonlyMap<number, EndpointBin> }
}

export function endpointSeconds(): EndpointSeconds {
  const bins = new Map<number, Map<number, EndpointBin>>()
  let told = 0

  function take({ endpoint, outcome, endedMs, responseUs }: Exchange): void {
    if (outcome === 'unsent' || outcome === 'interrupted') return
    const second = Math.max(0, Math.floor(endedMs / 1000)) + 1
    const bin = binOf(madeOf(bins, second), endpoint)
    bin[outcome] += 1
    if (outcome !== 'failed') bin.times.push(responseUs)
  }

  function tick(second: number): void {
    told = second
    for (const each of bins.keys()) if (each <= told - keptSeconds) bins.delete(each)
  }

  function recent(): ReturnType<EndpointSeconds['recent']> {
    const of = new Map<number, EndpointBin>()
    for (const [second, endpoints] of bins) {
      if (second > told) continue
      for (const [endpoint, bin] of endpoints) addTo(binOf(of, endpoint), bin)
    }
    return { seconds: Math.min(told, keptSeconds), of }
  }

  function at(second: number): ReadonlyMap<number, EndpointBin> {
    return bins.get(second) ?? new Map<number, EndpointBin>()
  }

  return { take, tick, at, latest: () => at(told), recent }
}

/** Requests that ended. */
export function endedIn({ ok, failed, timedOut }: EndpointBin): number {
  return ok + failed + timedOut
}

/** The p95 of the response times in ms, to the µs; null where there is none. */
export function p95Of({ times }: EndpointBin): number | null {
  return inMs(percentileOf(Float64Array.from(times).sort(), 95))
}

/** Several endpoints as one. */
export function togetherOf(bins: Iterable<EndpointBin>): EndpointBin {
  const sum = emptyBin()
  for (const bin of bins) addTo(sum, bin)
  return sum
}

function madeOf(
  bins: Map<number, Map<number, EndpointBin>>,
  second: number,
): Map<number, EndpointBin> {
  const found = bins.get(second) ?? new Map<number, EndpointBin>()
  bins.set(second, found)
  return found
}

function binOf(bins: Map<number, EndpointBin>, endpoint: number): EndpointBin {
  const found = bins.get(endpoint) ?? emptyBin()
  bins.set(endpoint, found)
  return found
}

function emptyBin(): EndpointBin {
  return { ok: 0, failed: 0, timedOut: 0, times: [] }
}

function addTo(sum: EndpointBin, { ok, failed, timedOut, times }: EndpointBin): void {
  sum.ok += ok
  sum.failed += failed
  sum.timedOut += timedOut
  for (const each of times) sum.times.push(each)
}
