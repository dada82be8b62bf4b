/** The parts of a table that are compared one after the other: sets of rows told by their key alone, so that each can be read again later. */
import { quoteLiteral, quoteName, quoteQualified } from './quote.ts'
import type { Side, TablePair } from './table.ts'

/**
 * `id` is stable: a checkpoint knows a segment by it. `from` included and `to` excluded, as PostgreSQL prints them; null: unbounded.
 * `nulls`: the rows whose key is NULL. Where there is no range, `part` of `parts` is told by the bucket of the key.
 */
export type Segment = {
  readonly id: string
  readonly range: { readonly from: string | null; readonly to: string | null } | 'nulls' | null
  readonly part: number
  readonly parts: number
  /** Chunks that its rows are put into, a power of two. */
  readonly chunks: number
}

/** Of a range: enough that a statement is cheap beside its work, and few enough that all connections come to their end together. */
const rowsOfRange = 16_384
/** Of a table without a range, which is read whole for each part: few parts, yet none that would hold a snapshot for long. */
export const rowsOfPart = 50_000_000
const rowsOfChunk = 1024
const chunksMin = 64

const rangeTypes: Readonly<Record<string, string>> = {
  smallint: 'int8',
  integer: 'int8',
  bigint: 'int8',
  date: 'date',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
}

/** The cast of a boundary, where the pair can be read by ranges of its key: one column of a type that every server sorts alike. */
export function rangeCast({ key, source, target }: TablePair): string | null {
  const [name, ...others] = key ?? []
  if (name === undefined || others.length > 0) return null
  const types = [source, target].map(
    ({ columns }) => rangeTypes[columns.find((each) => each.name === name)?.baseType ?? ''],
  )
  return types[0] !== undefined && types[0] === types[1] ? types[0] : null
}

/** How many boundaries a table of about `rows` rows is cut at. */
export function boundariesWanted(rows: number): number {
  return Math.max(1, Math.round(rows / rowsOfRange) - 1)
}

/** Segments between the boundaries, which are in order; unbounded at both ends. */
export function rangeSegments(
  boundaries: readonly string[],
  { nullable }: { readonly nullable: boolean },
): readonly Segment[] {
  const hashed = { part: 0, parts: 1, chunks: chunksMin }
  const ranges = [null, ...boundaries].map((from, index) => ({
    ...hashed,
    id: `range ${index}`,
    range: { from, to: boundaries[index] ?? null },
  }))
  // One range without any bound holds every row, NULLs too.
  return nullable && boundaries.length > 0
    ? [...ranges, { ...hashed, id: 'nulls', range: 'nulls' }]
    : ranges
}

/** Segments of a table that is parted by buckets. Without a key a bucket is told by the digest, which is not to be made twice: one part. */
export function bucketSegments(
  rows: number,
  { keyless }: { readonly keyless: boolean },
): readonly Segment[] {
  const parts = keyless ? 1 : powerOfTwo(rows / rowsOfPart)
  const chunks = chunksFor(rows)
  return Array.from({ length: parts }, (_, part) => ({
    id: `part ${part} of ${parts}`,
    range: null,
    part,
    parts,
    chunks: Math.max(parts, chunks),
  }))
}

/** `FROM` with what comes before it in the house: the table under the alias `t`, a parent by inheritance without its children. */
export function fromTable(pair: TablePair, side: Side): string {
  const table = pair[side]
  return `${table.inherited ? 'ONLY ' : ''}${quoteQualified(table)} AS t`
}

/** The condition for the rows of a range, the user's own `--where` included; `TRUE` where there is none. */
export function rowsOfSegment(pair: TablePair, { range }: Segment): string {
  const conditions = pair.where === null ? [] : [`(${pair.where}\n)`]
  if (range === null) return conditions.join('') || 'TRUE'
  const column = rangeColumn(pair)
  if (range === 'nulls') return [...conditions, `${column} IS NULL`].join(' AND ')
  const cast = rangeCast(pair) ?? ''
  if (range.from !== null) conditions.push(`${column} >= ${quoteLiteral(range.from)}::${cast}`)
  if (range.to !== null) conditions.push(`${column} < ${quoteLiteral(range.to)}::${cast}`)
  return conditions.join(' AND ') || 'TRUE'
}

/** The column itself, not its compared form: an index serves only that. */
export function rangeColumn({ key }: TablePair): string {
  return `t.${quoteName(key?.[0] ?? '')}`
}

/** Up to 65,536 chunks, of about a thousand rows each. */
function chunksFor(rows: number): number {
  return Math.min(65_536, Math.max(chunksMin, powerOfTwo(rows / rowsOfChunk)))
}

/** The power of two next above, at least 1. */
function powerOfTwo(count: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(1, count))))
}
