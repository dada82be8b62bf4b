/**
 * The cheaper of the two row digests: each value is hashed by itself, by the hash function of its own type where that tells all its
 * values apart, else over the bytes that it is sent as.
 *
 * What the functions of some types call the same is not: 1.0 and 1.00, −0 and 0, a bigint that is folded to 32 bits. These are sent.
 */
import type { RowDigestOptions } from './digest-sql.ts'
import type { ComparedColumn } from './table.ts'

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
 * stand in one row. So each row is hashed with a seed of its own, which its key gives, or else the hash is hashed once more.
 */
export function directHash(
  values: readonly TypedValue[],
  { seed, rowSeed = null }: DirectOptions,
): string {
  const record = `ROW(${directParts(values).join(', ')})`
  if (rowSeed !== null) return `hash_record_extended(${record}, ${rowSeed})`
  const seeded = seedSql(seed)
  return `hash_record_extended(ROW(int8send(hash_record_extended(${record}, ${seeded}))), ${seeded})`
}

export type DirectOptions = Pick<RowDigestOptions, 'seed'> & {
  /** SQL for an int8 that is another one in each row; null: there is none. */
  readonly rowSeed?: string | null
}

/**
 * SQL for a seed that is another one for each key; null where the key has a type that cannot give one. The hash of an int8 is that of
 * its two halves folded into one: the upper half seeds it.
 */
export function seedOfKey(
  key: readonly { readonly sql: string; readonly hash: ComparedColumn['hash'] }[],
  { seed }: Pick<RowDigestOptions, 'seed'>,
): string | null {
  return key.reduce<string | null>(
    (inner, { sql, hash }) => {
      if (inner === null) return null
      if (hash === 'uuid') return `uuid_hash_extended(${sql}, ${inner})`
      if (hash === 'text') return `hashtextextended((${sql})::text COLLATE "C", ${inner})`
      if (hash !== 'int') return null
      const number = `(${sql})::int8`
      return `hashint8extended(${number}, hashint8extended(${number} >> 32, ${inner}))`
    },
    key.length === 0 ? null : seedSql(seed),
  )
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
