/** Digests that a server gave, without one: of rows that end within the hasher's window, at its edge and far behind it; and sums of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  addHash,
  bucketOfHash,
  digestOf,
  fieldsOf,
  mergeSums,
  newSum,
  rowHasher,
  totalOf,
} from './digest.ts'
import { lookup3 } from './lookup3.ts'

const [int4, text] = [23, 25]
const seeds = [0n, 5n, -81985529216486896n]

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** Of 1,600 columns, more than the window holds. */
function wide(lengthOf: (column: number) => number): readonly Buffer[] {
  return Array.from({ length: 1600 }, (_, column) => Buffer.alloc(lengthOf(column), 'x'))
}

type Story = {
  readonly name: string
  readonly types: readonly number[]
  readonly values: readonly (Buffer | null)[]
  /** As hash_record_extended(ROW(record_send(ROW(…))), seed) of PostgreSQL 18 gave them, by seed. */
  readonly digests: readonly bigint[]
}

const stories: readonly Story[] = [
  {
    name: 'no column',
    types: [],
    values: [],
    digests: [4154612158245552303n, -3324322885839198604n, 3723711320106709940n],
  },
  {
    name: '1, a and NULL',
    types: [int4, text, text],
    values: [int(1), Buffer.from('a'), null],
    digests: [-2316104688024555619n, -6223507410907458156n, 4535942020449990003n],
  },
  {
    name: 'an empty text',
    types: [text],
    values: [Buffer.alloc(0)],
    digests: [1823654757067926217n, 7769215687872094052n, 1679363599764625901n],
  },
  {
    name: '64 characters and 65',
    types: [text, text],
    values: [Buffer.alloc(64, 'x'), Buffer.alloc(65, 'y')],
    digests: [-4684627286705613202n, -8190035283950423421n, 3451551614801124883n],
  },
  {
    name: 'many short columns',
    types: Array<number>(1600).fill(text),
    values: wide((column) => column % 65),
    digests: [-5521832451254092360n, 4565342875503850150n, -3457995003329031384n],
  },
  {
    name: 'many columns of 64 characters or 65',
    types: Array<number>(1600).fill(text),
    values: wide((column) => 64 + (column % 2)),
    digests: [938978538141599473n, 8287643665893765352n, 1429569924833671993n],
  },
]

for (const { name, types, values, digests } of stories) {
  test(`rowHasher() gives the server's digest of ${name}, again and again`, () => {
    for (const [index, seed] of seeds.entries()) {
      const hash = rowHasher({ types, seed })
      for (let again = 0; again < 2; again += 1) {
        assert.equal(digestOf(hash(fieldsOf(values))), digests[index])
      }
    }
  })
}

test("rowHasher() gives the server's digests of rows that end around the edge of the window", () => {
  // 25 rows from 49,140 bytes on: the sum of their digests. More, and against a server, in digest-server.test.ts.
  const sums = [6453893758670709129n, -67305254595860757151n, -5653623236797032395n]
  for (const [index, seed] of seeds.entries()) {
    const hash = rowHasher({ types: [text, int4], seed })
    const sum = newSum()
    for (let i = 0; i < 25; i += 1) {
      const long = Buffer.concat([Buffer.alloc(3 * 16_380, 'abc'), Buffer.alloc(i, 'd')])
      addHash(sum, hash(fieldsOf([long, int(i)])))
    }
    assert.deepEqual(totalOf(sum), { rows: 25, sum: sums[index] })
  }
})

test('rowHasher() gives the digest of some of the fields, in another order', () => {
  const row = fieldsOf([int(7), Buffer.from('left out'), Buffer.from('b')])
  const digests = [-1052380096490257506n, 2061271628742042249n, 5401054744055166906n]
  for (const [index, seed] of seeds.entries()) {
    const hash = rowHasher({ types: [text, int4], fields: [2, 0], seed })
    assert.equal(digestOf(hash(row)), digests[index])
  }
})

test('rowHasher() hashes as many columns without a value as fill the window', () => {
  const types = Array<number>(7000).fill(text)
  const hash = lookup3(5n)
  let end = hash.start(4 + 8 * types.length)
  function put(value: number): void {
    hash.window.setInt32(end, value)
    end = hash.take(end + 4)
  }
  put(types.length)
  for (const type of types) [type, -1].forEach(put)
  const nothing = fieldsOf(types.map(() => null))
  assert.deepEqual(rowHasher({ types, seed: 5n })(nothing), hash.finish(end))
})

test('rowHasher() tells NULL from nothing', () => {
  const hash = rowHasher({ types: [25], seed: 0n })
  const some = [null, Buffer.alloc(0), Buffer.alloc(1)].map((value) =>
    digestOf(hash(fieldsOf([value]))),
  )
  assert.equal(new Set(some).size, 3)
})

test('fieldsOf() says where each field lies', () => {
  const { bytes, count, starts, sizes } = fieldsOf([Buffer.from('ab'), null, Buffer.from('c')])
  assert.deepEqual(
    [bytes.toString(), count, [...starts], [...sizes]],
    ['abc', 3, [0, 2, 2], [2, -1, 1]],
  )
})

test('a digest is its two words, and its lowest bits are the bucket', () => {
  assert.equal(digestOf({ high: -1, low: 2 ** 32 - 1 }), -1n)
  assert.equal(digestOf({ high: 3, low: 7 }), 12_884_901_895n)
  assert.equal(bucketOfHash({ high: 9, low: 0b10_1101 }, 16), 0b1101)
  assert.equal(bucketOfHash({ high: 9, low: 2 ** 32 - 1 }, 1), 0)
})

test('a sum puts its words away before they could be inexact, and goes on', () => {
  const sum = { rows: 2 ** 20 - 2, high: 5, low: 7, folded: 3n }
  addHash(sum, { high: -1, low: 2 })
  assert.deepEqual(sum, { rows: 2 ** 20 - 1, high: 4, low: 9, folded: 3n })
  addHash(sum, { high: 1, low: 2 })
  assert.deepEqual(sum, { rows: 2 ** 20, high: 0, low: 0, folded: 5n * 2n ** 32n + 14n })
  addHash(sum, { high: 0, low: 1 })
  const total = { rows: 2 ** 20 + 1, sum: 5n * 2n ** 32n + 15n }
  assert.deepEqual(totalOf(sum), total)
  assert.deepEqual(totalOf(sum), total)
})

test('sums of parts are the sum of the whole', () => {
  const parts = [
    { rows: 2, sum: -5n },
    { rows: 3, sum: 2n ** 70n },
  ]
  assert.deepEqual(mergeSums(parts), { rows: 5, sum: 2n ** 70n - 5n })
  assert.deepEqual(mergeSums([]), { rows: 0, sum: 0n })
})
