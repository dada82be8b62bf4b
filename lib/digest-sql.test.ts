/** The SQL of digests tells every difference of values, and nothing else, on a real server. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'

import { bucketOf, keyHash, rowDigest } from './digest-sql.ts'
import { connectPostgres } from './postgres.ts'
import { scratchPair } from './scratch-pair.ts'
import { sessionPins } from './session-pins.ts'
import { startPostgres } from './stack-postgres.ts'
import type { Connection } from './postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { RowDigestOptions } from './digest-sql.ts'
import type { ScratchColumn } from './scratch-pair.ts'
import type { ComparedColumn } from './table.ts'

let server: PostgresServer
let sql: Connection

before(async () => {
  server = await startPostgres({ name: 'digest-sql' })
  sql = await connectPostgres(server.url('postgres'), { max: 1 })
  for (const pin of sessionPins) await sql.unsafe(pin)
})

after(async () => {
  await sql[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** What an expression over the rows of a list of values comes to, as text. */
async function each(expression: string, values: string): Promise<string[]> {
  const rows = await sql.unsafe(`SELECT (${expression})::text AS found FROM ${values}`)
  return rows.map(({ found }) => String(found))
}

function pairOf(columns: readonly ScratchColumn[], key: readonly string[] | null = null) {
  return scratchPair({ table: 'x', columns, key })
}

const number = { name: 'n', type: 'integer', hash: 'int' } as const
const text = { name: 's', type: 'text', hash: 'text' } as const

const different: readonly (readonly [story: string, type: string, one: string, other: string])[] = [
  ['the scale of a number', 'numeric', `'1.0'`, `'1.00'`],
  ['the sign of zero', 'double precision', `'-0'`, `'0'`],
  ['nothing and NULL', 'text', `''`, 'NULL'],
  ['a sign lost in 32 bits', 'bigint', `'-1'`, `'4294967295'`],
  ['the padding of char', 'text', `'a '`, `'a'`],
  ['the bounds of an array', 'integer[]', `'{1}'`, `'[2:2]={1}'`],
]

const ways: readonly (readonly [name: string, options: Partial<RowDigestOptions>])[] = [
  ['', {}],
  [', nested', { nested: true }],
  [', portable', { portable: true }],
  [', nested and portable', { nested: true, portable: true }],
]

for (const [way, options] of ways) {
  for (const [story, type, one, other] of different) {
    test(`rowDigest() tells ${story}${way}`, async () => {
      const pair = pairOf([{ name: 'c', type }])
      const found = await each(
        rowDigest(pair, 'source', { ...options, seed: '-9223372036854775808' }),
        `(VALUES (${one}::${type}), (${other}::${type}), (${one}::${type})) AS t (c)`,
      )
      assert.equal(found[0], found[2])
      assert.notEqual(found[0], found[1])
    })
  }

  test(`rowDigest() tells which column a value stands in${way}`, async () => {
    const pair = pairOf([number, text, { name: 'o', type: 'text' }])
    const found = await each(
      rowDigest(pair, 'source', { ...options, seed: '7' }),
      `(VALUES (1, 'a', NULL), (1, NULL, 'a'), (1, 'a', '')) AS t (n, s, o)`,
    )
    assert.equal(new Set(found).size, 3)
  })
}

test('rowDigest() follows the seed, and takes a table without columns', async () => {
  const pair = pairOf([])
  const expressions = ['1', '2'].map((seed) => rowDigest(pair, 'source', { seed }))
  const found = await each(expressions.join(` || ',' || `), '(SELECT FROM generate_series(1, 2)) t')
  assert.equal(found[0], found[1])
  const [one, two] = found[0]?.split(',') ?? []
  assert.notEqual(one, two)
})

test('rowDigest() leaves out what is compared by nearness', async () => {
  const pair = pairOf([
    number,
    { name: 'x', type: 'float8', policy: { name: 'epsilon', epsilon: 1 } },
  ])
  const found = await each(
    rowDigest(pair, 'source', { seed: '7' }),
    `(VALUES (1, 1.0::float8), (1, 1.5), (2, 1.0)) AS t (n, x)`,
  )
  assert.equal(found[0], found[1])
  assert.notEqual(found[0], found[2])
})

test('rowDigest() refuses what is no 64-bit seed', () => {
  for (const seed of ['', '1.5', '9223372036854775808', `0'; DROP TABLE x; --`]) {
    assert.throws(() => rowDigest(pairOf([number]), 'source', { seed }), /^Error: Cannot hash with/)
  }
})

test('keyHash() takes the key in its order, from any type', async () => {
  const columns = [number, text, { name: 'j', type: 'jsonb' }]
  const values = `(VALUES (1, 'a', '{}'::jsonb), (1, 'a', '[]'), (NULL, 'a', '{}')) AS t (n, s, j)`
  const found = await each(keyHash(pairOf(columns, ['s', 'n', 'j']), 'source'), values)
  assert.equal(new Set(found).size, 3)
  assert.notDeepEqual(
    found,
    await each(keyHash(pairOf(columns, ['n', 's', 'j']), 'source'), values),
  )
  assert.throws(() => keyHash(pairOf(columns), 'source'), /Cannot hash the key of "public.x"/)
  assert.throws(() => keyHash(pairOf([], ['n']), 'source'), /its column "n" is not compared/)
})

