/** The rows of differing chunks, streamed from both sides in the order of a hash, down to those that differ. */
import { keyColumns, keyHash } from './digest-sql.ts'
import { chunkOf, scanned } from './reconcile-chunks.ts'
import {
  byValue,
  isNear,
  packedTexts,
  partsOfValue,
  printed,
  unpacked,
  valueAt,
  valuesOrder,
} from './row-text.ts'
import { groupOf } from './settle-sql.ts'
import { unmatchedRows } from './row-merge.ts'
import type { Lane, TextRow } from './lane.ts'
import type { Scan } from './reconcile-chunks.ts'
import type { Slice } from './slices.ts'
import type { RowRules, StreamedRow, Unmatched } from './row-merge.ts'
import type { Both, Side, TablePair, Value } from './table.ts'

/** Rows of one answer of a server: some hundred kilobytes. */
const batchRows = 500

export type Drill = {
  readonly lanes: Both<Lane>
  readonly scan: Omit<Scan, 'side' | 'pages' | 'slices'>
  /** The rows of these slices only; null: all. */
  readonly slices: Both<readonly Slice[]> | null
  /** Null: all of the segment, whose columns are to be compared by their values. */
  readonly chunks: readonly number[] | null
  /** Writes flow: a row without a key comes with the number of its group, by which it can be read again. */
  readonly live: boolean
  /** Goes on behind this hash: what came before was told by an earlier try. */
  readonly after: bigint | null
}

/** The rows that differ, in the order of their hash. Memory is bounded, however many there are. */
export function unmatchedInChunks(drill: Drill): AsyncIterable<Unmatched> {
  const { lanes } = drill
  const source = streamed(lanes.source, drill, 'source')
  const target = streamed(lanes.target, drill, 'target')
  return unmatchedRows(source, target, rulesOf(drill))
}

/** Whether the texts of a whole row come along: where a row cannot be read again by its key. */
export function comesWithTexts({ key, keyNullable }: TablePair): boolean {
  return key === null || keyNullable
}

async function* streamed(
  lane: Lane,
  drill: Drill,
  side: Side,
): AsyncIterable<readonly StreamedRow[]> {
  const width = drill.scan.pair.key?.length ?? 0
  for await (const batch of lane.batches(statement(drill, side), batchRows)) {
    yield batch.map((row) => streamedRow(unpacked(row), width))
  }
}

function streamedRow(row: TextRow, width: number): StreamedRow {
  const key = row.slice(2, 2 + width)
  const isWhole = width > 0 && key.every((part) => part !== null)
  return {
    hash: BigInt(row[0] ?? '0'),
    digest: row[1] ?? '',
    key: isWhole ? key.map(String) : null,
    more: row.slice(2 + width),
  }
}

function statement({ scan, chunks, slices, after, live }: Drill, side: Side): string {
  const { pair, segment } = scan
  const keys = pair.key === null ? [] : keyColumns(pair).map(({ value }) => printed(value[side]))
  const isGrouped = live && comesWithTexts(pair)
  const texts = isGrouped
    ? [`${groupOf(pair, side)}::text`, ...printedNear(pair, side)]
    : printedBeside(pair, side)
  const named = [
    ...(pair.key === null ? [] : [`${hashOfRow(scan, side)} AS h`]),
    ...keys.map((text, index) => `${text} AS k${index}`),
    ...texts.map((text, index) => `${text} AS p${index}`),
  ]
  const hash = pair.key === null ? 'd' : pair.keyNullable ? 'coalesce(h, d)' : 'h'
  const chunk = pair.key === null ? chunkOf({ ...scan, side }) : 'c'
  const conditions = [
    ...(chunks === null || segment.chunks === 1
      ? []
      : [`${chunk} = ANY ('{${chunks.join(',')}}'::int8[])`]),
    ...(segment.parts === 1 ? [] : [`${chunk} & ${segment.parts - 1} = ${segment.part}`]),
    ...(after === null ? [] : [`${hash} > '${after}'::int8`]),
  ]
  const shown = packedTexts(texts.map((_, index) => `p${index}`))
  const columns = [`${hash} AS h`, 'd', ...keys.map((_, index) => `k${index}`), shown]
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  const rows = scanned({ ...scan, side, ...(slices !== null && { slices: slices[side] }) }, named)
  return `SELECT ${columns.join(', ')} FROM (${rows}) AS s ${where} ORDER BY 1`
}

/** NULL where the key has a NULL: such a row is found by its digest. */
function hashOfRow({ pair, digest }: Drill['scan'], side: Side): string {
  const hash = keyHash(pair, side, digest)
  if (!pair.keyNullable) return hash
  const values = keyColumns(pair).map(({ value }) => value[side])
  return `CASE WHEN num_nulls(${values.join(', ')}) = 0 THEN ${hash} END`
}

/** What is printed along: all that is compared and shown, or the columns that no digest can compare. */
function printedBeside(pair: TablePair, side: Side): string[] {
  if (comesWithTexts(pair)) return pair.columns.map(({ own }) => printed(own))
  return printedNear(pair, side)
}

function printedNear(pair: TablePair, side: Side): string[] {
  return byValue(pair).map(({ value }) => printed(value[side]))
}

/** What a streamed row has in the columns that no digest can compare. */
export function nearValues(
  pair: TablePair,
  { more }: Pick<StreamedRow, 'more'>,
  { grouped }: { readonly grouped: boolean },
): readonly Value[] {
  return byValue(pair).map((column, index) => {
    const beside = comesWithTexts(pair) ? pair.columns.indexOf(column) : index
    return valueAt(more, (grouped ? index + 1 : beside) * partsOfValue)
  })
}

function rulesOf({ scan: { pair }, live }: Drill): RowRules {
  const limits = byValue(pair).map(({ policy }) => (policy.name === 'epsilon' ? policy.epsilon : 0))
  const grouped = live && comesWithTexts(pair)
  function near(row: StreamedRow): readonly Value[] {
    return nearValues(pair, row, { grouped })
  }
  return {
    same(source, target) {
      if (source.digest !== target.digest) return false
      const [ours, theirs] = [near(source), near(target)]
      return limits.every((limit, index) =>
        isNear(ours[index] ?? null, theirs[index] ?? null, limit),
      )
    },
    order: limits.length === 0 ? null : (left, right) => valuesOrder(near(left), near(right)),
  }
}
