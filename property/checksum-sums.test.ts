/** Laws of checksums, of many rows: sums of digests, buckets, and the stream that rows come in. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { copyParser } from '../lib/copy-binary.ts'
import {
  binaryRow,
  binaryRows,
  binaryTypes,
  buffersOf,
  digestSeeds,
  sumOf,
  toldRow,
} from '../lib/digest-arbitraries.ts'
import {
  addHash,
  bucketOfHash,
  digestOf,
  fieldsOf,
  mergeSums,
  newSum,
  rowHasher,
  totalOf,
} from '../lib/digest.ts'
import { lookup3 } from '../lib/lookup3.ts'
import { propertiesOf } from '../lib/property.ts'
import type { BinaryRow } from '../lib/digest-arbitraries.ts'

const property = propertiesOf(import.meta.url)

property('order-independent', 'the digest of many rows does not depend on their order', {
  arbitrary: fc
    .tuple(binaryRows, digestSeeds)
    .chain(([of, withSeed]) =>
      fc.tuple(
        fc.constant(of),
        fc.shuffledSubarray([...of], { minLength: of.length }),
        fc.constant(withSeed),
      ),
    ),
  labels: { 'several rows': { percent: 40, is: ([of]) => of.length > 1 } },
  holds: ([of, shuffled, withSeed]) => {
    assert.deepEqual(sumOf(shuffled, withSeed), sumOf(of, withSeed))
  },
})

property(
  'multisets',
  'different multisets of rows have different digests: a, a against b, b, and one row more or less',
  {
    arbitrary: fc.tuple(binaryRows, binaryRows, binaryRow, binaryRow, digestSeeds),
    holds: ([some, others, one, two, withSeed]) => {
      const same =
        some.map(toldRow).toSorted().join('\n') === others.map(toldRow).toSorted().join('\n')
      const [left, right] = [sumOf(some, withSeed), sumOf(others, withSeed)]
      assert.equal(
        left.rows === right.rows && left.sum === right.sum,
        same && some.length === others.length,
      )
      if (toldRow(one) === toldRow(two)) return
      const [twice, other] = [
        sumOf([...some, one, one], withSeed),
        sumOf([...some, two, two], withSeed),
      ]
      assert.notEqual(twice.sum, other.sum)
      assert.notEqual(twice.sum, sumOf([...some, one], withSeed).sum)
      assert.notEqual(sumOf([...some, one, two], withSeed).sum, twice.sum)
    },
  },
)

property(
  'merge',
  'the sums of the parts, merged, are the sum of the whole, however it was parted',
  {
    arbitrary: fc.tuple(
      binaryRows,
      fc.array(fc.nat(4), { minLength: 12, maxLength: 12 }),
      digestSeeds,
    ),
    labels: {
      'rows in several parts': {
        percent: 30,
        is: ([of, parts]) => new Set(parts.slice(0, of.length)).size > 1,
      },
    },
    holds: ([of, parts, withSeed]) => {
      const sums = [0, 1, 2, 3, 4].map((part) =>
        sumOf(
          of.filter((_, index) => parts[index] === part),
          withSeed,
        ),
      )
      assert.deepEqual(mergeSums(sums), sumOf(of, withSeed))
      assert.deepEqual(
        mergeSums([mergeSums(sums.slice(0, 2)), mergeSums(sums.slice(2))]),
        sumOf(of, withSeed),
      )
    },
  },
)

property('exact-sums', 'a sum of hashes is exact, however many there are and however large', {
  arbitrary: fc.array(
    fc.tuple(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    ),
    { maxLength: 50 },
  ),
  holds: (hashes) => {
    const sum = newSum()
    let expected = 0n
    for (const [high, low] of hashes) {
      addHash(sum, { high, low })
      expected += digestOf({ high, low })
    }
    assert.deepEqual(totalOf(sum), { rows: hashes.length, sum: expected })
  },
})

property(
  'buckets',
  'a bucket is one of those there are, and half as many buckets are pairs of them',
  {
    arbitrary: fc.tuple(binaryRow, digestSeeds, fc.integer({ min: 1, max: 30 })),
    holds: ([of, withSeed, power]) => {
      const hash = rowHasher({ types: binaryTypes, seed: withSeed })(fieldsOf(buffersOf(of)))
      const bucket = bucketOfHash(hash, 2 ** power)
      assert.ok(Number.isInteger(bucket) && bucket >= 0 && bucket < 2 ** power)
      assert.equal(bucketOfHash(hash, 2 ** (power - 1)), bucket % 2 ** (power - 1))
      assert.equal(BigInt(bucket), BigInt.asUintN(64, digestOf(hash)) & (2n ** BigInt(power) - 1n))
    },
  },
)

property('pieces', 'bytes have one hash, taken in one go or in pieces of whole blocks', {
  arbitrary: fc.tuple(
    fc.uint8Array({ maxLength: 400 }),
    digestSeeds,
    fc.integer({ min: 1, max: 8 }),
  ),
  holds: ([all, withSeed, blocks]) => {
    const step = blocks * 12
    function hash(size: number): bigint {
      const { window, start, take, finish } = lookup3(withSeed)
      const target = new Uint8Array(window.buffer)
      let to = start(all.length)
      for (let at = 0; at < all.length; at += size) {
        const part = all.subarray(at, at + size)
        target.set(part, to)
        to += part.length
        if (at + size < all.length) to = take(to)
      }
      return digestOf(finish(to))
    }
    assert.equal(hash(step), hash(all.length + 1))
  },
})

property(
  'copy-stream',
  'rows come out of a binary COPY as they went in, in whatever pieces the stream arrives',
  {
    arbitrary: fc.tuple(
      binaryRows,
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 }),
    ),
    labels: { 'several rows': { percent: 40, is: ([of]) => of.length > 1 } },
    holds: ([of, sizes]) => {
      const stream = copyStream(of)
      const found: string[] = []
      const parser = copyParser(({ bytes: inside, starts, sizes: lengths, count }) => {
        const fields = Array.from({ length: count }, (_, index) => {
          const from = starts[index] ?? 0
          const size = lengths[index] ?? -1
          return size === -1 ? null : Uint8Array.from(inside.subarray(from, from + size))
        })
        found.push(toldRow(fields))
      })
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1
        parser.push(stream.subarray(at, at + size))
        at += size
      }
      parser.end()
      assert.deepEqual(found, of.map(toldRow))
    },
  },
)

function copyStream(of: readonly BinaryRow[]): Buffer {
  const parts: Buffer[] = [Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]
  for (const each of of) {
    const head = Buffer.alloc(2)
    head.writeInt16BE(each.length)
    parts.push(head)
    for (const value of buffersOf(each)) {
      const size = Buffer.alloc(4)
      size.writeInt32BE(value?.length ?? -1)
      parts.push(size, value ?? Buffer.alloc(0))
    }
  }
  return Buffer.concat([...parts, Buffer.from([0xff, 0xff])])
}
