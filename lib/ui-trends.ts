/** How each endpoint did over a run of the live page: kept whether anybody watches or not, so that who comes later sees it too. */
import { noTrends, withSecond } from './trend-data.js'
import type { EndpointTrend, Trends } from './trend-data.js'
import type { ByEndpoint } from './by-endpoint.ts'
import type { Endpoint } from './users.ts'

export type UiTrends = {
  /** Takes the last second; called each second. */
  readonly follow: (now: ByEndpoint | null) => void
  /** The p95 of the last second, by the number of the endpoint, as exact as a small line shows; null where nothing was answered. */
  readonly latest: () => readonly (number | null)[]
  /** The same of the whole run. */
  readonly whole: () => Trends
  readonly of: (endpoint: Endpoint) => EndpointTrend
}

export function createUiTrends(placeOf: (endpoint: Endpoint) => number): UiTrends {
  let latest: (number | null)[] = []
  let p95 = noTrends
  let lines = noTrends
  let rate = noTrends

  function follow(now: ByEndpoint | null): void {
    latest = []
    const exact: (number | null)[] = []
    const ended: number[] = []
    for (const each of now?.latest() ?? []) {
      exact[placeOf(each)] = each.p95
      latest[placeOf(each)] = each.p95 === null ? null : Number(each.p95.toPrecision(2))
      ended[placeOf(each)] = each.ended
    }
    // A place that nothing was put into is a hole, which no JSON text has.
    latest = Array.from(latest, (each) => each ?? null)
    lines = withSecond(lines, latest)
    p95 = withSecond(p95, exact)
    rate = withSecond(
      rate,
      p95.lines.map((_line, place) => ended[place] ?? 0),
    )
  }

  function of(endpoint: Endpoint): EndpointTrend {
    const { step, seen } = p95
    const place = placeOf(endpoint)
    return { step, seen, p95: p95.lines[place] ?? [], rate: rate.lines[place] ?? [] }
  }

  return { follow, latest: () => latest, whole: () => lines, of }
}
