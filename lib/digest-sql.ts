/** The SQL of digests: of a row, of its key, and of the bucket that its key falls into. All over the alias `t`, under the session's pins. */
import { directHash, seedOfKey, seedSql } from './digest-direct.ts'
import type { ComparedColumn, Side, Table, TablePair } from './table.ts'

export type RowDigestOptions = {
  /** A 64-bit signed integer in decimal: another one each run, so that an unlucky collision does not repeat. */
  readonly seed: string
  /** Hash the columns one by one, then their hashes: for rows that are over 1 GB together, which no record can be. */
  readonly nested?: boolean
  readonly portable?: boolean
  /** Hash values by themselves, a quarter cheaper: where both servers were seen to agree on that, too. */
  readonly direct?: boolean
}

/** Hash by SHA-256, the same on every server of any version and byte order, at about twice the cost of PostgreSQL's own hash. */
export type KeyHashOptions = { readonly portable?: boolean }

export type BucketOptions = {
  /** A power of two. */
  readonly buckets: number
  /** By the hash functions of the key's own types: a fifth faster, right where both servers were seen to agree on them. */
  readonly native: boolean
  /** What takes the place of the key where there is none: a row digest, best the name of a column that already holds it. */
  readonly digest?: string
  /** Where the hash is not native. */
  readonly portable?: boolean
}

/** Keys are not hidden from anybody who knows the seed: a constant one lets buckets be told apart in later runs. */
export const keySeed = '0'

/**
 * The 64-bit digest of the values that are compared, NULL told from every value, as int8. Equal digests prove equal values;
 * a differing one is a suspicion only, for two texts of one value may differ in binary.
 *
 * A record of one bytea hashes to the hash of its bytes, which is how SQL gets at a 64-bit hash of any bytes: lookup3, as
 * lib/digest.ts has it. The bytes are record_send's: the number of columns, then type, length and value of each.
 */
export function rowDigest(pair: TablePair, side: Side, options: RowDigestOptions): string {
  // What is found again by its digest, for want of a key, must have one digest only.
  const isIdentity = pair.key === null || pair.keyNullable
  const columns = hashedColumns(pair)
  const values = columns.map((column) =>
    isIdentity ? identifying(column, side) : column.value[side],
  )
  if (options.direct === true && options.nested !== true && options.portable !== true) {
    return directHash(
      columns.map(({ value, valueType }, index) => {
        const sql = values[index] ?? value[side]
        return { sql, type: sql === value[side] ? valueType : null }
      }),
      { seed: options.seed, rowSeed: isUnique(pair) ? rowSeed(pair, side, options) : null },
    )
  }
  return options.nested === true
    ? recordHash(
        values.map((value) => recordHash([value], options)),
        options,
      )
    : recordHash(values, options)
}

/** No two rows of either side have the same key, and none has a NULL there, whose hash would be none. */
function isUnique({ key, source, target }: TablePair): boolean {
  return key !== null && [source, target].every((table) => isUniqueIn(table, key))
}

function isUniqueIn({ keys, columns }: Table, key: readonly string[]): boolean {
  const isNotNull = key.every((name) => columns.find((each) => each.name === name)?.notNull)
  return isNotNull && keys.some((each) => each.columns.every((name) => key.includes(name)))
}

function rowSeed(pair: TablePair, side: Side, options: RowDigestOptions): string | null {
  const key = keyColumns(pair)
  // Two keys may be one in another form.
  if (key.some(({ policy }) => policy.name !== 'exact')) return null
  const columns = key.map(({ value, hash }) => ({ sql: value[side], hash }))
  return seedOfKey(columns, options)
}

/** The columns that a row's digest covers: whether two values are near each other cannot be told by a digest. */
export function hashedColumns({ columns }: TablePair): readonly ComparedColumn[] {
  return columns.filter(({ policy }) => policy.name !== 'epsilon')
}

/**
 * A hash of the key, of any type, as int8: equal on both sides for equal keys, NULLs included.
 *
 * @throws Error where the pair has no key.
 */
