/** The SQL of digests as text, from which a database would not tell one slip: a seed, an order, a form of a value. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  bucketOf,
  hashedColumns,
  keyColumns,
  keyHash,
  keySeed,
  nativeHash,
  recordHash,
  rowDigest,
} from './digest-sql.ts'
import { directHash } from './digest-direct.ts'
import { scratchPair } from './scratch-pair.ts'
import type { ScratchColumn } from './scratch-pair.ts'
import type { ComparedColumn, TablePair } from './table.ts'

const columns: readonly ScratchColumn[] = [
  { name: 'id', type: 'integer', hash: 'int' },
  { name: 'at', type: 'point' },
  { name: 'near', type: 'real', policy: { name: 'epsilon', epsilon: 1 } },
  { name: 'tags', type: 'text[]' },
]

function pairOf(key: readonly string[] | null, more: Partial<TablePair> = {}): TablePair {
  return { ...scratchPair({ table: 't', columns, key }), ...more }
}

function hash(values: readonly string[], seed = '7'): string {
  return recordHash(values, { seed })
}

const own = ['t."id"', 't."at"', 't."tags"']
const one = ['t."id"', '(t."at")::text', '(t."tags")::text']

test('recordHash() hashes the record of some values, by the hash of the server or by SHA-256', () => {
  const bytes = 'record_send(ROW(a, b))'
  assert.equal(hash(['a', 'b']), `hash_record_extended(ROW(${bytes}), '7'::int8)`)
  const seeded = `substr(sha256(int8send('7'::int8) || ${bytes}), 1, 8)`
  assert.equal(
    recordHash(['a', 'b'], { seed: '7', portable: true }),
    `('x' || encode(${seeded}, 'hex'))::bit(64)::int8`,
  )
})

test('rowDigest() covers what is not compared by nearness, in one form where the row is told by it', () => {
  const seed = { seed: '7' }
  assert.equal(rowDigest(pairOf(['id']), 'source', seed), hash(own))
  for (const pair of [pairOf(null), pairOf(['id'], { keyNullable: true })]) {
    assert.equal(rowDigest(pair, 'source', seed), hash(one))
  }
  assert.deepEqual(
    hashedColumns(pairOf(null)).map(({ name }) => name),
    ['id', 'at', 'tags'],
  )
})

test('rowDigest() hashes a long row column by column, and values by themselves where both is to be had', () => {
  const pair = pairOf(['id'])
  const nested = own.map((value) => hash([value]))
  assert.equal(rowDigest(pair, 'source', { seed: '7', nested: true }), hash(nested))
  assert.equal(rowDigest(pair, 'source', { seed: '7', nested: true, direct: true }), hash(nested))
  const portable = { seed: '7', portable: true }
  assert.equal(rowDigest(pair, 'source', { ...portable, direct: true }), recordHash(own, portable))
  assert.equal(rowDigest(pair, 'source', { seed: '7', direct: false }), hash(own))
  const types = ['integer', 'point', 'text[]']
  assert.equal(
    rowDigest(pair, 'source', { seed: '7', direct: true }),
    directHash(
      own.map((sql, index) => ({ sql, type: types[index] ?? '' })),
      { seed: '7' },
    ),
  )
  // In another form than the compared one, a value has no longer its type.
  assert.equal(
    rowDigest(pairOf(null), 'source', { seed: '7', direct: true }),
    directHash(
      one.map((sql, index) => ({ sql, type: index === 0 ? 'integer' : null })),
      { seed: '7' },
    ),
  )
})

test('rowDigest() reads the values of its side', () => {
  const [column] = pairOf(null).columns
  assert.ok(column !== undefined)
  const pair = pairOf(['id'], { columns: [{ ...column, value: { source: 's', target: 't' } }] })
  assert.equal(rowDigest(pair, 'target', { seed: '7' }), hash(['t']))
})

test('keyHash() is over the key in its order, in one form, under a seed that never changes', () => {
  assert.equal(keySeed, '0')
  assert.equal(keyHash(pairOf(['tags', 'id']), 'source'), hash(['(t."tags")::text', 't."id"'], '0'))
  assert.equal(
    keyHash(pairOf(['id']), 'source', { portable: true }),
    recordHash(['t."id"'], { seed: '0', portable: true }),
  )
})

const forms: readonly (readonly [type: string, sql: string])[] = [
  ...['point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'integer[]'].map(
    (type) => [type, '(t."k")::text'] as const,
  ),
  ...['integer', 'text', 'public.point', 'points', 'int4range'].map(
    (type) => [type, 't."k"'] as const,
  ),
]

for (const [type, sql] of forms) {
  test(`keyHash() tells a ${type} by ${sql}`, () => {
    const pair = scratchPair({ table: 't', columns: [{ name: 'k', type }], key: ['k'] })
    assert.equal(keyHash(pair, 'source'), hash([sql], '0'))
  })
}

const natives: readonly (readonly [NonNullable<ComparedColumn['hash']>, string])[] = [
  ['int', 'hashint8extended((v)::int8, 3)'],
  ['uuid', 'uuid_hash_extended(v, 3)'],
  ['text', 'hashtextextended((v)::text COLLATE "C", 3)'],
  ['timestamp', 'timestamp_hash_extended((v)::timestamp, 3)'],
]

for (const [kind, sql] of natives) {
  test(`nativeHash() of ${kind} is that of the server`, () => {
    assert.equal(nativeHash(kind, 'v', 3), sql)
  })
}

test('bucketOf() takes the low bits of the hash of the key, or of the digest where there is none', () => {
  const options = { buckets: 8, native: false }
  assert.equal(
    bucketOf(pairOf(['id']), 'source', options),
    `(${hash(['t."id"'], '0')} & '7'::int8)`,
  )
  const portable = keyHash(pairOf(['id']), 'source', { portable: true })
  assert.equal(
    bucketOf(pairOf(['id']), 'source', { ...options, portable: true }),
    `(${portable} & '7'::int8)`,
  )
  assert.equal(bucketOf(pairOf(null), 'source', { ...options, digest: 'd' }), `(d & '7'::int8)`)
  const ofKey = bucketOf(pairOf(['id']), 'source', { ...options, digest: 'd' })
  assert.equal(ofKey, bucketOf(pairOf(['id']), 'source', options))
})

test('bucketOf() gives each column of a key a native hash with a seed of its own', () => {
  const found = bucketOf(pairOf(['at', 'id']), 'source', { buckets: 2 ** 30, native: true })
  const parts = `${hash(['(t."at")::text'], '0')} # coalesce(hashint8extended((t."id")::int8, 1), 0)`
  assert.equal(found, `((${parts}) & '${2 ** 30 - 1}'::int8)`)
})

test('bucketOf() takes powers of two to 2^30, and nothing else', () => {
  const pair = pairOf(['id'])
  for (const buckets of [1, 2, 2 ** 30]) {
    assert.ok(bucketOf(pair, 'source', { buckets, native: true }).includes(`'${buckets - 1}'`))
  }
  for (const buckets of [
    0,
    -1,
    -(2 ** 31),
    3,
    6,
    0.5,
    1.5,
    2 ** 31,
    2 ** 32,
    Number.NaN,
    Infinity,
  ]) {
    assert.throws(() => bucketOf(pair, 'source', { buckets, native: true }), {
      message: `Cannot part rows into "${buckets}" buckets: expected a power of two to 2^30`,
    })
  }
})

test('what has no key, or a key that is not compared, is refused by name', () => {
  assert.throws(() => keyColumns(pairOf(null)), {
    message: 'Cannot hash the key of "public.t": it has none',
  })
  assert.throws(() => keyColumns(pairOf(['id', 'x'])), {
    message: 'Cannot hash the key of "public.t": its column "x" is not compared',
  })
  assert.throws(() => bucketOf(pairOf(null), 'source', { buckets: 2, native: true }), {
    message: 'Cannot part the rows of "public.t": no key, and no digest in its place',
  })
})
