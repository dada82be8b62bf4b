/** Laws of checksums, as far as they need no server: the digest of one row. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import {
  binaryRow,
  binaryRows,
  binaryTypes,
  buffersOf,
  digestSeeds,
  digester,
  toldRow,
} from '../lib/digest-arbitraries.ts'
import { digestOf, fieldsOf, rowHasher } from '../lib/digest.ts'
import { propertiesOf } from '../lib/property.ts'
import type { BinaryRow } from '../lib/digest-arbitraries.ts'
import type { RowFields } from '../lib/digest.ts'

const property = propertiesOf(import.meta.url)

const holdsNull = { percent: 20, is: ([of]: [BinaryRow, ...unknown[]]) => of.includes(null) }

property(
  'deterministic',
  'a row has one digest, however often and beside whatever else it is taken',
  {
    arbitrary: fc.tuple(binaryRow, binaryRows, digestSeeds),
    labels: { 'a NULL': holdsNull },
    holds: ([of, others, withSeed]) => {
      const hash = rowHasher({ types: binaryTypes, seed: withSeed })
      const first = digestOf(hash(fieldsOf(buffersOf(of))))
      for (const other of others) hash(fieldsOf(buffersOf(other)))
      assert.equal(digestOf(hash(fieldsOf(buffersOf(of)))), first)
      assert.equal(digester(withSeed)(of), first)
    },
  },
)

property('wherever-it-lies', 'a row has the same digest wherever in a buffer its fields lie', {
  arbitrary: fc.tuple(
    binaryRow,
    digestSeeds,
    fc.nat(50),
    fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
  ),
  holds: ([of, withSeed, offset, order]) => {
    const fields = buffersOf(of)
    const starts = new Int32Array(of.length)
    const parts: Buffer[] = [Buffer.alloc(offset, 0xaa)]
    let at = offset
    for (const index of order) {
      starts[index] = at
      parts.push(fields[index] ?? Buffer.alloc(0), Buffer.from([0xbb]))
      at += (fields[index]?.length ?? 0) + 1
    }
    const sizes = Int32Array.from(fields, (field) => field?.length ?? -1)
    const lying: RowFields = { bytes: Buffer.concat(parts), count: of.length, starts, sizes }
    const hash = rowHasher({ types: binaryTypes, seed: withSeed })
    assert.equal(digestOf(hash(lying)), digester(withSeed)(of))
  },
})

property('chosen-fields', 'a digest of some of the fields is that of a row that has no others', {
  arbitrary: fc.tuple(binaryRow, digestSeeds, fc.shuffledSubarray([0, 1, 2])),
  holds: ([of, withSeed, chosen]) => {
    const chosenTypes = chosen.map((index) => binaryTypes[index] ?? 0)
    const some = rowHasher({ types: chosenTypes, fields: chosen, seed: withSeed })
    const alone = rowHasher({ types: chosenTypes, seed: withSeed })
    const fields = buffersOf(of)
    assert.equal(
      digestOf(some(fieldsOf(fields))),
      digestOf(alone(fieldsOf(chosen.map((index) => fields[index] ?? null)))),
    )
  },
})

property(
  'differing-rows',
  'rows that differ anywhere have different digests: NULL from nothing, and where one value ends and the next begins',
  {
    arbitrary: fc.tuple(binaryRow, binaryRow, digestSeeds),
    holds: ([of, other, withSeed]) => {
      const digest = digester(withSeed)
      assert.equal(digest(of) === digest(other), toldRow(of) === toldRow(other))
      const [first, second, third] = buffersOf(of)
      if (first !== null && first !== undefined && first.length > 0 && second !== null) {
        const moved = [
          first.subarray(0, -1),
          Buffer.concat([first.subarray(-1), second ?? Buffer.alloc(0)]),
          third ?? null,
        ]
        assert.notEqual(digest(moved), digest(of))
      }
      const emptied = of.map((value) => value ?? new Uint8Array())
      assert.equal(digest(emptied) === digest(of), !of.includes(null))
    },
  },
)

property('seeds', 'another seed gives other digests, and so does one that differs in a bit', {
  arbitrary: fc.tuple(binaryRow, digestSeeds, digestSeeds, fc.bigInt({ min: 0n, max: 63n })),
  labels: { 'one half alone': { percent: 10, is: ([, seed]) => BigInt.asIntN(32, seed) === 0n } },
  holds: ([of, one, other, bit]) => {
    const digest = digester(one)(of)
    assert.equal(digest === digester(other)(of), one === other)
    for (const each of [0n, 31n, 32n, 63n, bit]) {
      assert.notEqual(digest, digester(BigInt.asIntN(64, one ^ (1n << each)))(of), `bit ${each}`)
    }
  },
})

property(
  'digest-of',
  'a digest is its two words beside each other, the first of them with the sign',
  {
    arbitrary: fc.tuple(fc.integer(), fc.nat({ max: 2 ** 32 - 1 })),
    holds: ([high, low]) => {
      const words = new DataView(new ArrayBuffer(8))
      words.setInt32(0, high)
      words.setUint32(4, low)
      assert.equal(digestOf({ high, low }), words.getBigInt64(0))
    },
  },
)

property(
  'avalanche',
  'a flipped bit changes more than 30 % of the bits of a digest in the mean, and never none',
  {
    arbitrary: fc
      .tuple(binaryRow, digestSeeds, fc.infiniteStream(fc.nat()))
      .map(([of, withSeed, picks]) => ({
        row: of,
        seed: withSeed,
        picks: [...picks.take(40)],
      })),
    labels: { 'a NULL': { percent: 20, is: ({ row: of }) => of.includes(null) } },
    holds: ({ row: of, seed: withSeed, picks }) => {
      const length = of.reduce((sum, value) => sum + (value?.length ?? 0), 0)
      fc.pre(length > 0)
      const digest = digester(withSeed)
      const before = digest(of)
      let changed = 0
      for (const pick of picks) {
        let bit = pick % (length * 8)
        const flipped = of.map((value) => {
          if (value === null) return null
          const copy = Uint8Array.from(value)
          if (bit >= 0 && bit < copy.length * 8)
            copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          bit -= copy.length * 8
          return copy
        })
        const bits = BigInt.asUintN(64, before ^ digest(flipped)).toString(2)
        const ones = bits.replaceAll('0', '').length
        assert.ok(ones > 0, `bit ${pick} changes nothing`)
        changed += ones
      }
      assert.ok(
        changed / picks.length > 0.3 * 64,
        `${changed / picks.length} of 64 bits in the mean`,
      )
    },
  },
)
