/** The few statistics that a bench needs. */

/** NaN of nothing, and where one of the values is NaN: a median over holes would hide them. */
export function median(values: readonly number[]): number {
  if (values.some(Number.isNaN)) return Number.NaN
  const sorted = values.toSorted((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

/**
 * How evenly instants (ms, in any order) fall into slots between two times after the first of them: the fullest slot as a multiple
 * of the mean one (NaN where there is none), and the number of empty ones.
 */
export function slotsOf(
  instants: readonly number[],
  { fromMs, toMs, slotMs }: { fromMs: number; toMs: number; slotMs: number },
): { fullest: number; empty: number } {
  const start = instants.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY)
  const counts = Array.from({ length: Math.round((toMs - fromMs) / slotMs) }, () => 0)
  for (const each of instants) {
    const slot = Math.floor((each - start - fromMs) / slotMs)
    const count = counts[slot]
    if (count !== undefined) counts[slot] = count + 1
  }
  const mean = counts.reduce((sum, each) => sum + each, 0) / counts.length
  return { fullest: Math.max(...counts) / mean, empty: counts.filter((each) => each === 0).length }
}
