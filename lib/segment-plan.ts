/** Plans the segments of a pair: where its key has a range, the boundaries come from a sample of the table's pages. */
import {
  bucketSegments,
  fromTable,
  rangeCast,
  rangeSegments,
  rangesWanted,
  rowsOfPart,
} from './segments.ts'
import { quoteName } from './quote.ts'
import type { Lane } from './lane.ts'
import type { Segment } from './segments.ts'
import type { TablePair } from './table.ts'

/** Of a small table, sampling pages would cost as much as reading it. */
const sampledBytesMin = 1024 * 1024
const samplePages = 512

export type SegmentWish = {
  readonly pair: TablePair
  readonly connections: number
  /** A run that goes on where this one stops shall have something to go on from. */
  readonly resumable: boolean
  /** Writes flow: the fewer rows are late the closer together both sides are read, and the more chunks there are. */
  readonly live: boolean
}

/** |pg_stats.correlation| from which on a key's order is that of the pages: a range of it is read like a part of the table. */
const correlationMin = 0.9

/**
 * Ranges of a key need no chunk for each row, which costs a seventh; but they go through the key's index, which costs far more where
 * the rows lie elsewhere. So they are taken where the rows lie in the order of the key; and where a run must be able to stop
 * half-way, or would hold a snapshot for too long.
 *
 * @param lane a connection to the source
 */
export async function planSegments(
  lane: Lane,
  { pair, connections, resumable, live }: SegmentWish,
): Promise<readonly Segment[]> {
  const rows = estimatedRows(pair)
  const isCut = resumable || rows > rowsOfPart
  const isRanged = rangeCast(pair) !== null && (isCut || (!live && (await isInOrder(lane, pair))))
  const cast = isRanged ? rangeCast(pair) : null
  const { kind, bytes } = pair.source
  const isSampled = (kind === 'table' || kind === 'partitioned') && bytes >= sampledBytesMin
  if (cast === null) return bucketSegments(rows, { keyless: pair.key === null })
  const wanted = isSampled ? rangesWanted(rows, connections) : 1
  const boundaries = wanted === 1 ? [] : await sampledBoundaries(lane, { pair, cast, wanted })
  return rangeSegments(boundaries, { nullable: pair.keyNullable })
}

async function isInOrder(lane: Lane, { source, key }: TablePair): Promise<boolean> {
  const [row] = await lane.rows(
    `SELECT abs(correlation) >= ${correlationMin} FROM pg_catalog.pg_stats
     WHERE schemaname = $1 AND tablename = $2 AND attname = $3 ORDER BY inherited DESC LIMIT 1`,
    [source.schema, source.name, key?.[0] ?? ''],
  )
  return row?.[0] === 't'
}

/** Only how the work is cut up depends on it: what is reported is counted. */
export function estimatedRows({ source, target, columns }: TablePair): number {
  const counted = Math.max(source.rowsEstimate, target.rowsEstimate)
  const bytes = Math.max(source.bytes, target.bytes)
  // Nobody has counted yet: about 24 bytes for a row's header, and 12 for each column.
  return counted > 0 ? counted : bytes / (24 + 12 * columns.length)
}

async function sampledBoundaries(
  lane: Lane,
  { pair, cast, wanted }: { pair: TablePair; cast: string; wanted: number },
): Promise<readonly string[]> {
  const pages = Math.max(1, pair.source.bytes / 8192)
  const percent = Math.min(100, (100 * Math.max(samplePages, 4 * wanted)) / pages)
  const fractions = Array.from({ length: wanted - 1 }, (_, index) => (index + 1) / wanted)
  const column = `t.${quoteName(pair.key?.[0] ?? '')}`
  const statement = `SELECT DISTINCT u.b::text, u.b FROM unnest((
      SELECT percentile_disc('{${fractions.join(',')}}'::float8[]) WITHIN GROUP (ORDER BY ${column}::${cast})
      FROM ${fromTable(pair, 'source')} TABLESAMPLE SYSTEM (${percent}) WHERE ${column} IS NOT NULL
    )) AS u (b) WHERE u.b IS NOT NULL ORDER BY u.b`
  return (await lane.rows(statement)).map(([boundary]) => boundary ?? '')
}
