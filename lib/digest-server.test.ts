/** The client's digest is the server's, bit by bit, on every version and for every type; and so are its sums. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { copyParser } from './copy-binary.ts'
import { addHash, bucketOfHash, digestOf, newSum, rowHasher, totalOf } from './digest.ts'
import { connectPostgres } from './postgres.ts'
import { missingPostgres15, startPostgres15 } from './scratch-postgres15.ts'
import { makeSchema, seedData } from './seed-data.ts'
import { sessionPins } from './session-pins.ts'
import { startPostgres } from './stack-postgres.ts'
import type { HasherOptions, RowFields } from './digest.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'digest', databases: ['types'] })
})

after(async () => await server[Symbol.asyncDispose]())

const seeds = [
  '0',
  '-1',
  '1',
  '42',
  '4294967296',
  '9223372036854775807',
  '-9223372036854775808',
  '-81985529216486896',
]

type Query = { readonly url: string; readonly query: string }

async function copyOut({ url, query }: Query, onRow: (row: RowFields) => void): Promise<void> {
  await using sql = await connectPostgres(url, { max: 1 })
  for (const pin of sessionPins) await sql.unsafe(pin)
  const stream = await sql.unsafe(`COPY (${query}) TO STDOUT (FORMAT binary)`).readable()
  const parser = copyParser(onRow)
  for await (const piece of stream) parser.push(piece as Buffer)
  parser.end()
}

/** How many rows have a digest that is not the one that the server gave as their last field. */
async function wrongDigests(source: Query, options: HasherOptions): Promise<[number, number]> {
  const hash = rowHasher(options)
  let rows = 0
  let wrong = 0
  await copyOut(source, (row) => {
    rows += 1
    const expected = row.bytes.readBigInt64BE(row.starts[row.count - 1] ?? 0)
    if (digestOf(hash(row)) !== expected) wrong += 1
  })
  return [rows, wrong]
}

/** Bytes that depend on all of `i`, as many as asked for. */
function bytesOf(length: string): string {
  return `(SELECT substr(string_agg(sha512((i || ':' || part)::bytea), ''), 1, ${length})
    FROM generate_series(0, ${length} / 64) AS part)`
}

/** Rows of bytes, text and a number, of all lengths to 700 and of some around the hasher's window. */
async function randomRowsAgree(url: string): Promise<void> {
  for (const seed of seeds) {
    const query = `SELECT b, s, n, hash_record_extended(ROW(record_send(ROW(b, s, n))), '${seed}')
      FROM (SELECT ${bytesOf('l')} AS b, CASE WHEN i % 3 = 0 THEN repeat('ü', l % 90) END AS s,
          NULLIF(i % 5, 2)::int8 AS n
        FROM (SELECT i, i AS l FROM generate_series(0, 700) AS i
          UNION ALL SELECT i, 49152 - 30 + i FROM generate_series(0, 60) AS i
          UNION ALL SELECT i, 98304 - 30 + i FROM generate_series(0, 60) AS i) AS lengths) AS t`
    const types = [17, 25, 20]
    assert.deepEqual(await wrongDigests({ url, query }, { types, seed: BigInt(seed) }), [823, 0])
  }
}

test('rowHasher() gives the digests of PostgreSQL 18 for rows of any length and seed', async () => {
  await randomRowsAgree(server.url('postgres'))
})

test(
  'rowHasher() gives the digests of PostgreSQL 15 for rows of any length and seed',
  { skip: missingPostgres15 },
  async () => {
    await using older = await startPostgres15({ name: 'digest-15' })
    await randomRowsAgree(older.url('postgres'))
  },
)

test('rowHasher() gives the digests of rows of every type', async () => {
  const url = server.url('types')
  await using sql = await connectPostgres(url)
  await makeSchema(sql)
  await seedData(sql, { seed: 7, customers: 1 })
  const columns = await sql<{ name: string; oid: number }[]>`
    SELECT CASE WHEN atttypid < 10000 THEN quote_ident(attname) ELSE quote_ident(attname) || '::text' END AS name,
      CASE WHEN atttypid < 10000 THEN atttypid::int4 ELSE 25 END AS oid
    FROM pg_attribute WHERE attrelid = 'public.every_type'::regclass AND attnum > 0 ORDER BY attnum`
  assert.ok(columns.length > 50)
  const values = columns.map(({ name }) => name).join(', ')
  for (const seed of seeds) {
    const query = `SELECT ${values}, hash_record_extended(ROW(record_send(ROW(${values}))), '${seed}')
      FROM public.every_type`
    const types = columns.map(({ oid }) => oid)
    const found = await wrongDigests({ url, query }, { types, seed: BigInt(seed) })
    assert.deepEqual(found, [109, 0])
  }
})

test('rowHasher() gives the digest of some of the fields, in another order', async () => {
  const query = `SELECT n, s, d, hash_record_extended(ROW(record_send(ROW(d, n))), 5)
    FROM (SELECT i AS n, 'text' || i AS s, i::float8 AS d FROM generate_series(1, 1000) AS i) AS t`
  const options = { types: [701, 23], fields: [2, 0], seed: 5n }
  const found = await wrongDigests({ url: server.url('postgres'), query }, options)
  assert.deepEqual(found, [1000, 0])
})

test('rowHasher() gives the digest of rows without columns', async () => {
  const query = `SELECT hash_record_extended(ROW(record_send(ROW())), 5) FROM generate_series(1, 3)`
  const options = { types: [], seed: 5n }
  const found = await wrongDigests({ url: server.url('postgres'), query }, options)
  assert.deepEqual(found, [3, 0])
})

test('rowHasher() gives the digest of more columns than its window holds', async () => {
  const values = Array.from({ length: 1600 }, (_, index) => `repeat('x', i % ${index + 60})`).join(
    ', ',
  )
  const query = `SELECT ${values}, hash_record_extended(ROW(record_send(ROW(${values}))), 5)
    FROM generate_series(1, 200, 37) AS i`
  const options = { types: Array<number>(1600).fill(25), seed: 5n }
  const found = await wrongDigests({ url: server.url('postgres'), query }, options)
  assert.deepEqual(found, [6, 0])
})

test('sums are those of the server, and its buckets too', async () => {
  await using sql = await connectPostgres(server.url('postgres'))
  const digest = `hash_record_extended(ROW(record_send(ROW(i))), '-3')`
  const expected = await sql.unsafe<{ bucket: number; rows: number; sum: string }[]>(
    `SELECT (${digest} & 15)::int4 AS bucket, count(*)::int4 AS rows, sum(${digest})::text AS sum
     FROM generate_series(1, 50000) AS i GROUP BY 1 ORDER BY 1`,
  )
  const sums = Array.from({ length: 16 }, newSum)
  const hash = rowHasher({ types: [23], seed: -3n })
  const query = 'SELECT i FROM generate_series(1, 50000) AS i'
  await copyOut({ url: server.url('postgres'), query }, (row) => {
    const found = hash(row)
    addHash(sums[bucketOfHash(found, 16)] ?? newSum(), found)
  })
  assert.deepEqual(
    sums.map(totalOf).map(({ rows, sum }, bucket) => ({ bucket, rows, sum: String(sum) })),
    [...expected],
  )
})
