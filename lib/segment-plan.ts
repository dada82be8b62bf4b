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
}

/**
 * One pass over the pages, its rows put into chunks by the hash of their key, is the fastest wherever the rows lie: ranges go through
 * the key's index, which costs more than the chunks that they would save. So ranges are taken only where a run must be able to stop
 * half-way, or would hold a snapshot for too long.
 *
 * @param lane a connection to the source
 */
export async function planSegments(
  lane: Lane,
  { pair, connections, resumable }: SegmentWish,
): Promise<readonly Segment[]> {
  const rows = estimatedRows(pair)
  const cast = resumable || rows > rowsOfPart ? rangeCast(pair) : null
  const { kind, bytes } = pair.source
  const isSampled = (kind === 'table' || kind === 'partitioned') && bytes >= sampledBytesMin
  if (cast === null) return bucketSegments(rows, { keyless: pair.key === null })
  const wanted = isSampled ? rangesWanted(rows, connections) : 1
  const boundaries = wanted === 1 ? [] : await sampledBoundaries(lane, { pair, cast, wanted })
  return rangeSegments(boundaries, { nullable: pair.keyNullable })
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
