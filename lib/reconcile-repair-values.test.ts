/** Repairs of every kind of value: exact, hostile, long, and those that do not fit. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'

import { connectPostgres } from './postgres.ts'
import { quoteName } from './quote.ts'
import { missingPostgres15, startPostgres15 } from './scratch-postgres15.ts'
import { equalTables, openRepairBench } from './scratch-repair-bench.ts'
import { writeRepair } from './scratch-repair.ts'
import { startPostgres } from './stack-postgres.ts'
import type { RepairBench } from './scratch-repair-bench.ts'

let bench: RepairBench

before(async () => {
  bench = await openRepairBench()
})

after(async () => await bench[Symbol.asyncDispose]())

const shop = await readFile(new URL('../fixtures/schema.sql', import.meta.url), 'utf8')
const everyType = await readFile(new URL('../fixtures/every-type.sql', import.meta.url), 'utf8')

const id = ['id']

test('a repair writes every type exactly', async () => {
  const columns = `SELECT 1`
  await bench.isRepaired({
    both: shop,
    source: everyType,
    tables: [{ table: 'every_type', key: ['id'] }],
  })
  await bench.isRepaired({
    both: shop,
    source: everyType,
    target: `INSERT INTO every_type (id) SELECT generate_series(1, 12); ${columns}`,
    tables: [{ table: 'every_type', key: ['id'] }],
  })
})

test('a repair says which values do not fit into the type of the target', async () => {
  const { cannotRepair, outcome, urls } = await bench.repaired({
    both: 'SELECT 1',
    source: `CREATE TABLE fit (id bigint PRIMARY KEY, n bigint, t text, p numeric); INSERT INTO fit VALUES (1, 5, 'ok', 1.50), (2, 3000000000, 'ok', 1), (3, 1, 'too long', 1), (4, 1, 'ok', 1.555)`,
    target: `CREATE TABLE fit (id bigint PRIMARY KEY, n int, t varchar(4), p numeric(4,2))`,
    tables: [{ table: 'fit', key: id }],
  })
  assert.equal(outcome.failure, null)
  assert.deepEqual(
    cannotRepair.map(({ reason }) => reason),
    [
      'a value of column n does not fit into integer',
      'a value of column t does not fit into character varying(4)',
      'a value of column p does not fit into numeric(4,2)',
    ],
  )
  await using sql = await connectPostgres(urls.target, { max: 1 })
  assert.deepEqual([...(await sql`SELECT id, n FROM fit`.values())], [['1', 5]])
})

const hostile = [
  `it''s`,
  `a\n\\! touch /tmp/x\nb`,
  `\n\\q\n`,
  `\r\n; DROP TABLE x; --`,
  `$$`,
  `:id :'id' :"id"`,
  `\\'; --`,
  `\u2028 \u0085 \v\f`,
  `E'\\n'`,
  `-- end`,
  ` `,
  '',
]

test('a repair quotes hostile names and values, for the driver and for psql', async () => {
  const names = [
    'a "b"',
    'semi;colon',
    'new\nline\n\\! false',
    "quo'te",
    'back\\slash',
    'ünï🛒',
    ':id',
  ]
  const quoted = names.map((name) => quoteName(name))
  const columns = quoted.map((name) => `${name} text`).join(', ')
  const table = 'bad "name"\n\\! exit 1\n--'
  const values = hostile.map(
    (text, at) => `(${at}, ${quoted.map(() => `$h$${text}$h$`).join(', ')})`,
  )
  const insert = `INSERT INTO "sche;ma".${quoteName(table)} VALUES ${values.join(', ')}`
  const made = `CREATE SCHEMA "sche;ma"; CREATE TABLE "sche;ma".${quoteName(table)} (id serial PRIMARY KEY, ${columns})`
  const { text } = await bench.isRepaired({
    both: made,
    source: insert,
    target: `INSERT INTO "sche;ma".${quoteName(table)} (id) VALUES (1), (2), (77)`,
    tables: [{ schema: 'sche;ma', table, key: id }],
  })
  assert.deepEqual(
    text
      .split('\n')
      .filter(
        (line) =>
          line !== '' && !/^(?:--|BEGIN;|COMMIT;|SET |INSERT |UPDATE |DELETE |SELECT )/.test(line),
      ),
    [],
  )
})

test(
  'psql runs the repair of hostile names and values as the driver does',
  { skip: missingPostgres15 },
  async () => {
    const table = 'bad "name"\n\\! exit 1\n--'
    const made = `CREATE TABLE ${quoteName(table)} (id int PRIMARY KEY, ${quoteName('a\n\\q')} text)`
    const values = hostile.map((text, at) => `(${at}, $h$${text}$h$)`).join(', ')
    const { urls, pairs, path } = await bench.prepare({
      both: made,
      source: `INSERT INTO ${quoteName(table)} VALUES ${values}`,
      tables: [{ table, key: id }],
    })
    await writeRepair(urls, pairs, path)
    const psql = '/usr/lib/postgresql/15/bin/psql'
    const args = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-v', 'id=5', '-f', path, urls.target]
    // A client that speaks another encoding until the file says which one it is in.
    const env = { ...process.env, PGCLIENTENCODING: 'LATIN1' }
    const { stderr } = await promisify(execFile)(psql, args, { env })
    assert.equal(stderr, '')
    assert.deepEqual(await equalTables(urls, pairs), [true])
  },
)

test('a repair brings long values in pieces, and is guarded by their sums', async () => {
  function long(parts: number): string {
    return `(SELECT string_agg(md5(i::text) || 'ü€🛒', '') FROM generate_series(1, ${parts}) i)`
  }
  const { text } = await bench.isRepaired({
    both: 'CREATE TABLE doc (id int PRIMARY KEY, t text, j json, b bytea, v varchar)',
    source: `INSERT INTO doc VALUES (1, ${long(30_000)}, to_json(${long(30_000)}), convert_to(${long(20_000)}, 'UTF8'), ${long(100)}); INSERT INTO doc (id, t) VALUES (2, 'short')`,
    target: `INSERT INTO doc SELECT 2, ${long(9000)}`,
    tables: [{ table: 'doc', key: id }],
  })
  const longest = Math.max(...text.split('\n').map(({ length }) => length))
  assert.ok(longest < 600_000, String(longest))
})

test('a repair goes from 15 to 18 and from 18 to 15', { skip: missingPostgres15 }, async () => {
  await using older = await startPostgres15({ name: 'older' })
  await using newer = await startPostgres({ name: 'newer' })
  for (const [source, target] of [
    [older, newer],
    [newer, older],
  ] as const) {
    await using between = await openRepairBench({ source: source.url, target: target.url })
    await between.isRepaired({
      both: shop,
      // 15 knows no infinite interval.
      source: everyType
        .replaceAll("'infinity', '{", "'1 day', '{")
        .replace(
          "'infinity', 'infinity', 'infinity', 'infinity'",
          "'infinity', 'infinity', 'infinity', '1 day'",
        )
        .replace(
          "'-infinity', '-infinity', '-infinity', '-infinity'",
          "'-infinity', '-infinity', '-infinity', '1 day'",
        ),
      target: 'INSERT INTO every_type (id) SELECT generate_series(5, 12)',
      tables: [{ table: 'every_type', key: id }],
    })
  }
})
