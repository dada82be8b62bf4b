/** Rows in binary form, as digests take them: fields of bytes, NULLs among them, and their digests. */
import * as fc from 'fast-check'

import { addHash, digestOf, fieldsOf, newSum, rowHasher, totalOf } from './digest.ts'
import type { DigestSum } from './digest.ts'

/** Null is NULL. */
export type BinaryRow = readonly (Uint8Array | null)[]

const fieldBytes = fc.oneof(
  { weight: 5, arbitrary: fc.uint8Array({ maxLength: 20 }) },
  // From 64 bytes on they are copied in another way.
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 60, maxLength: 90 }) },
)

/** Oids of the three columns: text, int4, bytea. */
export const binaryTypes: readonly number[] = [25, 23, 17]

export const binaryRow: fc.Arbitrary<BinaryRow> = fc.tuple(
  ...binaryTypes.map(() => fc.option(fieldBytes, { freq: 5 })),
)

export const binaryRows = fc.array(binaryRow, { maxLength: 12 })

/** Any, some of one half alone: the halves are hashed as two words, and 0 is no seed. */
export const digestSeeds = fc.oneof(
  { weight: 3, arbitrary: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { weight: 1, arbitrary: fc.integer().map(BigInt) },
  { weight: 1, arbitrary: fc.integer().map((high) => BigInt(high) << 32n) },
)

export function buffersOf(row: BinaryRow): (Buffer | null)[] {
  return row.map((value) => (value === null ? null : Buffer.from(value)))
}

/** A function, for making a hasher costs more than hashing. */
export function digester(seed: bigint): (row: BinaryRow) => bigint {
  const hash = rowHasher({ types: binaryTypes, seed })
  return (row) => digestOf(hash(fieldsOf(buffersOf(row))))
}

export function sumOf(rows: readonly BinaryRow[], seed: bigint): DigestSum {
  const hash = rowHasher({ types: binaryTypes, seed })
  const sum = newSum()
  for (const row of rows) addHash(sum, hash(fieldsOf(buffersOf(row))))
  return totalOf(sum)
}

/** A text that two rows share only where they are the same. */
export function toldRow(row: BinaryRow): string {
  return buffersOf(row)
    .map((value) => value?.toString('hex') ?? 'NULL')
    .join(' ')
}
