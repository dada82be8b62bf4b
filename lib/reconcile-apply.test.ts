/** Applying a repair on a real server: all or nothing, and never over a row that has changed since. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { applyRepair } from './reconcile-apply.ts'
import { openRepairBench } from './scratch-repair-bench.ts'
import { writeRepair } from './scratch-repair.ts'
import { until } from './wait.ts'
import type { RepairBench } from './scratch-repair-bench.ts'

let bench: RepairBench

before(async () => {
  bench = await openRepairBench()
})

after(async () => await bench[Symbol.asyncDispose]())

const id = ['id']

const item = 'CREATE TABLE item (id int PRIMARY KEY, name text UNIQUE, n int CHECK (n < 100))'
const items = [{ table: 'item', key: id }]
const never = new AbortController().signal

test('a repair leaves a row alone that has changed at the target since, and says so', async () => {
  const { urls, pairs, path } = await bench.prepare({
    both: item,
    source: `INSERT INTO item VALUES (1, 'one', 1), (2, 'two', 2), (3, 'three', 3)`,
    target: `INSERT INTO item VALUES (1, 'one', 9), (2, 'two', 9), (4, 'four', 4)`,
    tables: items,
  })
  assert.equal((await writeRepair(urls, pairs, path)).statements, 4)
  await using sql = await connectPostgres(urls.target, { max: 1 })
  await sql`UPDATE item SET n = 8 WHERE id = 2`
  await sql`UPDATE item SET name = NULL WHERE id = 4`
  await sql`INSERT INTO item VALUES (3, 'mine', 7)`
  const outcome = await applyRepair({ path, target: urls.target, signal: never })
  assert.deepEqual(outcome, {
    applied: true,
    statements: 4,
    rows: 1,
    skipped: [{ table: 'public.item', statements: 3 }],
    failure: null,
  })
  assert.deepEqual(
    [...(await sql`SELECT * FROM item ORDER BY id`.values())],
    [
      [1, 'one', 1],
      [2, 'two', 8],
      [3, 'mine', 7],
      [4, null, 4],
    ],
  )
})

test('applyRepair() rolls all back at an error, and names the line, the table and the statement', async () => {
  const { outcome, urls } = await bench.repaired({
    both: 'CREATE TABLE item (id int PRIMARY KEY, n int)',
    source: 'INSERT INTO item SELECT i, i FROM generate_series(1, 500) i',
    target: 'ALTER TABLE item ADD CHECK (n <> 400)',
    tables: items,
  })
  assert.equal(outcome.applied, false)
  assert.equal(outcome.rows, 0)
  assert.match(
    outcome.failure ?? '',
    /^Cannot apply the repair, line \d+, public.item: new row .* violates check constraint "item_n_check": INSERT INTO "public"."item" .* '400', '400'/,
  )
  await using sql = await connectPostgres(urls.target, { max: 1 })
  assert.deepEqual([...(await sql`SELECT count(*)::int FROM item`.values())], [[0]])
})

test('applyRepair() rolls all back when what is checked at the end fails', async () => {
  const { outcome, urls } = await bench.repaired({
    both: 'CREATE TABLE item (id int PRIMARY KEY, up int)',
    source: 'INSERT INTO item VALUES (1, 2)',
    target: 'ALTER TABLE item ADD FOREIGN KEY (up) REFERENCES item DEFERRABLE',
    tables: items,
  })
  assert.match(outcome.failure ?? '', /COMMIT/)
  await using sql = await connectPostgres(urls.target, { max: 1 })
  assert.deepEqual([...(await sql`SELECT count(*)::int FROM item`.values())], [[0]])
})

test('applyRepair() that is aborted while it waits for a lock leaves nothing', async () => {
  const { urls, pairs, path } = await bench.prepare({
    both: item,
    source: `INSERT INTO item VALUES (1, 'one', 1), (2, 'two', 2)`,
    target: `INSERT INTO item VALUES (2, 'two', 9)`,
    tables: items,
  })
  await writeRepair(urls, pairs, path)
  await using holder = await connectPostgres(urls.target, { max: 1 })
  await holder.unsafe('BEGIN; LOCK TABLE item')
  const stop = new AbortController()
  const applying = applyRepair({ path, target: urls.target, signal: stop.signal })
  await using looker = await connectPostgres(urls.target, { max: 1 })
  await until(
    async () =>
      (await looker`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`).length > 0,
    { what: 'the repair waiting', deadlineMs: 30_000 },
  )
  stop.abort(new Error('enough'))
  await assert.rejects(applying, /enough/)
  await holder.unsafe('COMMIT')
  assert.deepEqual([...(await looker`SELECT id, n FROM item`.values())], [[2, 9]])
})

test('a repair takes no rows that no statement names: where a cascade would, the parent stays', async () => {
  const { outcome, urls } = await bench.repaired({
    both: `CREATE TABLE item (id int PRIMARY KEY)`,
    source: 'INSERT INTO item VALUES (1)',
    target: `INSERT INTO item VALUES (1), (2), (3); CREATE TABLE kept (id int REFERENCES item ON DELETE CASCADE); INSERT INTO kept VALUES (2)`,
    tables: items,
  })
  assert.deepEqual(outcome.skipped, [{ table: 'public.item', statements: 1 }])
  await using sql = await connectPostgres(urls.target, { max: 1 })
  assert.deepEqual([...(await sql`SELECT id FROM item ORDER BY 1`.values())], [[1], [2]])
})
