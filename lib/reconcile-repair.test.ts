/** Repairs on real servers: whatever differed, both sides read the same afterwards, and nothing else was touched. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { UsageError } from './errors.ts'
import { connectPostgres } from './postgres.ts'
import { applyRepair } from './reconcile-apply.ts'
import { openRepair } from './reconcile-repair.ts'
import { plainDifferences, writeRepair } from './scratch-repair.ts'
import { openRepairBench } from './scratch-repair-bench.ts'
import type { RepairBench } from './scratch-repair-bench.ts'

let bench: RepairBench

before(async () => {
  bench = await openRepairBench()
})

after(async () => await bench[Symbol.asyncDispose]())

const id = ['id']

test('a repair brings, takes and changes rows of a table', async () => {
  const { text, statements } = await bench.isRepaired({
    both: 'CREATE TABLE item (id int PRIMARY KEY, name text, price numeric(10,2))',
    source: `INSERT INTO item VALUES (1, 'one', 1.10), (2, 'two', NULL), (3, '', 3)`,
    target: `INSERT INTO item VALUES (1, 'one', 1.20), (3, NULL, 3), (4, 'four', 4)`,
    tables: [{ table: 'item', key: ['id'] }],
  })
  assert.equal(statements, 4)
  assert.match(
    text,
    /^UPDATE "public"."item" AS t SET "price" = '1.10' WHERE t."id" = '1' AND format\('%s', t."price"\) = '1.20' COLLATE "C";$/m,
  )
})

test('a repair counts the copies of rows without a key', async () => {
  await bench.isRepaired({
    both: 'CREATE TABLE log (at timestamptz, line text, n numeric, j json)',
    source: `INSERT INTO log VALUES ('2025-01-01', 'a', 1.0, '{}'), ('2025-01-01', 'a', 1.0, '{}'), ('2025-01-01', 'a', 1.00, '{}'), (NULL, NULL, NULL, NULL), (NULL, '', NULL, '[ ]')`,
    target: `INSERT INTO log VALUES ('2025-01-01', 'a', 1.00, '{}'), ('2025-01-01', 'a', 1.00, '{}'), ('2025-01-01', 'a', 1.00, '{}'), (NULL, NULL, NULL, NULL), (NULL, NULL, NULL, NULL), (NULL, NULL, NULL, '[]')`,
    tables: [{ table: 'log', key: null }],
  })
})

test('a repair tells rows with a NULL in their key apart by their content', async () => {
  await bench.isRepaired({
    both: 'CREATE TABLE loose (code text UNIQUE, n int)',
    source: `INSERT INTO loose VALUES ('a', 1), (NULL, 1), (NULL, 1), (NULL, 2)`,
    target: `INSERT INTO loose VALUES ('a', 2), (NULL, 1), (NULL, 3), (NULL, 3)`,
    tables: [{ table: 'loose', key: ['code'], keyNullable: true }],
  })
})

test('a repair writes identity columns, leaves generated ones out, and moves sequences up only', async () => {
  const { urls } = await bench.isRepaired({
    both: `CREATE TABLE strict (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n int, double int GENERATED ALWAYS AS (n * 2) STORED);
      CREATE TABLE serial (id serial PRIMARY KEY, n int); CREATE TABLE ahead (id bigserial PRIMARY KEY)`,
    source: `INSERT INTO strict (n) VALUES (1), (2), (3); INSERT INTO serial (n) VALUES (1), (2); INSERT INTO ahead VALUES (3)`,
    target: `INSERT INTO strict (n) VALUES (1), (5); SELECT setval('ahead_id_seq', 100)`,
    tables: [
      { table: 'strict', key: id },
      { table: 'serial', key: id },
      { table: 'ahead', key: id },
    ],
  })
  await using sql = await connectPostgres(urls.target, { max: 1 })
  const [next] =
    await sql`SELECT nextval('strict_id_seq')::int AS strict, nextval('serial_id_seq')::int AS serial, nextval('ahead_id_seq')::int AS ahead`
  assert.deepEqual({ ...next }, { strict: 4, serial: 3, ahead: 101 })
})

test('a repair goes through the parent of partitions, also where a row changes its partition', async () => {
  await bench.isRepaired({
    both: `CREATE TABLE part (id int, region text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
      CREATE TABLE part_a PARTITION OF part FOR VALUES IN ('a'); CREATE TABLE part_b PARTITION OF part FOR VALUES IN ('b');
      CREATE TABLE heap (n int, region text) PARTITION BY LIST (region);
      CREATE TABLE heap_a PARTITION OF heap FOR VALUES IN ('a'); CREATE TABLE heap_b PARTITION OF heap FOR VALUES IN ('b')`,
    source: `INSERT INTO part VALUES (1, 'a'), (2, 'b'); INSERT INTO heap VALUES (1, 'a'), (1, 'a'), (2, 'b')`,
    target: `INSERT INTO part VALUES (1, 'b'), (3, 'a'); INSERT INTO heap VALUES (1, 'a'), (2, 'b'), (2, 'b')`,
    tables: [
      { table: 'part', key: ['id', 'region'] },
      { table: 'heap', key: null },
    ],
  })
})

test('a repair brings ignored columns with new rows, and leaves them and those of the target alone elsewhere', async () => {
  const { urls } = await bench.isRepaired({
    both: 'CREATE TABLE wide (id int PRIMARY KEY, n int, stamp text NOT NULL)',
    source: `INSERT INTO wide VALUES (1, 1, 's1'), (2, 2, 's2')`,
    target: `ALTER TABLE wide ADD loaded text DEFAULT 'here'; INSERT INTO wide VALUES (1, 9, 'mine', 'before')`,
    tables: [{ table: 'wide', key: id, ignored: ['stamp'] }],
  })
  await using sql = await connectPostgres(urls.target, { max: 1 })
  assert.deepEqual(
    [...(await sql`SELECT * FROM wide ORDER BY id`.values())],
    [
      [1, 1, 'mine', 'before'],
      [2, 2, 's2', 'here'],
    ],
  )
})

const item = 'CREATE TABLE item (id int PRIMARY KEY, name text UNIQUE, n int CHECK (n < 100))'
const items = [{ table: 'item', key: id }]
const never = new AbortController().signal

test('a repair does not write a row that has changed at the source since, nor what depends on it', async () => {
  const { urls, pairs, path } = await bench.prepare({
    both: `${item}; CREATE TABLE part (id int PRIMARY KEY, item int REFERENCES item)`,
    source: `INSERT INTO item VALUES (1, 'one', 1), (2, 'two', 2); INSERT INTO part VALUES (1, 1), (2, 2)`,
    tables: [...items, { table: 'part', key: id }],
  })
  const found = []
  for (const pair of pairs) found.push({ pair, differences: await plainDifferences(urls, pair) })
  await using sql = await connectPostgres(urls.source, { max: 1 })
  await sql`UPDATE item SET n = 3 WHERE id = 1`
  await using writer = await openRepair({ path, ...urls, signal: never })
  for (const { pair, differences } of found) {
    for (const difference of differences) await writer.add(pair, difference)
  }
  assert.deepEqual(await writer.finish(), {
    statements: 2,
    cannotRepair: [
      { table: 'public.item', reason: 'changed at the source since it was compared' },
      { table: 'public.part', reason: 'depends on a row that cannot be repaired' },
    ],
  })
  assert.equal((await applyRepair({ path, target: urls.target, signal: never })).rows, 2)
})

test('a repair says what of a table no statement can mend', async () => {
  const { urls, pairs, path } = await bench.prepare({
    both: 'CREATE TABLE item (id int PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY)',
    source: 'INSERT INTO item (id, n) OVERRIDING SYSTEM VALUE VALUES (1, 5), (2, 6)',
    target: `INSERT INTO item (id, n) OVERRIDING SYSTEM VALUE VALUES (1, 7), (2, 8); CREATE VIEW seen AS SELECT 1 AS id`,
    tables: items,
  })
  const [pair] = pairs
  assert.ok(pair)
  const { cannotRepair } = await writeRepair(
    urls,
    [{ ...pair, schemaReason: 'column extra is missing' }],
    path,
  )
  assert.deepEqual(
    cannotRepair.map(({ reason }) => reason),
    [
      'column extra is missing: a schema is not repaired',
      '2 rows: column n is an identity that is always generated: an UPDATE cannot set it',
    ],
  )
  const view = { ...pair, target: { ...pair.target, kind: 'view' as const } }
  assert.deepEqual((await writeRepair(urls, [view], path)).cannotRepair, [
    { table: 'public.item', reason: 'the target is a view' },
  ])
})

test('openRepair() refuses a place where no file can be', async () => {
  const options = { source: 'postgres://x', target: 'postgres://x', signal: never }
  await assert.rejects(openRepair({ path: '/nowhere/at/all.sql', ...options }), UsageError)
})
