/** Slices of two tables whose rows lie in one order: between the same rows on both sides, whatever the pages of each. */
import { arrayText, quoteLiteral, quoteName } from './quote.ts'
import { fromTable } from './segments.ts'
import type { Both, Side, TablePair } from './table.ts'

/** A position in a table as its `ctid` tells it: `(page,item)`. `from` included, `to` excluded; null: unbounded. */
export type Slice = { readonly from: string | null; readonly to: string | null }

/** One row, by where it lies on each side. */
export type Boundary = Both<string>

/**
 * Slices between these rows, in the order of the source, from the first row of either table to its last. Rows that lie elsewhere at
 * the target, out of the order of the others, are no boundaries: as few as can be are left out.
 */
export function slicesBetween(boundaries: readonly Boundary[]): readonly Both<Slice>[] {
  const ordered = boundaries.toSorted((one, other) => place(one.source) - place(other.source))
  const rising = longestRising(ordered.map(({ target }) => place(target)))
  const kept = rising.map((index) => ordered[index])
  return [null, ...kept].map((from, index) => {
    const to = kept[index]
    return {
      source: { from: from?.source ?? null, to: to?.source ?? null },
      target: { from: from?.target ?? null, to: to?.target ?? null },
    }
  })
}

/** Neighbours, in their order, made one. */
export function joinedSlices(slices: readonly Slice[]): readonly Slice[] {
  const joined: Slice[] = []
  for (const slice of slices) {
    const last = joined.at(-1)
    const areNeighbours = last !== undefined && last.to !== null && last.to === slice.from
    if (areNeighbours) joined[joined.length - 1] = { from: last.from, to: slice.to }
    else joined.push(slice)
  }
  return joined
}

/**
 * Positions in a longest strictly rising part of a list, each number once.
 *
 * Source: M. L. Fredman, "On computing the length of longest increasing subsequences", Discrete Mathematics 11 (1975).
 *
 * @example longestRising([1, 9, 2, 3]) // [0, 2, 3]
 */
export function longestRising(numbers: readonly number[]): readonly number[] {
  // Of the rising parts of each length, the end of the one that ends lowest, and for each number the one before it.
  const ends: number[] = []
  const before: (number | undefined)[] = []
  for (const [index, number] of numbers.entries()) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((numbers[ends[middle] ?? 0] ?? 0) < number) low = middle + 1
      else high = middle
    }
    before[index] = ends[low - 1]
    ends[low] = index
  }
  const rising: number[] = []
  for (let index = ends.at(-1); index !== undefined; index = before[index]) rising.push(index)
  return rising.toReversed()
}

/** `(page,item)` as one number: pages have 32 bits, items 16. */
function place(position: string): number {
  const [, page, item] = /^\((\d+),(\d+)\)$/.exec(position) ?? []
  if (page === undefined)
    throw new Error(`Cannot read the position "${position}": expected (page,item)`)
  return Number(page) * 2 ** 16 + Number(item)
}

/** `FROM` for the rows of some slices, under the alias `t`; no condition of the user's may follow, for there are other names about. */
export function fromSlices(pair: TablePair, side: Side, slices: readonly Slice[]): string {
  // The columns by name, for others need not be ours to read. OFFSET 0: only within a query of its own is a slice read by its pages.
  const columns = pair.columns.map(({ name }) => `t.${quoteName(name)}`)
  const rows = `SELECT ${columns.join(', ')} FROM ${fromTable(pair, side)} WHERE ${inSlice} OFFSET 0`
  return `${givenSlices(slices)}, LATERAL (${rows}) AS t`
}

/** The slices as rows `slice (lower, upper, number)`, numbered from 1 on. */
export function givenSlices(slices: readonly Slice[]): string {
  const [lower, upper] = [
    slices.map(({ from }) => from ?? '(0,0)'),
    slices.map(({ to }) => to ?? '(4294967295,0)'),
  ].map((positions) => `${quoteLiteral(arrayText(positions))}::tid[]`)
  return `unnest(${lower}, ${upper}) WITH ORDINALITY AS slice (lower, upper, number)`
}

/** The condition for a row of `givenSlices`. */
export const inSlice = 't.ctid >= slice.lower AND t.ctid < slice.upper'
