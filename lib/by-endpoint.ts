/** How each endpoint does just now, made of what ended in the last seconds. */

import { endedIn, p95Of } from './endpoint-seconds.ts'
import type { EndpointBin, EndpointSeconds } from './endpoint-seconds.ts'
import { newTally, tell } from './request-tally.ts'
import type { Tally } from './request-tally.ts'
import type { RequestStatistics } from './result.ts'
import type { Endpoint } from './users.ts'

/** How each endpoint does just now; those of which nothing ended are left out. */
export type ByEndpoint = {
  /** In the last second that all threads have told. */
  readonly latest: () => readonly EndpointSecond[]
  /** In the last ten of them: what ended in these is what was sent. */
  readonly recent: () => readonly RequestStatistics[]
}

export type EndpointSecond = Endpoint & {
  readonly ended: number
  /** In ms; null where nothing was answered. */
  readonly p95: number | null
}

export function byEndpointOf(seconds: EndpointSeconds, endpoints: readonly Endpoint[]): ByEndpoint {
  function latest(): readonly EndpointSecond[] {
    const now = seconds.latest()
    return endpoints.flatMap((endpoint, index) => {
      const bin = now.get(index)
      if (bin === undefined) return []
      const { method, name } = endpoint
      return [{ method, name, ended: endedIn(bin), p95: p95Of(bin) }]
    })
  }

  function recent(): readonly RequestStatistics[] {
    const { seconds: length, of } = seconds.recent()
    return endpoints.flatMap((endpoint, index) => {
      const bin = of.get(index)
      return bin === undefined ? [] : [tell(endpoint, tallyOf(bin), length)]
    })
  }

  return { latest, recent }
}

function tallyOf(bin: EndpointBin): Tally {
  const { ok, failed, timedOut, times } = bin
  const tally = { ...newTally(), sent: endedIn(bin), ok, failed, timedOut }
  for (const us of times) tally.response.record(us)
  return tally
}
