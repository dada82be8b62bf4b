/**
 * The cheaper of the two row digests: each value is hashed by itself, by the hash function of its own type where that tells all its
 * values apart, else over the bytes that it is sent as.
 *
 * What the functions of some types call the same is not: 1.0 and 1.00, −0 and 0, a bigint that is folded to 32 bits. These are sent.
 */
import type { RowDigestOptions } from './digest-sql.ts'

/** An SQL expression, and its type as it can stand in a cast; null: hashed as part of a record. */
export type TypedValue = { readonly sql: string; readonly type: string | null }

const hashedTypes = /^(?:smallint|integer|date|boolean|uuid|bytea)$/
/** Over the bytes that a server keeps, which are the same on both only in one encoding. */
const textTypes = /^(?:text|character varying)$/
const sentTypes: Readonly<Record<string, string>> = {
  bigint: 'int8send',
  numeric: 'numeric_send',
  real: 'float4send',
  'double precision': 'float8send',
  'timestamp without time zone': 'timestamp_send',
  'timestamp with time zone': 'timestamptz_send',
  'time without time zone': 'time_send',
  interval: 'interval_send',
  jsonb: 'jsonb_send',
}

/**
 * SQL for the 64-bit hash of the values, as int8.
 *
 * The hash of a record is 31 · h + hash(value) from value to value: added up over rows, it would not tell which values of two columns
 * stand in one row. So it is hashed once more.
 */
export function directHash(
  values: readonly TypedValue[],
  { seed }: Pick<RowDigestOptions, 'seed'>,
): string {
  const seeded = seedSql(seed)
  const record = `hash_record_extended(ROW(${directParts(values).join(', ')}), ${seeded})`
  return `hash_record_extended(ROW(int8send(${record})), ${seeded})`
}

/** @throws Error where it is no 64-bit integer */
export function seedSql(seed: string): string {
  if (/^-?\d+$/.test(seed) && BigInt.asIntN(64, BigInt(seed)) === BigInt(seed)) {
    return `'${seed}'::int8`
  }
  throw new Error(`Cannot hash with the seed "${seed}": expected a 64-bit integer`)
}

/** What is hashed one by one, in the order of the values; those without a function of their own are one record, at the end. */
export function directParts(values: readonly TypedValue[]): readonly string[] {
  const parts = values.map(partOf)
  const others = values.filter((_, index) => parts[index] === null).map(({ sql }) => sql)
  const record = others.length === 0 ? [] : [`record_send(ROW(${others.join(', ')}))`]
  return [...parts.filter((part) => part !== null), ...record]
}

/** Whether a type is hashed over the bytes that a server keeps, whatever its encoding. */
export function isHashedAsKept(type: string): boolean {
  return textTypes.test(plain(type))
}

function partOf({ sql, type }: TypedValue): string | null {
  if (type === null) return null
  const name = plain(type)
  if (hashedTypes.test(name)) return sql
  if (textTypes.test(name)) return `(${sql})::text COLLATE "C"`
  const send = sentTypes[name]
  return send === undefined ? null : `${send}(${sql})`
}

/** `numeric(12,2)` is numeric, `timestamp(3) with time zone` one with a time zone. */
function plain(type: string): string {
  return type.replace(/\([^)]*\)/, '')
}
