/** The stand-in's own count of the requests that reached it, per method and path template. */
import { templateOf } from './connect-paths.ts'

export type RequestCount = {
  readonly method: string
  /** The path's template, without query. */
  readonly name: string
  readonly count: number
}

export type Counts = { readonly total: number; readonly requests: readonly RequestCount[] }

export type RequestCounter = {
  readonly count: (method: string, target: string) => void
  readonly counts: () => Counts
}

/** Request targets whose template is remembered; beyond that it is worked out each time. */
const remembered = 10_000

export function createRequestCounter(): RequestCounter {
  const byTarget = new Map<string, string>()
  const totals = new Map<string, { method: string; name: string; count: number }>()

  function nameOf(target: string): string {
    const known = byTarget.get(target)
    if (known !== undefined) return known
    const name = templateOf(target)
    if (byTarget.size < remembered && target.length < 1000) byTarget.set(target, name)
    return name
  }

  function count(method: string, target: string): void {
    const name = nameOf(target)
    const key = `${method} ${name}`
    const total = totals.get(key)
    if (total === undefined) totals.set(key, { method, name, count: 1 })
    else total.count += 1
  }

  function counts(): Counts {
    const requests = [...totals.values()].map((total) => ({ ...total }))
    return { total: requests.reduce((sum, request) => sum + request.count, 0), requests }
  }

  return { count, counts }
}
