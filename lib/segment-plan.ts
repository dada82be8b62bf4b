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
import type { Both, Side, TablePair } from './table.ts'

/** Of a small table, sampling pages would cost as much as reading it. */
const sampledBytesMin = 1024 * 1024
/** Where rows lie in any order, ranges between the keys of as many pages as there are boundaries would be of very different size. */
const oversampling = 4

export type SegmentWish = {
  readonly pair: TablePair
  /** A run that goes on where this one stops shall have something to go on from. */
  readonly resumable: boolean
  /** Writes flow: the closer together both sides are read, the fewer rows are late. */
  readonly live: boolean
}

/** |pg_stats.correlation| from which on a key's order is that of the pages: a range of it is read like a part of the table. */
const correlationMin = 0.9

/**
 * Ranges of a key need no hash for each row to put it into a chunk, which costs an eighth; but they go through the key's index, which
 * costs far more where the rows lie elsewhere. So they are taken where the rows lie in the order of the key; and where a run must be
 * able to stop half-way, or would hold a snapshot for too long.
 */
export async function planSegments(
  lanes: Both<Lane>,
  { pair, resumable, live }: SegmentWish,
): Promise<readonly Segment[]> {
  const rows = estimatedRows(pair)
  const cast = rangeCast(pair)
  const { kind, bytes } = pair.source
  const isSampled = (kind === 'table' || kind === 'partitioned') && bytes >= sampledBytesMin
  const indexed = isIndexed(pair, 'source') && isIndexed(pair, 'target')
  const isCut = resumable || rows > rowsOfPart
  const isOrdered = isSampled && indexed && !live && !isCut && cast !== null
  if (cast === null || !(isCut || (isOrdered && (await isInOrder(lanes, pair))))) {
    return bucketSegments(rows, { keyless: pair.key === null })
  }
  const wanted = boundariesWanted(rows, { indexed })
  const pages = isOrdered ? wanted : oversampling * wanted
  const keys = isSampled ? await keysOfPages(lanes.source, { pair, cast, pages }) : []
  const boundaries = keys.filter((_, index) => isOrdered || index % oversampling === 0)
  return rangeSegments(boundaries, { nullable: pair.keyNullable, indexed })
}

/** Whether a range of the key is one of an index. The partitions of a table have an index each. */
function isIndexed(pair: TablePair, side: Side): boolean {
  const { kind, keys } = pair[side]
  return kind === 'table' && keys.some(({ columns }) => columns[0] === pair.key?.[0])
}

async function isInOrder(lanes: Both<Lane>, { source, target, key }: TablePair): Promise<boolean> {
  const statement = `SELECT abs(correlation) >= ${correlationMin} FROM pg_catalog.pg_stats
     WHERE schemaname = $1 AND tablename = $2 AND attname = $3 ORDER BY inherited LIMIT 1`
  const [name = ''] = key ?? []
  const found = await Promise.all([
    lanes.source.rows(statement, [source.schema, source.name, name]),
    lanes.target.rows(statement, [target.schema, target.name, name]),
  ])
  return found.every(([row]) => row?.[0] === 't')
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
