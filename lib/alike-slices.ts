/**
 * Compares two tables whose rows lie in one order, slice by slice, before any row is put into a chunk: as fast as the rows can be
 * read and hashed. A slice of one side holds the same rows as that of the other where count and checksum agree; what is left is
 * compared like any other table, and is all that need be read again.
 */
import { keyColumns, rowDigest } from './digest-sql.ts'
import { printed } from './row-text.ts'
import { comesWithTexts } from './reconcile-rows.ts'
import { isIndexable, joinedByKey } from './rows-by-key.ts'
import { fromTable } from './segments.ts'
import { givenSlices, inSlice, joinedSlices, slicesBetween } from './slices.ts'
import type { Lane } from './lane.ts'
import type { DigestSettings, Sum } from './reconcile-chunks.ts'
import type { Slice } from './slices.ts'
import type { Both, Side, TablePair } from './table.ts'

/** Large enough that it costs nothing to begin one, small enough that few rows are read again where one differs: half a megabyte. */
const pagesOfSlice = 64
/** Of a smaller table, smaller ones. */
const slicesMin = 64
/** Where the keys of all boundaries are still soon found at the target. */
const slicesMax = 4096
const slicesOfStatement = 32
/** Of these few it is seen whether it is worth while. */
const sampleSize = 16

export type AlikeWork = {
  readonly pair: TablePair
  readonly digest: DigestSettings
  /** The connections of each side, all in one snapshot. */
  readonly lanes: Both<readonly Lane[]>
  /** Told after each statement: rows of the source that it read. */
  readonly onRows: (rows: number) => void
}

export type Alike = {
  /** Of the slices that both sides hold alike, together. */
  readonly alike: Sum
  /** The others, in order. */
  readonly unlike: Both<readonly Slice[]>
}

/** Null: the rows of the two sides do not lie alike, or it cannot be told where they do. */
export async function alikeSlices(work: AlikeWork): Promise<Alike | null> {
  const slices = await plannedSlices(work)
  if (slices.length < 2 * sampleSize) return null
  const step = Math.floor(slices.length / sampleSize)
  const isSample = slices.map((_, index) => index % step === 0)
  const sample = await comparedSlices(
    work,
    slices.filter((_, index) => isSample[index] === true),
  )
  if (2 * sample.unlike.length > sample.slices) return null
  const rest = await comparedSlices(
    work,
    slices.filter((_, index) => isSample[index] !== true),
  )
  const unlike = new Set([...sample.unlike, ...rest.unlike])
  const inOrder = slices.filter((slice) => unlike.has(slice))
  return {
    alike: { rows: sample.alike.rows + rest.alike.rows, sum: sample.alike.sum + rest.alike.sum },
    unlike: {
      source: joinedSlices(inOrder.map(({ source }) => source)),
      target: joinedSlices(inOrder.map(({ target }) => target)),
    },
  }
}

/** Between rows of evenly spread pages of the source, which are looked up by their keys at the target. */
async function plannedSlices({ pair, lanes }: AlikeWork): Promise<readonly Both<Slice>[]> {
  const [source, target] = [lanes.source[0], lanes.target[0]]
  if (source === undefined || target === undefined || !canBeAlike(pair)) return []
  const pages = pair.source.bytes / 8192
  const count = Math.floor(Math.min(slicesMax, Math.max(slicesMin, pages / pagesOfSlice)))
  const keys = keyColumns(pair).map(({ value }) => printed(value.source))
  const found = await source.rows(
    `SELECT t.ctid, ${keys.join(', ')} FROM ${fromTable(pair, 'source')}
     WHERE t.ctid = ANY (ARRAY(
       SELECT format('(%s,%s)', floor(page * ${pages / count}), item)::tid
       FROM generate_series(1, ${count - 1}) AS page, generate_series(1, 4) AS item))`,
  )
  const firsts = new Map(
    found.toReversed().map(([ctid, ...key]) => [pageOf(ctid), { ctid: ctid ?? '', key }]),
  )
  const rows = [...firsts.values()]
  const columns = keys.map((_, column) => rows.map(({ key }) => key[column] ?? null))
  const { from, number } = joinedByKey(pair, 'target')
  const places = await target.rows(`SELECT ${number}, t.ctid FROM ${from}`, columns)
  const slices = slicesBetween(
    places.map(([index, ctid]) => ({
      source: rows[Number(index) - 1]?.ctid ?? '',
      target: ctid ?? '',
    })),
  )
  // Some rise in any order. Where that is the lesser part, the few slices are large, and not even a sample of them is cheap.
  return slices.length < count / 2 ? [] : slices
}

function pageOf(ctid: string | null | undefined): string {
  return (ctid ?? '').replace(/,.*/, '')
}

/** Both sides are one heap each, and an index of the target finds a row by its key. */
export function canBeAlike(pair: TablePair): boolean {
  const { source, target, key, where } = pair
  const isKeyed = key !== null && !comesWithTexts(pair) && where === null
  return (
    isKeyed &&
    [source, target].every(({ kind, systemColumns }) => kind === 'table' && systemColumns) &&
    target.keys.some(({ columns }) => columns.every((column) => key.includes(column))) &&
    isIndexable(pair, 'target')
  )
}

type Compared = {
  readonly slices: number
  readonly alike: Sum
  readonly unlike: readonly Both<Slice>[]
}

async function comparedSlices(work: AlikeWork, slices: readonly Both<Slice>[]): Promise<Compared> {
  const [source, target] = await Promise.all([
    sumsOfSlices(work, 'source', slices),
    sumsOfSlices(work, 'target', slices),
  ])
  const unlike: Both<Slice>[] = []
  let [rows, sum] = [0, 0n]
  for (const [index, slice] of slices.entries()) {
    const [ours, theirs] = [source[index], target[index]]
    const isAlike = ours !== undefined && ours.rows === theirs?.rows && ours.sum === theirs.sum
    if (!isAlike) unlike.push(slice)
    else {
      rows += ours.rows
      sum += ours.sum
    }
  }
  return { slices: slices.length, alike: { rows, sum }, unlike }
}

/** By position of the slices, which are dealt to the connections. */
async function sumsOfSlices(
  { pair, digest, lanes, onRows }: AlikeWork,
  side: Side,
  slices: readonly Both<Slice>[],
): Promise<readonly Sum[]> {
  const sums: Sum[] = []
  let next = 0
  async function deal(lane: Lane): Promise<void> {
    while (next < slices.length) {
      const first = next
      next += slicesOfStatement
      const given = slices.slice(first, next).map((slice) => slice[side])
      const found = await lane.rows(statement({ pair, digest, side }, given))
      for (const [number, rows, sum] of found) {
        sums[first + Number(number) - 1] = { rows: Number(rows), sum: BigInt(sum ?? '0') }
      }
      if (side === 'source') onRows(found.reduce((all, [, rows]) => all + Number(rows), 0))
    }
  }
  await Promise.all(lanes[side].map(deal))
  return sums
}

function statement(
  { pair, digest, side }: Pick<AlikeWork, 'pair' | 'digest'> & { readonly side: Side },
  slices: readonly Slice[],
): string {
  return `SELECT slice.number, s.* FROM ${givenSlices(slices)},
    LATERAL (SELECT count(*), sum(${rowDigest(pair, side, digest)})
      FROM ${fromTable(pair, side)} WHERE ${inSlice}) AS s`
}
