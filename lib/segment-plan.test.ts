/** A table is cut into segments that hold each row once, whatever its key; boundaries come from the table itself. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { openSide } from './compared-side.ts'
import { chunkSums, differingChunks, pageSlices } from './reconcile-chunks.ts'
import { planSegments } from './segment-plan.ts'
import { fromTable } from './segments.ts'
import { onServer, storyDatabases } from './scratch-reconcile.ts'
import { connectPostgres } from './postgres.ts'
import { readTables } from './schema.ts'
import { startPostgres } from './stack-postgres.ts'
import { planPairs } from './table-pairs.ts'
import { parseSelection } from './table-selection.ts'
import type { ComparedSide } from './compared-side.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { TablePair } from './table.ts'

let server: PostgresServer
let url: string
let side: ComparedSide
let pairs: readonly TablePair[]

const digest = { seed: '1', native: true, nested: false, portable: false }
const signal = new AbortController().signal

before(async () => {
  server = await startPostgres({ name: 'segments' })
  url = (await storyDatabases({ source: server, target: server })).source
  await onServer(
    url,
    `CREATE TABLE dense (id int PRIMARY KEY, v text); INSERT INTO dense SELECT i, repeat('x', 50) FROM generate_series(1, 60000) i;
     CREATE TABLE skewed (id bigint PRIMARY KEY, v text); INSERT INTO skewed SELECT CASE WHEN i < 50000 THEN i ELSE i::bigint * i * i END, repeat('x', 50) FROM generate_series(1, 60000) i;
     CREATE TABLE nullable (id int UNIQUE, v text); INSERT INTO nullable SELECT CASE WHEN i % 5 > 0 THEN i END, repeat('x', 50) FROM generate_series(1, 60000) i;
     CREATE TABLE timed (at timestamptz PRIMARY KEY, v text); INSERT INTO timed SELECT '2025-01-01'::timestamptz + i * interval '1 minute', repeat('x', 50) FROM generate_series(1, 60000) i; INSERT INTO timed VALUES ('infinity', ''), ('-infinity', '');
     CREATE TABLE scattered (id int PRIMARY KEY, v text); INSERT INTO scattered SELECT i, repeat('x', 50) FROM generate_series(1, 60000) i ORDER BY md5(i::text);
     CREATE TABLE texts (k text PRIMARY KEY, v text); INSERT INTO texts SELECT md5(i::text), repeat('x', 50) FROM generate_series(1, 60000) i;
     CREATE TABLE nothing (id int PRIMARY KEY); ANALYZE;
     CREATE TABLE unanalysed (id int PRIMARY KEY, v text); INSERT INTO unanalysed SELECT i, repeat('x', 50) FROM generate_series(1, 60000) i`,
  )
  side = openSide({ url, signal, connections: 2, snapshotMaxMs: 60_000 })
  await using sql = await connectPostgres(url, { max: 1 })
  const tables = await readTables(sql)
  pairs = planPairs({ source: tables, target: tables, selection: parseSelection({}) }).pairs
})

after(async () => {
  await side[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

test('planSegments() cuts every table so that each row is in one segment', async () => {
  const lane = await side.now()
  for (const pair of pairs) {
    const [whole] = await lane.rows(`SELECT count(*) FROM ${fromTable(pair, 'source')}`)
    for (const resumable of [false, true]) {
      const segments = await planSegments(lane, { pair, resumable })
      let rows = 0
      for (const segment of segments) {
        for (const sum of (
          await chunkSums(lane, { pair, side: 'source', segment, digest })
        ).values())
          rows += sum.rows
      }
      assert.equal(String(rows), whole?.[0], `${pair.label}, ${segments.length} segments`)
      assert.equal(new Set(segments.map(({ id }) => id)).size, segments.length)
    }
  }
})

test('planSegments() takes ranges where a run must be able to stop, and the key has an order', async () => {
  const lane = await side.now()
  async function ranges(table: string, resumable: boolean): Promise<number> {
    const segments = await planSegments(lane, { pair: pairNamed(table), resumable })
    return segments.filter(({ range }) => range !== null).length
  }
  for (const table of ['dense', 'skewed', 'timed', 'scattered', 'nullable']) {
    assert.equal(await ranges(table, false), 0)
    assert.ok((await ranges(table, true)) >= 3, table)
  }
  assert.equal(await ranges('texts', true), 0)
  assert.equal(await ranges('nothing', true), 1)
})

function pairNamed(table: string): TablePair {
  const pair = pairs.find(({ label }) => label === `public.${table}`)
  assert.ok(pair, table)
  return pair
}

test('pageSlices() are of one size, at least one a connection, and the last has no end', () => {
  assert.deepEqual(pageSlices(8192 * 10, 2), [undefined])
  assert.deepEqual(pageSlices(8192 * 2000, 2), [
    { from: 0, to: 1000 },
    { from: 1000, to: null },
  ])
  assert.equal(pageSlices(8192 * 1_000_000, 2).length, 16)
  assert.deepEqual(pageSlices(0, 4), [undefined])
})

test('differingChunks() sees a count, a checksum, and a chunk that one side lacks', () => {
  const source = new Map([
    [1, { rows: 1, sum: 5n }],
    [2, { rows: 2, sum: 0n }],
    [3, { rows: 1, sum: 1n }],
  ])
  const target = new Map([
    [1, { rows: 1, sum: 5n }],
    [2, { rows: 1, sum: 0n }],
    [4, { rows: 1, sum: 1n }],
  ])
  assert.deepEqual(differingChunks(source, target), [2, 3, 4])
})
