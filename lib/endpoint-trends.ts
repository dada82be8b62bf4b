/** How each endpoint did over a whole run, in a few columns: what a small line shows. */

import { endedIn, p95Of } from './endpoint-seconds.ts'
import type { EndpointBin, EndpointSeconds } from './endpoint-seconds.ts'
import { noTrends, withSecond } from './trend-data.js'
import type { EndpointTrend } from './trend-data.js'

export type EndpointTrends = {
  /** All has been told up to the end of this second (1: the first). */
  readonly tick: (second: number) => void
  readonly of: (endpoint: number) => EndpointTrend
}

export function endpointTrends(endpoints: number, seconds: EndpointSeconds): EndpointTrends {
  const all = Array.from({ length: endpoints }, (_, endpoint) => endpoint)
  let p95 = noTrends
  let rate = noTrends

  function tick(second: number): void {
    while (p95.seen < second) {
      const next = p95.seen + 1
      seconds.tick(next)
      add(seconds.at(next))
    }
  }

  function add(second: ReadonlyMap<number, EndpointBin>): void {
    const bins = all.map((endpoint) => second.get(endpoint))
    p95 = withSecond(
      p95,
      bins.map((bin) => (bin === undefined ? null : p95Of(bin))),
    )
    rate = withSecond(
      rate,
      bins.map((bin) => (bin === undefined ? 0 : endedIn(bin))),
    )
  }

  function of(endpoint: number): EndpointTrend {
    const { step, seen } = p95
    return { step, seen, p95: p95.lines[endpoint] ?? [], rate: rate.lines[endpoint] ?? [] }
  }

  return { tick, of }
}
