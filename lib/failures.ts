/** Failures grouped by endpoint, kind and what their messages have in common, over all generator threads. */

import { keyOf, wordsOf } from './exchange-log.ts'
import type { FailureGroup } from './exchange-log.ts'
import { countAt, noColumns } from './failure-columns.js'
import type { Columns } from './failure-columns.js'
import type { Failure } from './result.ts'
import type { Endpoint } from './users.ts'

export type Failures = {
  /** A thread names a group; its numbers are its own. */
  readonly name: (worker: number, group: FailureGroup) => void
  readonly count: (worker: number, id: number, atMs: number) => void
  /** Most frequent first. `startedAtMs`: the wall clock at the start of the measured time. */
  readonly list: (endpoints: readonly Endpoint[], startedAtMs: number) => Failure[]
}

type Group = Omit<FailureGroup, 'several'> & {
  several: boolean
  total: number
  firstMs: number
  lastMs: number
  columns: Columns
}

export function failures(): Failures {
  const groups = new Map<string, Group>()
  const byWorker = new Map<number, Group[]>()

  function name(worker: number, group: FailureGroup): void {
    const key = keyOf(group)
    const fresh = { total: 0, firstMs: Infinity, lastMs: -Infinity, columns: noColumns }
    const known = groups.get(key) ?? { ...group, ...fresh }
    known.several ||= group.several || group.sample !== known.sample
    groups.set(key, known)
    const own = byWorker.get(worker) ?? []
    own[group.id] = known
    byWorker.set(worker, own)
  }

  function count(worker: number, id: number, atMs: number): void {
    const group = byWorker.get(worker)?.[id]
    if (group === undefined) throw new Error(`Thread ${worker} counts a failure it did not name`)
    group.total++
    group.firstMs = Math.min(group.firstMs, atMs)
    group.lastMs = Math.max(group.lastMs, atMs)
    group.columns = countAt(group.columns, atMs / 1000)
  }

  function list(endpoints: readonly Endpoint[], startedAtMs: number): Failure[] {
    return [...groups.values()]
      .filter((group) => group.total > 0)
      .sort((left, right) => right.total - left.total)
      .map((group) => ({
        method: endpoints[group.endpoint]?.method ?? '',
        name: endpoints[group.endpoint]?.name ?? '',
        kind: group.kind,
        ...wordsOf(group),
        count: group.total,
        firstAt: new Date(startedAtMs + group.firstMs).toISOString(),
        lastAt: new Date(startedAtMs + group.lastMs).toISOString(),
        over: {
          from: inSeconds(group.firstMs),
          to: inSeconds(group.lastMs),
          step: group.columns.step,
          counts: [...group.columns.counts],
        },
      }))
  }

  return { name, count, list }
}

/** To the tenth. */
function inSeconds(ms: number): number {
  return Math.round(ms / 100) / 10
}
