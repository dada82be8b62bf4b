/** Laws of checksums on a real server: the SQL of digests, and that the client's twin of it agrees bit by bit. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { copyParser } from '../lib/copy-binary.ts'
import {
  bucketOf,
  hashedColumns,
  keyColumns,
  keyHash,
  nativeHash,
  recordHash,
  rowDigest,
} from '../lib/digest-sql.ts'
import { digestOf, rowHasher } from '../lib/digest.ts'
import { digestSeeds } from '../lib/digest-arbitraries.ts'
import { openScratchSession, valuesSql } from '../lib/property-sql.ts'
import { propertiesOf } from '../lib/property.ts'
import { shared } from '../lib/property-given.ts'
import { scratchPair } from '../lib/scratch-pair.ts'
import { builtInTypes, typedRows } from '../lib/value-arbitraries.ts'
import type { TypedRows } from '../lib/value-arbitraries.ts'
import type { TablePair } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)
const given = shared(async () => await openScratchSession('checksum'))

const someRows = typedRows(builtInTypes)
const dear = { given, share: 0.5, patience: 4 }

function pairOf({ types }: TypedRows, key: readonly string[] | null = null): TablePair {
  return scratchPair({
    table: 'x',
    key,
    columns: types.map((type, index) => ({ name: `c${index}`, type })),
  })
}

function hasNull({ rows }: TypedRows): boolean {
  return rows.some((row) => row.includes(null))
}

const nulls = { percent: 30, is: hasNull }

property('twin', "the server's digest and the client's agree on every row of every type", {
  ...dear,
  arbitrary: fc.tuple(someRows, digestSeeds),
  labels: {
    'a NULL': { percent: 30, is: ([of]) => hasNull(of) },
    'an array': { percent: 10, is: ([{ types }]) => types.some((type) => type.endsWith('[]')) },
    'a float': { percent: 10, is: ([{ types }]) => types.some((type) => type.startsWith('float')) },
  },
  holds: async ([of, seed], sql) => {
    // Not by what a pair without a key adds for its identity, but the digest itself.
    const names = of.types.map((_, index) => `t.c${index}`)
    const digest = recordHash(names, { seed: String(seed) })
    const columns = [...names, digest].join(', ')
    const stream = await sql
      .unsafe(`COPY (SELECT ${columns} FROM ${valuesSql(of)}) TO STDOUT (FORMAT binary)`)
      .readable()
    const oids = await sql.unsafe<{ oid: string }[]>(
      of.types
        .map(
          (type, index) =>
            `SELECT ${index} AS n, '${type.replace(/\(.*\)/, '')}'::regtype::oid::int8 AS oid`,
        )
        .concat('SELECT -1, 0 WHERE false ORDER BY n')
        .join(' UNION ALL '),
    )
    const hash = rowHasher({ types: oids.map(({ oid }) => Number(oid)), seed })
    let rows = 0
    const parser = copyParser((row) => {
      rows++
      const expected = row.bytes.readBigInt64BE(row.starts[row.count - 1] ?? 0)
      assert.equal(digestOf(hash(row)), expected)
    })
    for await (const piece of stream) parser.push(piece as Buffer)
    parser.end()
    assert.equal(rows, of.rows.length)
  },
})

property('tells-values', 'rows have equal digests exactly where all their values print the same', {
  ...dear,
  arbitrary: fc.tuple(someRows, digestSeeds),
  labels: { 'a NULL': { percent: 30, is: ([of]) => hasNull(of) } },
  holds: async ([of, seed], sql) => {
    const pair = pairOf(of)
    const digest = rowDigest(pair, 'source', { seed: String(seed) })
    const texts = of.types.map((_, index) => `t.c${index}::text`).join(', ')
    // Each row twice, so that equal ones are there.
    const rows = await sql.unsafe(
      `SELECT ${digest} AS digest, to_json(ARRAY[${texts}])::text AS printed FROM (SELECT * FROM ${valuesSql(of)} UNION ALL SELECT * FROM ${valuesSql(of)}) AS t`,
    )
    for (const one of rows) {
      for (const other of rows) {
        // json and jsonb print a value in one form only, as every other type here.
        assert.equal(one['digest'] === other['digest'], one['printed'] === other['printed'])
      }
    }
  },
})

property('ways', 'nested and portable digests tell the same rows apart as the plain one does', {
  ...dear,
  arbitrary: fc.tuple(someRows, digestSeeds),
  holds: async ([of, seed], sql) => {
    const pair = pairOf(of)
    const ways = [
      {},
      { nested: true },
      { portable: true },
      { nested: true, portable: true },
      { direct: true },
    ]
    const digests = ways.map(
      (way, index) => `${rowDigest(pair, 'source', { ...way, seed: String(seed) })} AS d${index}`,
    )
    const rows = await sql.unsafe(
      `SELECT ${digests.join(', ')} FROM (SELECT * FROM ${valuesSql(of)} UNION ALL SELECT * FROM ${valuesSql(of)}) AS t`,
    )
    for (const one of rows) {
      for (const other of rows) {
        const same = ways.map((_, index) => one[`d${index}`] === other[`d${index}`])
        assert.equal(new Set(same).size, 1, same.join(' '))
      }
    }
  },
})

property(
  'multiset-sum',
  'the sum of the digests that a server takes does not depend on the order of the rows, and is that of its parts',
  {
    ...dear,
    arbitrary: someRows,
    holds: async (of, sql) => {
      const digest = rowDigest(pairOf(of), 'source', { seed: '7' })
      async function sumOf(rows: TypedRows['rows']): Promise<bigint> {
        if (rows.length === 0) return 0n
        const [row] = await sql.unsafe(
          `SELECT sum(${digest})::text AS sum FROM ${valuesSql({ ...of, rows })}`,
        )
        return BigInt(row?.['sum'] as string)
      }
      const half = Math.floor(of.rows.length / 2)
      const [whole, reversed, first, second] = [
        await sumOf(of.rows),
        await sumOf([...of.rows].toReversed()),
        await sumOf(of.rows.slice(0, half)),
        await sumOf(of.rows.slice(half)),
      ]
      assert.equal(reversed, whole)
      assert.equal(first + second, whole)
    },
  },
)

property(
  'key-hash',
  'the hash of a key depends on the key alone, and tells keys that print otherwise apart',
  {
    ...dear,
    arbitrary: someRows,
    labels: { 'a NULL': nulls },
    holds: async (of, sql) => {
      const pair = pairOf(of, ['c0'])
      assert.deepEqual(
        keyColumns(pair).map(({ name }) => name),
        ['c0'],
      )
      assert.equal(hashedColumns(pair).length, of.types.length)
      for (const portable of [false, true]) {
        const rows = await sql.unsafe(
          `SELECT ${keyHash(pair, 'source', { portable })} AS hash, t.c0::text AS key FROM ${valuesSql(of)}`,
        )
        for (const one of rows) {
          for (const other of rows)
            assert.equal(one['hash'] === other['hash'], one['key'] === other['key'])
        }
      }
    },
  },
)

property(
  'buckets-by-key',
  'every row falls into one bucket of those there are, by its key alone, natively or not',
  {
    ...dear,
    arbitrary: fc.tuple(
      fc.array(fc.tuple(fc.maxSafeInteger(), fc.uuid(), fc.string({ unit: 'grapheme-ascii' })), {
        minLength: 1,
        maxLength: 10,
      }),
      fc.integer({ min: 0, max: 12 }),
      fc.boolean(),
    ),
    holds: async ([keys, power, native], sql) => {
      const columns = [
        { name: 'c0', type: 'int8', hash: 'int' },
        { name: 'c1', type: 'uuid', hash: 'uuid' },
        { name: 'c2', type: 'text', hash: 'text' },
      ] as const
      const pair = scratchPair({ table: 'x', key: ['c0', 'c1', 'c2'], columns })
      const of = {
        types: columns.map(({ type }) => type),
        rows: keys.map((key) => key.map(String)),
      }
      const buckets = 2 ** power
      const natives = columns.map(({ hash, name }) => nativeHash(hash, `t.${name}`, 0)).join(', ')
      const rows = await sql.unsafe(
        `SELECT ${bucketOf(pair, 'source', { buckets, native })} AS bucket, ${bucketOf(pair, 'target', { buckets, native })} AS again, num_nulls(${natives}) AS nulls FROM ${valuesSql(of)}`,
      )
      for (const { bucket, again, nulls: none } of rows) {
        assert.equal(bucket, again)
        assert.equal(none, 0)
        assert.ok(Number(bucket) >= 0 && Number(bucket) < buckets)
      }
    },
  },
)
