/** Tells how far a compare is. */
import { estimatedRows } from './segment-plan.ts'
import type { TablePair } from './table.ts'

/** Tells how many rows of all were read, and how long the rest may take. */
export function startProgress(
  progress: (text: string) => void,
  pairs: readonly TablePair[],
): (pair: TablePair, rows: number) => void {
  const expected = pairs.reduce((sum, pair) => sum + estimatedRows(pair), 0)
  const read = new Map<TablePair, number>()
  const startedMs = performance.now()
  return (pair, rows) => {
    read.set(pair, rows + (read.get(pair) ?? 0))
    const sofar = [...read.values()].reduce((sum, each) => sum + each, 0)
    const seconds = (performance.now() - startedMs) / 1000
    const perSecond = sofar / Math.max(seconds, 0.001)
    const left = Math.max(0, Math.ceil((expected - sofar) / Math.max(perSecond, 1)))
    const counts = `${sofar} of about ${Math.round(Math.max(expected, sofar))} rows`
    progress(`${pair.label}: ${counts}, ${Math.round(perSecond)} rows/s, ${left} s left`)
  }
}
