/** Plans the segments of a pair: where its key has a range, the boundaries come from a sample of the table's pages. */
import {
  bucketSegments,
  fromTable,
  boundariesWanted,
  rangeCast,
  rangeColumn,
  rangeSegments,
  rowsOfPart,
} from './segments.ts'
import type { Lane } from './lane.ts'
import type { Segment } from './segments.ts'
import type { TablePair } from './table.ts'

/** Of a small table, sampling pages would cost as much as reading it. */
const sampledBytesMin = 1024 * 1024
/** Where rows lie in any order, ranges between the keys of as many pages as there are boundaries would be of very different size. */
const oversampling = 4

export type SegmentWish = {
  readonly pair: TablePair
  /** A run that goes on where this one stops shall have something to go on from. */
  readonly resumable: boolean
}

/**
 * Ranges go through the key's index, which costs far more than one pass over the pages where the rows lie elsewhere. So they are taken
 * only where a run must be able to stop half-way, or would hold a snapshot for too long.
 */
export async function planSegments(
  lane: Lane,
  { pair, resumable }: SegmentWish,
): Promise<readonly Segment[]> {
  const rows = estimatedRows(pair)
  const cast = rangeCast(pair)
  if (cast === null || !(resumable || rows > rowsOfPart)) {
    return bucketSegments(rows, { keyless: pair.key === null })
  }
  const { kind, bytes, systemColumns } = pair.source
  const hasPages = (kind === 'table' || kind === 'partitioned') && systemColumns
  const isSampled = hasPages && bytes >= sampledBytesMin
  const pages = oversampling * boundariesWanted(rows)
  const keys = isSampled ? await keysOfPages(lane, { pair, cast, pages }) : []
  const boundaries = keys.filter((_, index) => index % oversampling === 0)
  return rangeSegments(boundaries, { nullable: pair.keyNullable })
}

/** Only how the work is cut up depends on it: what is reported is counted. */
export function estimatedRows({ source, target, columns }: TablePair): number {
  const counted = Math.max(source.rowsEstimate, target.rowsEstimate)
  const bytes = Math.max(source.bytes, target.bytes)
  // Nobody has counted yet: about 24 bytes for a row's header, and 12 for each column.
  return counted > 0 ? counted : bytes / (24 + 12 * columns.length)
}

/** The least of the first keys on each of so many pages, evenly spread over the table, in order and each once. */
async function keysOfPages(
  lane: Lane,
  {
    pair,
    cast,
    pages,
  }: { readonly pair: TablePair; readonly cast: string; readonly pages: number },
): Promise<readonly string[]> {
  const step = Math.max(1, pair.source.bytes / 8192 / pages)
  const column = `${rangeColumn(pair)}::${cast}`
  const found = await lane.rows(
    `SELECT least::text FROM (
       SELECT DISTINCT min(${column}) AS least FROM ${fromTable(pair, 'source')}
       WHERE ${column} IS NOT NULL AND t.ctid = ANY (ARRAY(
         SELECT format('(%s,%s)', floor((page + 0.5) * ${step}), item)::tid
         FROM generate_series(0, ${pages - 1}) AS page, generate_series(1, 4) AS item))
       GROUP BY (t.ctid::text::point)[0]) AS s
     ORDER BY s.least`,
  )
  return found.map(([key]) => key ?? '')
}
