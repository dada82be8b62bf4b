/** How each endpoint did over a run of the live page: kept whether anybody watches or not, so that who comes later sees it too. */
import { noTrends, withSecond } from './trend-data.js'
import type { EndpointTrend, Trends } from './trend-data.js'
import type { ByEndpoint } from './by-endpoint.ts'
import type { Endpoint } from './users.ts'

export type UiTrends = {
  /** Takes the last second; called each second. */
  readonly follow: (now: ByEndpoint | null) => void
  /** The p95 of the last second, by the number of the endpoint; null where nothing was answered. */
  readonly latest: () => readonly (number | null)[]
  /** The p95 of every endpoint, by its number. */
  readonly whole: () => Trends
  readonly of: (endpoint: Endpoint) => EndpointTrend
}

export function createUiTrends(placeOf: (endpoint: Endpoint) => number): UiTrends {
  let latest: (number | null)[] = []
  let p95 = noTrends
  let rate = noTrends

  function follow(now: ByEndpoint | null): void {
    latest = []
    const ended: number[] = []
    for (const each of now?.latest() ?? []) {
      latest[placeOf(each)] = each.p95 === null ? null : Number(each.p95.toPrecision(3))
      ended[placeOf(each)] = each.ended
    }
    // A place that nothing was put into is a hole, which no JSON text has.
    latest = Array.from(latest, (each) => each ?? null)
    p95 = withSecond(p95, latest)
    rate = withSecond(
      rate,
      p95.lines.map((_line, place) => ended[place] ?? 0),
    )
  }

  function of(endpoint: Endpoint): EndpointTrend {
    const { step, seen, lines } = p95
    const place = placeOf(endpoint)
    return { step, seen, p95: lines[place] ?? [], rate: rate.lines[place] ?? [] }
  }

  return { follow, latest: () => latest, whole: () => p95, of }
}
