/** Counts and checksums of the chunks of a segment, in one pass over the rows. */
import { bucketOf, rowDigest } from './digest-sql.ts'
import { writtenSince } from './row-versions.ts'
import { fromTable, rowsOfSegment } from './segments.ts'
import { fromSlices } from './slices.ts'
import type { Lane } from './lane.ts'
import type { Segment } from './segments.ts'
import type { Slice } from './slices.ts'
import type { Side, TablePair } from './table.ts'

/** Count and checksum of a set of rows; the checksum is the exact sum of their digests. */
export type Sum = {
  readonly rows: number
  readonly sum: bigint
  /** Rows that were written after the snapshot of `Scan.since`. */
  readonly written?: number
}

/** By chunk; an empty chunk is left out. */
export type ChunkSums = ReadonlyMap<number, Sum>

/** How digests are made in a run. */
export type DigestSettings = {
  readonly seed: string
  /** Both servers agree on the hash functions of the key's own types. */
  readonly native: boolean
  /** Rows are over 1 GB. */
  readonly nested: boolean
  /** The servers' own hash functions do not agree: by SHA-256, at about twice the cost. */
  readonly portable: boolean
  /** They agree on the hash functions of the types of all columns. */
  readonly direct?: boolean
}

/** A slice of the pages of a table: `from` included, `to` excluded; null: to the end. */
export type Pages = { readonly from: number; readonly to: number | null }

export type Scan = {
  readonly pair: TablePair
  readonly side: Side
  readonly segment: Segment
  readonly digest: DigestSettings
  readonly pages?: Pages
  /** Only these slices of the table, which has a key then, and no condition of the user's. */
  readonly slices?: readonly Slice[]
  /** Rows are counted and not read. */
  readonly countsOnly?: boolean
  /** A snapshot: rows that were written after it are counted too. */
  readonly since?: string | null
}

/** The rows of one scan, with the columns `c` (chunk, where there is a key), `d` (row digest) and `more`. */
export function scanned(scan: Scan, more: readonly string[] = []): string {
  const { pair, side, segment, digest, slices } = scan
  const chunk = pair.key === null || segment.chunks === 1 ? 'NULL::int8' : chunkOf(scan)
  const columns = [`${chunk} AS c`, `${rowDigest(pair, side, digest)} AS d`, ...more]
  const conditions = [rowsOfSegment(pair, segment), ...pageCondition(scan)]
  const from = slices === undefined ? fromTable(pair, side) : fromSlices(pair, side, slices)
  return `SELECT ${columns.join(', ')} FROM ${from} WHERE ${conditions.join(' AND ')}`
}

/** The chunk of a row, as int8, over what `scanned` gives where there is no key. */
export function chunkOf({ pair, side, segment, digest }: Scan): string {
  const { native, portable } = digest
  return bucketOf(pair, side, { buckets: segment.chunks, native, portable, digest: 'd' })
}

/** One statement: what the planner makes of it is one scan, without a sort. */
export async function chunkSums(lane: Lane, scan: Scan): Promise<ChunkSums> {
  const found = await lane.rows(chunkStatement(scan))
  return new Map(
    found.map(([chunk, rows, sum, written]) => [
      Number(chunk),
      { rows: Number(rows), sum: BigInt(sum ?? '0'), written: Number(written ?? 0) },
    ]),
  )
}

function chunkStatement(scan: Scan): string {
  const { pair, side, segment, since = null } = scan
  const isWritten = since === null ? null : writtenSince(since)
  if (scan.countsOnly === true) {
    // Parts that are told by the bucket of the key need not be told apart to be counted.
    const isCounted = segment.part === 0 ? [] : ['false']
    const conditions = [rowsOfSegment(pair, segment), ...pageCondition(scan), ...isCounted]
    const more = isWritten === null ? '' : `, count(*) FILTER (WHERE ${isWritten})`
    return `SELECT 0, count(*), 0${more} FROM ${fromTable(pair, side)} WHERE ${conditions.join(' AND ')}`
  }
  const [columns, written] =
    isWritten === null ? [[], ''] : [[`${isWritten} AS w`], ', count(*) FILTER (WHERE w)']
  const sums = `count(*), sum(d)${written}`
  const chunk = pair.key === null ? chunkOf(scan) : 'c'
  const part = segment.parts === 1 ? '' : `WHERE ${chunk} & ${segment.parts - 1} = ${segment.part}`
  // OFFSET 0: the aggregate shall be handed chunk and digest, not the columns that they are made of.
  return `SELECT ${chunk} AS g, ${sums} FROM (${scanned(scan, columns)} OFFSET 0) AS s ${part} GROUP BY 1`
}

/** Sums of disjoint parts, added. */
export function addSums(parts: readonly ChunkSums[]): ChunkSums {
  const sums = new Map<number, Sum>()
  for (const part of parts) {
    for (const [chunk, { rows, sum }] of part) {
      const sofar = sums.get(chunk)
      sums.set(chunk, { rows: rows + (sofar?.rows ?? 0), sum: sum + (sofar?.sum ?? 0n) })
    }
  }
  return sums
}

/** The sum over all chunks. */
export function wholeOf(sums: ChunkSums): Sum {
  let [rows, sum] = [0, 0n]
  for (const each of sums.values()) {
    rows += each.rows
    sum += each.sum
  }
  return { rows, sum }
}

/** The chunks whose count or checksum differ, in order. */
export function differingChunks(source: ChunkSums, target: ChunkSums): readonly number[] {
  const all = new Set([...source.keys(), ...target.keys()])
  return [...all]
    .filter((chunk) => {
      const [ours, theirs] = [source.get(chunk), target.get(chunk)]
      return ours?.rows !== theirs?.rows || ours?.sum !== theirs?.sum
    })
    .toSorted((left, right) => left - right)
}

/** Of a slice: 512 MB, a few seconds, after which it can be told how far a compare is. */
const slicePagesMax = 65_536
/** So few pages are read faster by one connection than by two. */
const sharedPagesMin = 1000

/**
 * Slices of pages, at least one for each connection, of one size; the last is unbounded, for a table grows while it is read.
 * One `undefined`: the table as a whole.
 */
export function pageSlices(bytes: number, connections: number): readonly (Pages | undefined)[] {
  const pages = Math.ceil(bytes / 8192)
  if (pages < sharedPagesMin) return [undefined]
  const rounds = Math.ceil(pages / connections / slicePagesMax)
  const count = rounds * connections
  if (count === 1) return [undefined]
  const size = Math.ceil(pages / count)
  return Array.from({ length: count }, (_, index) => ({
    from: index * size,
    to: index === count - 1 ? null : (index + 1) * size,
  }))
}

function pageCondition({ pages }: Scan): string[] {
  if (pages === undefined) return []
  const upper = pages.to === null ? [] : [`t.ctid < '(${pages.to},0)'::tid`]
  return [`t.ctid >= '(${pages.from},0)'::tid`, ...upper]
}
