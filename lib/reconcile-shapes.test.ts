/** Tables of every shape, and what their schemas mean for the verdict, on PostgreSQL 15 and 18. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { compareNow, onServer, setUp, storyDatabases, toldTable } from './scratch-reconcile.ts'
import { startScratchServers } from './scratch-values.ts'
import type { TableStory } from './scratch-reconcile.ts'
import type { ScratchServers } from './scratch-values.ts'

let servers: ScratchServers

before(async () => {
  servers = await startScratchServers('shapes')
})

after(async () => await servers[Symbol.asyncDispose]())

const stories: readonly TableStory[] = [
  { name: 'empty', both: `CREATE TABLE empty (id int PRIMARY KEY)`, differs: [], verdict: 'equal' },
  {
    name: 'emptied',
    both: `CREATE TABLE emptied (id int PRIMARY KEY)`,
    source: `INSERT INTO emptied VALUES (1), (2)`,
    differs: ['missing id=1: id=1', 'missing id=2: id=2'],
  },
  { name: 'no columns', both: `CREATE TABLE "no columns" ()`, differs: [], verdict: 'equal' },
  {
    name: 'only there',
    both: '',
    source: `CREATE TABLE "only there" (id int)`,
    differs: [],
    verdict: 'missing',
    reason: /target/,
  },
  {
    name: 'only here',
    both: '',
    target: `CREATE TABLE "only here" (id int)`,
    differs: [],
    verdict: 'missing',
    reason: /source/,
  },
  {
    name: 'a column less',
    both: '',
    source: `CREATE TABLE "a column less" (id int PRIMARY KEY, v int, w int); INSERT INTO "a column less" VALUES (1, 1, 1), (2, 2, 2)`,
    target: `CREATE TABLE "a column less" (id int PRIMARY KEY, v int, x int); INSERT INTO "a column less" VALUES (1, 1, 1), (2, 3, 2)`,
    differs: ['changed id=2: v 2 → 3'],
    verdict: 'different',
  },
  {
    name: 'columns in another order',
    both: '',
    source: `CREATE TABLE "columns in another order" (id int PRIMARY KEY, gone int, a text, b text); ALTER TABLE "columns in another order" DROP gone; INSERT INTO "columns in another order" VALUES (1, 'a', 'b')`,
    target: `CREATE TABLE "columns in another order" (b text, a text, id int PRIMARY KEY); INSERT INTO "columns in another order" VALUES ('b', 'a', 1)`,
    differs: [],
    verdict: 'equal',
  },
  {
    name: 'types that hold more',
    both: '',
    source: `CREATE TABLE "types that hold more" (id int PRIMARY KEY, a int, b varchar(10), c numeric(10,2), d real, e timestamp(3)); INSERT INTO "types that hold more" VALUES (1, 1, 'a', 1.5, 0.1, '2025-01-01'), (2, 2, 'b', 2, 2, '2025-01-02')`,
    target: `CREATE TABLE "types that hold more" (id bigint PRIMARY KEY, a bigint, b text, c numeric(12,2), d float8, e timestamp); INSERT INTO "types that hold more" VALUES (1, 1, 'a', 1.5, 0.1::real, '2025-01-01'), (2, 3, 'c', 2, 2, '2025-01-02')`,
    differs: ['changed id=2: a 2 → 3, b b → c'],
  },
  {
    name: 'types that hold less',
    both: '',
    source: `CREATE TABLE "types that hold less" (id int PRIMARY KEY, a numeric(10,2), b timestamptz); INSERT INTO "types that hold less" VALUES (1, 1.5, '2025-01-01 00:00+00')`,
    target: `CREATE TABLE "types that hold less" (id int PRIMARY KEY, a float8, b timestamp); INSERT INTO "types that hold less" VALUES (1, 1.5, '2025-01-01 00:00')`,
    differs: ['changed id=1: a 1.50 → 1.5, b 2025-01-01 00:00:00+00 → 2025-01-01 00:00:00'],
    reason: /float8|double precision|timestamp/,
  },
  {
    name: 'generated',
    both: '',
    source: `CREATE TABLE generated (id int PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a * 2) STORED); INSERT INTO generated VALUES (1, 1), (2, 2)`,
    target: `CREATE TABLE generated (id int PRIMARY KEY, a int, b int); INSERT INTO generated VALUES (1, 1, 2), (2, 2, 5)`,
    differs: ['changed id=2: b 4 → 5'],
  },
  {
    name: 'parent',
    both: '',
    source: `CREATE TABLE parent (id int, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
      CREATE TABLE parent_low PARTITION OF parent FOR VALUES FROM (MINVALUE) TO (100);
      CREATE TABLE parent_high PARTITION OF parent FOR VALUES FROM (100) TO (MAXVALUE);
      INSERT INTO parent SELECT i, 'v' FROM generate_series(1, 200) i`,
    target: `CREATE TABLE parent (id int PRIMARY KEY, v text); INSERT INTO parent SELECT i, 'v' FROM generate_series(1, 200) i;
      UPDATE parent SET v = 'w' WHERE id = 150; DELETE FROM parent WHERE id = 5`,
    differs: ['changed id=150: v v → w', 'missing id=5: id=5 v=v'],
  },
  {
    name: 'ancestor',
    both: `CREATE TABLE ancestor (id int PRIMARY KEY); INSERT INTO ancestor VALUES (1)`,
    source: `CREATE TABLE heir (w int, PRIMARY KEY (id)) INHERITS (ancestor); INSERT INTO heir VALUES (2, 2)`,
    target: `CREATE TABLE heir (w int, PRIMARY KEY (id)) INHERITS (ancestor); INSERT INTO heir VALUES (2, 2), (3, 3); `,
    differs: [],
    verdict: 'equal',
  },
  {
    name: 'heir',
    both: '',
    differs: ['extra id=3: id=3 w=3'],
  },
  {
    name: 'names of ours',
    both: `CREATE TABLE "names of ours" (t int, s int, c int, d int, h int, g int, n int, k int, k0 int, p0 int, u int, b int, "order" int, PRIMARY KEY (t, k));
      INSERT INTO "names of ours" VALUES (1,2,3,4,5,6,7,8,9,10,11,12,13), (2,2,3,4,5,6,7,8,9,10,11,12,13)`,
    target: `UPDATE "names of ours" SET c = 0, d = 0, h = NULL WHERE t = 2`,
    differs: ['changed t=2 k=8: c 3 → 0, d 4 → 0, h 5 → NULL'],
  },
  {
    name: "it's ; -- ❤",
    both: `CREATE TABLE "it's ; -- ❤" ("a ""quoted"" $1 %s\\" int PRIMARY KEY, "Ünïcödé.with.dots" text);
      INSERT INTO "it's ; -- ❤" VALUES (1, 'x')`,
    target: `UPDATE "it's ; -- ❤" SET "Ünïcödé.with.dots" = 'y'`,
    differs: [`changed a "quoted" $1 %s\\=1: Ünïcödé.with.dots x → y`],
  },
]

test('reconcile() compares tables of every shape, and says what their schemas mean', async () => {
  for (const combination of servers.combinations) {
    const urls = await storyDatabases(combination)
    await setUp(urls, stories)
    const { tables } = await compareNow(urls)
    for (const { name, differs, verdict = 'different', reason } of stories) {
      const result = tables.find(({ table }) =>
        table
          .replaceAll(/"(?!")/g, '')
          .replaceAll('""', '"')
          .endsWith(`public.${name}`),
      )
      assert.deepEqual(
        toldTable(result),
        { verdict, differs: differs.toSorted() },
        `${name}: ${result?.reason ?? ''}`,
      )
      if (reason !== undefined) assert.match(result?.reason ?? '', reason)
    }
  }
})

test('reconcile() lists a view that is named, and compares it like a table', async () => {
  const urls = await storyDatabases({ source: servers.newest, target: servers.newest })
  for (const url of Object.values(urls)) {
    await onServer(
      url,
      `CREATE TABLE base (id int PRIMARY KEY, v int); INSERT INTO base VALUES (1, 1), (2, 2); CREATE VIEW seen AS SELECT * FROM base`,
    )
  }
  await onServer(urls.target, `UPDATE base SET v = 3 WHERE id = 2`)
  const { tables } = await compareNow(urls, { table: ['public.seen'] })
  assert.deepEqual(toldTable(tables[0]), {
    verdict: 'different',
    differs: ['extra (no key): id=2 v=3', 'missing (no key): id=2 v=2'],
  })
  assert.deepEqual(
    (await compareNow(urls)).tables.map(({ table }) => table),
    ['public.base'],
  )
})

test('reconcile() finds the one row among the many, at the borders of every range, by ranges, buckets and digests', async () => {
  const urls = await storyDatabases({ source: servers.newest, target: servers.newest })
  const filled = `SELECT i, md5(i::text), md5(i::text)::uuid FROM generate_series(1, 60000) i`
  for (const url of Object.values(urls)) {
    await onServer(
      url,
      `CREATE TABLE ranged (k bigint PRIMARY KEY, v text, u uuid); INSERT INTO ranged ${filled};
      CREATE TABLE sparse (k bigint UNIQUE, v text, u uuid); INSERT INTO sparse SELECT i::bigint * i * i, md5(i::text), NULL FROM generate_series(1, 60000) i; INSERT INTO sparse SELECT NULL, i::text, NULL FROM generate_series(1, 50) i;
      CREATE TABLE bucketed (k text PRIMARY KEY, v text, u uuid); INSERT INTO bucketed ${filled};
      CREATE TABLE keyless (k bigint, v text, u uuid); INSERT INTO keyless ${filled}; ANALYZE`,
    )
  }
  const ids = Array.from({ length: 61 }, (_, index) => Math.max(1, index * 1000))
  await onServer(
    urls.target,
    `
    UPDATE ranged SET v = 'x' WHERE k IN (${ids.join()}); UPDATE bucketed SET v = 'x' WHERE k IN ('${ids.join("','")}');
    UPDATE keyless SET v = 'x' WHERE k IN (${ids.join()}); UPDATE sparse SET v = 'x' WHERE k IN (SELECT i::bigint * i * i FROM unnest(ARRAY[${ids.join()}]) i);
    DELETE FROM sparse WHERE v = '7' AND k IS NULL`,
  )
  const { tables } = await compareNow(urls, { differencesMax: 10 })
  const counts = Object.fromEntries(
    tables.map(({ table, sourceRows, targetRows, missing, extra, changed, truncated }) => [
      table,
      [sourceRows, targetRows, missing, extra, changed, truncated],
    ]),
  )
  assert.deepEqual(counts, {
    'public.bucketed': [60_000, 60_000, 0, 0, 61, true],
    'public.keyless': [60_000, 60_000, 61, 61, 0, true],
    'public.ranged': [60_000, 60_000, 0, 0, 61, true],
    'public.sparse': [60_050, 60_049, 1, 0, 61, true],
  })
  assert.ok(tables.every(({ differences }) => differences.length === 10))
})

test('reconcile() of 300 small tables tells the one that differs', async () => {
  const urls = await storyDatabases({ source: servers.newest, target: servers.newest })
  for (const url of Object.values(urls)) {
    await onServer(
      url,
      `DO $$ BEGIN FOR i IN 1..300 LOOP EXECUTE format('CREATE TABLE small_%s (id int PRIMARY KEY, v int); INSERT INTO small_%s VALUES (1, %s)', i, i, i); END LOOP; END $$`,
    )
  }
  await onServer(urls.target, `UPDATE small_123 SET v = 0`)
  const { tables } = await compareNow(urls)
  assert.equal(tables.length, 300)
  assert.deepEqual(
    tables.filter(({ verdict }) => verdict !== 'equal').map(({ table }) => table),
    ['public.small_123'],
  )
})