function sha256Of(hex: string): bigint {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  return createHash('sha256').update(bytes).digest().readBigInt64BE()
}

test('rowDigest() and keyHash() are the SHA-256 of the seed and the record where they are portable', async () => {
  const pair = pairOf([number, text], ['s'])
  const rowHash = rowDigest(pair, 'source', { seed: '7', portable: true })
  const found = await each(
    `${rowHash} || ' ' || ${keyHash(pair, 'source', { portable: true })}`,
    `(VALUES (1, 'a')) AS t (n, s)`,
  )
  // Number of columns; of each the type, length and value.
  const row = '00000002 00000017 00000004 00000001 00000019 00000001 61'
  const key = '00000001 00000019 00000001 61'
  const expected = ['0000000000000007' + row, '0000000000000000' + key]
  assert.deepEqual(found, [expected.map((hex) => sha256Of(hex)).join(' ')])
  const options = { buckets: 1024, native: false, portable: true }
  const [bucket] = await each(bucketOf(pair, 'source', options), `(VALUES ('a')) AS t (s)`)
  assert.equal(BigInt(bucket ?? ''), BigInt.asUintN(10, sha256Of(expected[1] ?? '')))
})

const keys: readonly (readonly [type: string, values: string, hash: ComparedColumn['hash']])[] = [
  ['integer', 'SELECT v FROM generate_series(-500, 499) AS v', 'int'],
  ['smallint', 'SELECT v::int2 FROM generate_series(-500, 499) AS v', 'int'],
  ['bigint', 'SELECT v * 10000000000 FROM generate_series(-500, 499) AS v', 'int'],
  ['uuid', `SELECT lpad(to_hex(v), 32, '0')::uuid FROM generate_series(0, 999) AS v`, 'uuid'],
  ['varchar', `SELECT ('key ' || v)::varchar FROM generate_series(0, 999) AS v`, 'text'],
  [
    'timestamptz',
    `SELECT '2025-01-01Z'::timestamptz + v * interval '1 s' FROM generate_series(0, 999) AS v`,
    'timestamp',
  ],
  [
    'timestamp',
    `SELECT '2025-01-01'::timestamp + v * interval '1 s' FROM generate_series(0, 999) AS v`,
    'timestamp',
  ],
  ['numeric', 'SELECT v::numeric FROM generate_series(0, 999) AS v', null],
]

for (const [type, values, hash] of keys) {
  for (const native of [true, false]) {
    test(`bucketOf() spreads ${type} keys${native ? ' by their own hash' : ''}`, async () => {
      const pair = pairOf([{ name: 'k', type, hash }, { ...number }], ['n', 'k'])
      const found = await each(
        bucketOf(pair, 'target', { buckets: 16, native }),
        // The other part of the key is the same or NULL: it must not undo the first.
        `(SELECT k, NULL::integer AS n FROM (${values}) AS v (k)) AS t`,
      )
      const buckets = [...Array(16).keys()]
      const counts = buckets.map((one) => found.filter((other) => Number(other) === one).length)
      // 1,000 keys over 16 buckets: 62.5 each; 20 and 140 are over five standard deviations away.
      assert.ok(counts.every((count) => count > 20 && count < 140))
      assert.equal(
        counts.reduce((sum, count) => sum + count),
        1000,
      )
    })
  }
}

test('bucketOf() spreads keys whose parts are equal, and tells their order', async () => {
  const pair = pairOf([number, { name: 'm', type: 'integer', hash: 'int' }], ['n', 'm'])
  const bucket = bucketOf(pair, 'source', { buckets: 1024, native: true })
  const equal = await each(bucket, '(SELECT v AS n, v AS m FROM generate_series(1, 200) AS v) AS t')
  assert.ok(new Set(equal).size > 100)
  const turned = await each(bucket, '(VALUES (1, 2), (2, 1)) AS t (n, m)')
  assert.equal(new Set(turned).size, 2)
})

test('bucketOf() parts rows without a key by their digest', async () => {
  const pair = pairOf([number])
  const found = await each(
    bucketOf(pair, 'source', { buckets: 4, native: true, digest: 't.d' }),
    `(VALUES (-1::int8), (6)) AS t (d)`,
  )
  assert.deepEqual(found, ['3', '2'])
  const options = { buckets: 4, native: true }
  assert.throws(() => bucketOf(pair, 'source', options), /no key, and no digest in its place/)
  for (const buckets of [0, 3, -4, 0.5, Number.NaN]) {
    assert.throws(
      () => bucketOf(pair, 'source', { ...options, buckets }),
      /expected a power of two/,
    )
  }
})
