/**
 * The twin of the servers' row digest, over rows in PostgreSQL's binary form: the same number as
 * `hash_record_extended(ROW(record_send(ROW(c1, c2, …))), seed)` of a little-endian server. For servers that do not agree
 * with each other, whose rows have the same bytes all the same.
 */
import { lookup3 } from './lookup3.ts'
import { numberAt } from './number-at.ts'
import type { Hash } from './lookup3.ts'

/** The fields of one row, where they lie: field i is `sizes[i]` bytes from `starts[i]` on, or NULL where the size is −1. */
export type RowFields = {
  readonly bytes: Buffer
  readonly count: number
  readonly starts: Int32Array
  readonly sizes: Int32Array
}

export type HasherOptions = {
  /** Oids of the types of the fields that are hashed, in their order. */
  readonly types: readonly number[]
  /** Which fields these are; by default the first ones. */
  readonly fields?: readonly number[]
  /** A 64-bit signed integer. */
  readonly seed: bigint
}

/** How many rows there are, and the exact sum of their digests: `count(*)` and `sum(digest)`. */
export type DigestSum = { readonly rows: number; readonly sum: bigint }

/** A sum under way: words until they might not be exact any more, then a bigint. */
export type RunningSum = { rows: number; high: number; low: number; folded: bigint }

/**
 * Makes the function that hashes one row.
 *
 * @example digestOf(rowHasher({ types: [23], seed: 0n })(fieldsOf([Buffer.from([0, 0, 0, 1])])))
 */
export function rowHasher({ types, fields, seed }: HasherOptions): (row: RowFields) => Hash {
  const hash = lookup3(seed)
  const { window } = hash
  const room = window.byteLength - spareBytes
  const scratch = new Uint8Array(window.buffer)
  const columns = types.map((type, index) => ({ type, field: fields?.[index] ?? index }))

  function lengthOf(row: RowFields): number {
    let length = 4 + 8 * columns.length
    for (const { field } of columns) length += Math.max(0, numberAt(row.sizes, field))
    return length
  }

  /** Puts the bytes behind the others. */
  function put(bytes: Buffer, { start, size, to }: Span): number {
    let end = to
    for (let at = 0; at < size; at += 1) {
      scratch[end] = numberAt(bytes, start + at)
      end = withRoom(end + 1)
    }
    return withRoom(end)
  }

  /** Where the next byte belongs: a window that is full is hashed. */
  function withRoom(end: number): number {
    return end < room ? end : hash.take(end)
  }

  return function hashRow(row: RowFields): Hash {
    let to = hash.start(lengthOf(row))
    window.setInt32(to, columns.length)
    to += 4
    for (const { type, field } of columns) {
      const size = numberAt(row.sizes, field)
      window.setInt32(to, type)
      window.setInt32(to + 4, size)
      to = put(row.bytes, { start: numberAt(row.starts, field), size, to: to + 8 })
    }
    return hash.finish(to)
  }
}

type Span = { readonly start: number; readonly size: number; readonly to: number }

/** Behind the bytes in the window there is room for a field's type and size, and for the zeros that end a hash. */
const spareBytes = 20

/** One row of which each field is a buffer of its own, or NULL. */
export function fieldsOf(values: readonly (Buffer | null)[]): RowFields {
  const bytes = Buffer.concat(values.filter((value) => value !== null))
  const sizes = Int32Array.from(values, (value) => value?.length ?? -1)
  const starts = new Int32Array(values.length)
  let at = 0
  for (const [index, size] of sizes.entries()) {
    starts[index] = at
    at += Math.max(0, size)
  }
  return { bytes, count: values.length, starts, sizes }
}

/** The digest as the server prints it: a signed 64-bit integer. */
export function digestOf({ high, low }: Hash): bigint {
  return BigInt(high) * 2n ** 32n + BigInt(low)
}

/** The bucket as `hash & (buckets − 1)` gives it; `buckets` is a power of two to 2^30. */
export function bucketOfHash({ low }: Hash, buckets: number): number {
  return low & (buckets - 1)
}

export function newSum(): RunningSum {
  return { rows: 0, high: 0, low: 0, folded: 0n }
}

export function addHash(sum: RunningSum, { high, low }: Hash): void {
  sum.high += high
  sum.low += low
  sum.rows += 1
  // 2^20 words of 32 bits stay far below 2^53, where doubles stop being exact.
  if (sum.rows % 2 ** 20 === 0) fold(sum)
}

export function totalOf(sum: RunningSum): DigestSum {
  fold(sum)
  return { rows: sum.rows, sum: sum.folded }
}

/** The sum over all rows of the parts. */
export function mergeSums(parts: Iterable<DigestSum>): DigestSum {
  let rows = 0
  let sum = 0n
  for (const part of parts) {
    rows += part.rows
    sum += part.sum
  }
  return { rows, sum }
}

function fold(sum: RunningSum): void {
  sum.folded += digestOf(sum)
  sum.high = 0
  sum.low = 0
}