export function keyHash(pair: TablePair, side: Side, { portable }: KeyHashOptions = {}): string {
  return recordHash(
    keyColumns(pair).map((column) => identifying(column, side)),
    { seed: keySeed, ...(portable !== undefined && { portable }) },
  )
}

/** The bucket of the row's key, or of its digest where it has no key: int8 from 0 to `buckets` − 1. */
export function bucketOf(pair: TablePair, side: Side, options: BucketOptions): string {
  const { buckets } = options
  const powerOfTwo = Number.isInteger(buckets) && (buckets & (buckets - 1)) === 0
  if (!powerOfTwo || buckets < 1 || buckets > 2 ** 30) {
    throw new Error(`Cannot part rows into "${buckets}" buckets: expected a power of two to 2^30`)
  }
  return `(${hashToPart(pair, side, options)} & '${buckets - 1}'::int8)`
}

/**
 * Which columns of the key a native hash is there for, with its SQL: what a probe has to see agree.
 *
 * @example nativeHash('uuid', 't."id"', 0) === 'uuid_hash_extended(t."id", 0)'
 */
export function nativeHash(
  hash: NonNullable<ComparedColumn['hash']>,
  value: string,
  seed: number,
): string {
  switch (hash) {
    case 'int':
      return `hashint8extended((${value})::int8, ${seed})`
    case 'uuid':
      return `uuid_hash_extended(${value}, ${seed})`
    case 'text':
      // Under another collation equal means what that collation says, or the two sides do not say the same.
      return `hashtextextended((${value})::text COLLATE "C", ${seed})`
    case 'timestamp':
      return `timestamp_hash_extended((${value})::timestamp, ${seed})`
  }
}

/** The columns of the key, in its order. */
export function keyColumns({ key, columns, label }: TablePair): readonly ComparedColumn[] {
  if (key === null) throw new Error(`Cannot hash the key of "${label}": it has none`)
  return key.map((name) => {
    const column = columns.find((each) => each.name === name)
    if (column !== undefined) return column
    throw new Error(`Cannot hash the key of "${label}": its column "${name}" is not compared`)
  })
}

function hashToPart(pair: TablePair, side: Side, options: BucketOptions): string {
  const { native, digest } = options
  if (pair.key !== null) return native ? nativeKeyHash(pair, side) : keyHash(pair, side, options)
  if (digest !== undefined) return digest
  throw new Error(`Cannot part the rows of "${pair.label}": no key, and no digest in its place`)
}

/** A seed for each column, or (1, 2) and (2, 1) would be one bucket, and (1, 1), (2, 2), … all of them another. */
function nativeKeyHash(pair: TablePair, side: Side): string {
  const hashes = keyColumns(pair).map((column, index) =>
    column.hash === null
      ? recordHash([identifying(column, side)], { seed: String(index) })
      : `coalesce(${nativeHash(column.hash, column.value[side], index)}, 0)`,
  )
  return `(${hashes.join(' # ')})`
}

/** Their values print alike in several binary forms: an array keeps that it once held a NULL, and a NaN inside has a sign that nobody sees. */
const manyForms = /\[\]$|^(?:point|line|lseg|box|path|polygon|circle)$/

/** The value in the one form that it has, where rows are told by it. */
function identifying({ value, valueType }: ComparedColumn, side: Side): string {
  return manyForms.test(valueType) ? `(${value[side]})::text` : value[side]
}

/** The 64-bit hash of some values as one record, as int8. */
export function recordHash(
  values: readonly string[],
  { seed, portable }: Pick<RowDigestOptions, 'seed' | 'portable'>,
): string {
  const seeded = seedSql(seed)
  const bytes = `record_send(ROW(${values.join(', ')}))`
  if (portable !== true) return `hash_record_extended(ROW(${bytes}), ${seeded})`
  const hash = `substr(sha256(int8send(${seeded}) || ${bytes}), 1, 8)`
  return `('x' || encode(${hash}, 'hex'))::bit(64)::int8`
}
