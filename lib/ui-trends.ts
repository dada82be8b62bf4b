/** The p95 of each endpoint over a run of the live page: kept whether anybody watches or not, so that who comes later sees it too. */
import { noTrends, withSecond } from './trend-data.js'
import type { Trends } from './trend-data.js'
import type { ByEndpoint } from './by-endpoint.ts'
import type { Endpoint } from './users.ts'

export type UiTrends = {
  /** Takes the last second; called each second. */
  readonly follow: (now: ByEndpoint) => void
  /** That second, by the number of the endpoint, as exact as a small line shows; null where nothing was answered. */
  readonly latest: () => readonly (number | null)[]
  /** The same of the whole run. */
  readonly whole: () => Trends
}

export function createUiTrends(placeOf: (endpoint: Endpoint) => number): UiTrends {
  let latest: (number | null)[] = []
  let lines = noTrends

  function follow(now: ByEndpoint): void {
    const found: (number | null)[] = []
    for (const each of now.latest()) {
      found[placeOf(each)] = each.p95 === null ? null : Number(each.p95.toPrecision(2))
    }
    // A place that nothing was put into is a hole, which no JSON text has.
    latest = Array.from(found, (each) => each ?? null)
    lines = withSecond(lines, latest)
  }

  return { follow, latest: () => latest, whole: () => lines }
}
