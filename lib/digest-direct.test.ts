/** What each type is hashed over, in SQL: its own function only where that tells all values apart. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { directHash, directParts, isHashedAsKept, seedOfKey, seedSql } from './digest-direct.ts'
import { rowDigest } from './digest-sql.ts'
import { scratchPair } from './scratch-pair.ts'
import { tableNamed } from './scratch-table.ts'

const types: Readonly<Record<string, string>> = {
  smallint: 'v',
  integer: 'v',
  date: 'v',
  boolean: 'v',
  uuid: 'v',
  bytea: 'v',
  text: '(v)::text COLLATE "C"',
  'character varying': '(v)::text COLLATE "C"',
  'character varying(20)': '(v)::text COLLATE "C"',
  bigint: 'int8send(v)',
  numeric: 'numeric_send(v)',
  'numeric(12,2)': 'numeric_send(v)',
  real: 'float4send(v)',
  'double precision': 'float8send(v)',
  'timestamp without time zone': 'timestamp_send(v)',
  'timestamp(3) with time zone': 'timestamptz_send(v)',
  'time without time zone': 'time_send(v)',
  interval: 'interval_send(v)',
  jsonb: 'jsonb_send(v)',
  // Their own functions say that 'a' is 'a ', and know nothing of an order of bits.
  'character(3)': 'record_send(ROW(v))',
  'integer[]': 'record_send(ROW(v))',
  'date[]': 'record_send(ROW(v))',
  'public.uuid': 'record_send(ROW(v))',
}

test('directParts() hashes a value by its own function, as it is sent, or in a record', () => {
  for (const [type, part] of Object.entries(types)) {
    assert.deepEqual(directParts([{ sql: 'v', type }]), [part], type)
  }
  assert.deepEqual(
    directParts([
      { sql: 'a', type: null },
      { sql: 'b', type: 'integer' },
      { sql: 'c', type: 'json' },
      { sql: 'd', type: 'bigint' },
    ]),
    ['b', 'int8send(d)', 'record_send(ROW(a, c))'],
  )
  assert.deepEqual(directParts([]), [])
})

test('seedSql() takes 64-bit integers', () => {
  for (const seed of ['0', '-5', '9223372036854775807', '-9223372036854775808']) {
    assert.equal(seedSql(seed), `'${seed}'::int8`)
  }
  for (const seed of [
    '',
    'x',
    '1x',
    'x1',
    '--1',
    '9223372036854775808',
    '-9223372036854775809',
    "1'",
  ]) {
    assert.throws(() => seedSql(seed), {
      message: `Cannot hash with the seed "${seed}": expected a 64-bit integer`,
    })
  }
})

test('directHash() hashes the hash of the record once more, both with the seed', () => {
  assert.equal(
    directHash(
      [
        { sql: 'v', type: 'integer' },
        { sql: 'w', type: 'uuid' },
      ],
      { seed: '-5' },
    ),
    `hash_record_extended(ROW(int8send(hash_record_extended(ROW(v, w), '-5'::int8))), '-5'::int8)`,
  )
  assert.equal(
    directHash([{ sql: 'v', type: 'bigint' }], { seed: '-5', rowSeed: 'r' }),
    'hash_record_extended(ROW(int8send(v)), r)',
  )
})

test('seedOfKey() seeds a row with its key, column by column, and a bigint with both its halves', () => {
  const options = { seed: '7' }
  const halves = `hashint8extended((k)::int8, hashint8extended((k)::int8 >> 32, '7'::int8))`
  assert.equal(seedOfKey([{ sql: 'k', hash: 'int' }], options), halves)
  assert.equal(
    seedOfKey(
      [
        { sql: 'k', hash: 'int' },
        { sql: 'u', hash: 'uuid' },
        { sql: 't', hash: 'text' },
      ],
      options,
    ),
    `hashtextextended((t)::text COLLATE "C", uuid_hash_extended(u, ${halves}))`,
  )
  for (const hash of ['timestamp', null] as const) {
    assert.equal(seedOfKey([{ sql: 'z', hash }], options), null)
    const both = [
      { sql: 'k', hash: 'int' },
      { sql: 'z', hash },
    ] as const
    assert.equal(seedOfKey(both, options), null)
    assert.equal(seedOfKey(both.toReversed(), options), null)
  }
  assert.equal(seedOfKey([], options), null)
})

test('rowDigest() seeds a row with its key where that is unique on both sides, as it stands', () => {
  const pair = scratchPair({
    table: 'x',
    key: ['k'],
    columns: [
      { name: 'k', type: 'bigint', hash: 'int' },
      { name: 'v', type: 'text' },
    ],
  })
  const values = [
    { sql: 't."k"', type: 'bigint' },
    { sql: 't."v"', type: 'text' },
  ]
  const options = { seed: '1', direct: true }
  const seed = seedOfKey([{ sql: 't."k"', hash: 'int' }], options)
  const key = { name: 'x_pkey', primary: true, columns: ['k'], nullable: false }
  const keyed = tableNamed('public', 'x', { columns: ['k integer not null'], keys: [key] })
  const others = [
    { ...keyed, keys: [] },
    { ...keyed, keys: [{ ...key, columns: ['k', 'v'] }] },
    // UNIQUE NULLS NOT DISTINCT: one row may have a NULL.
    tableNamed('public', 'x', { columns: ['k integer'], keys: [key] }),
    tableNamed('public', 'x', { columns: ['other integer not null'], keys: [key] }),
  ]
  const unique = { ...pair, source: keyed, target: keyed }
  assert.equal(
    rowDigest(unique, 'target', options),
    directHash(values, { seed: '1', rowSeed: seed }),
  )
  const [of, ...rest] = unique.columns
  assert.ok(of)
  for (const other of [
    ...others.map((table) => ({ ...unique, source: table })),
    ...others.map((table) => ({ ...unique, target: table })),
    { ...unique, columns: [{ ...of, policy: { name: 'sql-equal' } as const }, ...rest] },
    { ...unique, columns: [{ ...of, hash: null }, ...rest] },
  ]) {
    assert.equal(rowDigest(other, 'target', options), directHash(values, { seed: '1' }))
  }
})

test('isHashedAsKept() is true of texts', () => {
  assert.equal(isHashedAsKept('text'), true)
  assert.equal(isHashedAsKept('character varying(3)'), true)
  assert.equal(isHashedAsKept('text[]'), false)
  assert.equal(isHashedAsKept('public.text'), false)
  assert.equal(isHashedAsKept('uuid'), false)
})

test('rowDigest() is direct only where asked, where rows are no identity of their own, and not too wide', () => {
  const columns = [
    { name: 'i', type: 'integer' },
    { name: 'p', type: 'point' },
  ]
  const pair = scratchPair({ table: 'x', key: ['i'], columns })
  const direct = directHash(
    [
      { sql: 't."i"', type: 'integer' },
      { sql: 't."p"', type: 'point' },
    ],
    { seed: '1' },
  )
  const options = { seed: '1', direct: true }
  assert.equal(rowDigest(pair, 'source', options), direct)
  for (const other of [{ nested: true }, { portable: true }, { direct: false }]) {
    assert.equal(
      rowDigest(pair, 'source', { ...options, ...other }),
      rowDigest(pair, 'source', { seed: '1', ...other }),
    )
  }
  // Told by it, a row is hashed in the one form that its values have.
  assert.match(
    rowDigest({ ...pair, key: null }, 'source', options),
    /record_send\(ROW\(\(t\."p"\)::text\)\)/,
  )
})
