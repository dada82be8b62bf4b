/** Counts what is found in one table, lists the first of it, and hands all of it on. */
import type { Difference, DifferenceKind } from './table.ts'

export type Counts = Readonly<Record<DifferenceKind, number>>

/** Takes each difference; resolves when the next may come. */
export type DifferenceSink = (difference: Difference) => Promise<void>

export type Tally = {
  /** A difference of one key or row; copies count as rows. */
  add(difference: Difference): Promise<void>
  readonly counts: () => Counts
  /** The first ones, in the order of their keys. */
  readonly listed: () => readonly Difference[]
  readonly truncated: () => boolean
}

/** Counts are exact, whatever is listed. One difference is handed on at a time, in the order in which they come. */
export function startTally(listedMax: number, sink: DifferenceSink): Tally {
  const counts: Record<DifferenceKind, number> = { missing: 0, extra: 0, changed: 0, unresolved: 0 }
  const listed: Difference[] = []
  let found = 0
  let last: Promise<void> = Promise.resolve()

  async function add(difference: Difference): Promise<void> {
    counts[difference.kind] += difference.copies
    found += 1
    if (listed.length < listedMax) listed.push(difference)
    last = last.then(() => sink(difference))
    await last
  }

  return {
    add,
    counts: () => ({ ...counts }),
    listed: () => listed.toSorted(byKey),
    truncated: () => found > listed.length,
  }
}

function byKey(left: Difference, right: Difference): number {
  const theirs = Object.values(right.key ?? {})
  for (const [index, part] of Object.values(left.key ?? {}).entries()) {
    const other = theirs[index] ?? ''
    if (part !== other) return isBelow(part, other) ? -1 : 1
  }
  return 0
}

/** Numbers by their value, everything else by its characters. */
function isBelow(left: string, right: string): boolean {
  const areNumbers = [left, right].every((text) => /^-?\d+$/.test(text))
  const [one = 0n, other = 0n] = areNumbers ? [left, right].map(BigInt) : []
  return one === other ? left < right : one < other
}
