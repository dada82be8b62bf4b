/**
 * The twin of the servers' row digest, over rows in PostgreSQL's binary form: the same number as
 * `hash_record_extended(ROW(record_send(ROW(c1, c2, …))), seed)` of a little-endian server. For servers that do not agree
 * with each other, whose rows have the same bytes all the same.
 */
import { lookup3 } from './lookup3.ts'
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
 * Makes the function that hashes one row; the record that it returns is the same one each time.
 *
 * @example digestOf(rowHasher({ types: [23], seed: 0n })(fieldsOf([Buffer.from([0, 0, 0, 1])])))
 */
export function rowHasher({ types, fields, seed }: HasherOptions): (row: RowFields) => Hash {
  const hash = lookup3(seed)
  const { window } = hash
  const scratch = new Uint8Array(window.buffer)
  const typeOf = Int32Array.from(types)
  const fieldOf = Int32Array.from(fields ?? types.keys())
  const columns = typeOf.length

  function lengthOf(row: RowFields): number {
    let length = 4 + 8 * columns
    for (const field of fieldOf) length += Math.max(0, row.sizes[field] ?? 0)
    return length
  }

  /** Copies what fits and hashes it, until all is in the window. */
  function put(bytes: Buffer, { start, size, to }: Span): number {
    let left = size
    let end = to
    while (left > 0) {
      const fits = Math.min(left, window.byteLength - spareBytes - end)
      bytes.copy(scratch, end, start + size - left, start + size - left + fits)
      left -= fits
      end = hash.take(end + fits)
    }
    return end
  }

  return function hashRow(row: RowFields): Hash {
    let to = hash.start(lengthOf(row))
    window.setInt32(to, columns)
    to += 4
    for (let column = 0; column < columns; column += 1) {
      const field = fieldOf[column] ?? 0
      const size = row.sizes[field] ?? -1
      const start = row.starts[field] ?? 0
      if (to > window.byteLength - 2 * spareBytes - shortBytes) to = hash.take(to)
      window.setInt32(to, typeOf[column] ?? 0)
      window.setInt32(to + 4, size)
      to += 8
      if (size > shortBytes) to = put(row.bytes, { start, size, to })
      else for (let at = 0; at < size; at += 1) scratch[to++] = row.bytes[start + at] ?? 0
    }
    return hash.finish(to)
  }
}

type Span = { readonly start: number; readonly size: number; readonly to: number }

/** A call to copy costs more than as many bytes do one by one. */
const shortBytes = 64

/** Behind the bytes in the window there is room for a field's type and size, and for the zeros that end a hash. */
const spareBytes = 12

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
export function digestOf({ high, low }: Readonly<Hash>): bigint {
  return BigInt(high) * 2n ** 32n + BigInt(low)
}

/** The bucket as `hash & (buckets − 1)` gives it; `buckets` is a power of two to 2^30. */
export function bucketOfHash({ low }: Readonly<Hash>, buckets: number): number {
  return low & (buckets - 1)
}

export function newSum(): RunningSum {
  return { rows: 0, high: 0, low: 0, folded: 0n }
}

export function addHash(sum: RunningSum, { high, low }: Readonly<Hash>): void {
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
