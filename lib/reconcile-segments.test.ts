/** Large tables, which are read in parts by several connections: nothing falls between two parts, and all counts are exact. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { compareNow, onServer, storyDatabases } from './scratch-reconcile.ts'
import { startScratchServers } from './scratch-values.ts'
import type { ScratchServers } from './scratch-values.ts'

let servers: ScratchServers
let folder: string

before(async () => {
  servers = await startScratchServers('segments')
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-segments-'))
})

after(async () => {
  await rm(folder, { recursive: true, force: true })
  await servers[Symbol.asyncDispose]()
})

const rows = 300_000

/** What a compare counts: rows of the source and of the target, missing, extra, changed. */
type Counts = readonly [number, number, number, number, number]

type LargeTable = { readonly both: string; readonly target: string; readonly counts: Counts }

/** About every range and page of these ends somewhere beside a row that differs. */
const tables: Readonly<Record<string, LargeTable>> = {
  analysed: {
    both: `CREATE TABLE analysed (id int PRIMARY KEY, v text);
      INSERT INTO analysed SELECT i, md5(i::text) FROM generate_series(1, ${rows}) i; ANALYZE analysed`,
    target: `UPDATE analysed SET v = 'x' WHERE id IN (1, ${rows}) OR id % 5000 IN (0, 1)`,
    counts: [rows, rows, 0, 0, 120],
  },
  never_analysed: {
    both: `CREATE TABLE never_analysed (id int PRIMARY KEY, v text) WITH (autovacuum_enabled = off);
      INSERT INTO never_analysed SELECT i, md5(i::text) FROM generate_series(1, ${rows}) i`,
    target: `UPDATE never_analysed SET v = 'x' WHERE id IN (1, ${rows}); DELETE FROM never_analysed WHERE id = 777;
      INSERT INTO never_analysed VALUES (0, 'n'), (-5, 'n'), (${rows + 9}, 'n')`,
    counts: [rows, rows + 2, 1, 3, 2],
  },
  times: {
    both: `CREATE TABLE times (id timestamptz PRIMARY KEY, v text);
      INSERT INTO times SELECT '2025-01-01+00'::timestamptz + i * interval '1 second', md5(i::text) FROM generate_series(1, 60000) i;
      INSERT INTO times VALUES ('infinity', 'x'), ('-infinity', 'y'); ANALYZE times`,
    target: `UPDATE times SET v = 'c' WHERE id IN ('infinity', '-infinity', '2025-01-01 00:00:01+00'); UPDATE times SET id = id + interval '1 microsecond' WHERE id = '2025-01-01 12:00+00'`,
    counts: [60_002, 60_002, 1, 1, 3],
  },
  skewed: {
    both: `CREATE TABLE skewed (id bigint PRIMARY KEY, v text);
      INSERT INTO skewed SELECT CASE WHEN i <= 59000 THEN i ELSE 9000000000000000000 + i END, md5(i::text) FROM generate_series(1, 60000) i; ANALYZE skewed`,
    target: `UPDATE skewed SET v = 'c' WHERE id IN (1, 59000, 9000000000000059001, 9000000000000060000);
      INSERT INTO skewed VALUES (9223372036854775807, 'e'), (-9223372036854775808, 'e')`,
    counts: [60_000, 60_002, 0, 2, 4],
  },
  partitioned: {
    both: '',
    target: `UPDATE partitioned SET v = 'x' WHERE k IN (md5('1'), md5('60000')); DELETE FROM partitioned WHERE k = md5('777')`,
    counts: [60_000, 59_999, 1, 0, 2],
  },
}

/** By pages over three partitions of one side, one with its columns in another order, and the one heap of the other. */
const partitionedSource = `CREATE TABLE partitioned (k text PRIMARY KEY, v text) PARTITION BY HASH (k);
  CREATE TABLE part_0 PARTITION OF partitioned FOR VALUES WITH (MODULUS 3, REMAINDER 0);
  CREATE TABLE part_1 (gone int, v text, k text NOT NULL); ALTER TABLE part_1 DROP gone;
  ALTER TABLE partitioned ATTACH PARTITION part_1 FOR VALUES WITH (MODULUS 3, REMAINDER 1);
  CREATE TABLE part_2 PARTITION OF partitioned FOR VALUES WITH (MODULUS 3, REMAINDER 2)`
const partitionedTarget = 'CREATE TABLE partitioned (v text, k text PRIMARY KEY)'
const partitionedRows = `INSERT INTO partitioned (k, v) SELECT md5(i::text), repeat(md5(i::text), 8) FROM generate_series(1, 60000) i; ANALYZE partitioned`

test('reconcile() counts the same however many connections read a table, in buckets, pages or ranges', async () => {
  const combination = servers.combinations.at(-1) ?? {
    source: servers.newest,
    target: servers.newest,
  }
  const urls = await storyDatabases(combination)
  const both = Object.values(tables).map((table) => table.both)
  const changes = Object.values(tables).map((table) => table.target)
  await onServer(urls.source, [...both, partitionedSource, partitionedRows].join(';'))
  await onServer(urls.target, [...both, partitionedTarget, partitionedRows, ...changes].join(';'))
  for (const [connections, checkpoint] of [
    [1, null],
    [2, null],
    [3, join(folder, 'segments')],
  ] as const) {
    const found = await compareNow(urls, { connections, checkpoint, differencesMax: 5 })
    const told = Object.fromEntries(
      found.tables.map((each) => [
        each.table.replace('public.', ''),
        [each.sourceRows, each.targetRows, each.missing, each.extra, each.changed],
      ]),
    )
    const expected = Object.entries(tables).map(([name, { counts }]) => [name, counts])
    assert.deepEqual(told, Object.fromEntries(expected), `${connections} connections`)
  }
})
