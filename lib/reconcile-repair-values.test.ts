/** Repairs of every kind of value: exact, hostile, long, and those that do not fit. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { quoteName } from './quote.ts'
import { openRepairBench } from './scratch-repair-bench.ts'
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
