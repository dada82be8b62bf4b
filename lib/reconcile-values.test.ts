/** What is another value is a changed column, and what prints alike is none: every story of values, on PostgreSQL 15 and 18. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { compareNow, onServer, setUp, storyDatabases, toldTable } from './scratch-reconcile.ts'
import { startScratchServers } from './scratch-values.ts'
import type { TableStory } from './scratch-reconcile.ts'
import type { ScratchServers } from './scratch-values.ts'
import type { Both } from './table.ts'

let servers: ScratchServers

before(async () => {
  servers = await startScratchServers('reconcile-values')
})

after(async () => await servers[Symbol.asyncDispose]())

async function fixture(name: string): Promise<string> {
  return await readFile(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')
}

const stories: readonly TableStory[] = [
  story(
    'nothing is not null',
    { type: 'text', source: `''`, target: 'NULL' },
    'changed id=1: v  → NULL',
  ),
  story('one blank', { type: 'text', source: `'a'`, target: `'a '` }, 'changed id=1: v a → a '),
  story('scale', { type: 'numeric', source: '1.0', target: '1.00' }, 'changed id=1: v 1.0 → 1.00'),
  story('minus zero', { type: 'float8', source: `'-0'`, target: '0' }, 'changed id=1: v -0 → 0'),
  story(
    'a microsecond',
    { type: 'timestamptz', source: `'2025-01-01 00:00:00.000001+00'`, target: `'2025-01-01+00'` },
    'changed id=1: v 2025-01-01 00:00:00.000001+00 → 2025-01-01 00:00:00+00',
  ),
  story(
    'bounds of an array',
    { type: 'int[]', source: `'{1}'`, target: `'[2:2]={1}'` },
    'changed id=1: v {1} → [2:2]={1}',
  ),
  story(
    'a null that is a word',
    { type: 'text[]', source: `'{NULL}'`, target: `'{"NULL"}'` },
    'changed id=1: v {NULL} → {"NULL"}',
  ),
  story(
    'text of json',
    { type: 'json', source: `'{"a": 1}'`, target: `'{"a":1}'` },
    'changed id=1: v {"a": 1} → {"a":1}',
  ),
  story(
    'scale in jsonb',
    { type: 'jsonb', source: `'1.0'`, target: `'1.00'` },
    'changed id=1: v 1.0 → 1.00',
  ),
  story(
    'signed and unsigned',
    { type: 'bigint', source: '-1', target: '4294967295' },
    'changed id=1: v -1 → 4294967295',
  ),
  story(
    'folded',
    { type: 'bigint', source: '-5', target: '4294967291' },
    'changed id=1: v -5 → 4294967291',
  ),
  story(
    'a month and its days',
    { type: 'interval', source: `'1 mon'`, target: `'30 days'` },
    'changed id=1: v 1 mon → 30 days',
  ),
  story('sign of a NaN', {
    type: 'float8',
    source: `'Infinity'::float8 - 'Infinity'`,
    target: `'NaN'`,
  }),
  story('sign of a NaN inside', {
    type: 'float8[]',
    source: `ARRAY['Infinity'::float8 - 'Infinity']`,
    target: `'{NaN}'`,
  }),
  story(
    'infinity',
    { type: 'date', source: `'infinity'`, target: `'-infinity'` },
    'changed id=1: v infinity → -infinity',
  ),
  story(
    'one byte',
    { type: 'bytea', source: `'\\x00ff'`, target: `'\\x00fe'` },
    'changed id=1: v \\x00ff → \\x00fe',
  ),
  {
    name: 'a null that was in an array',
    both: `CREATE TABLE "a null that was in an array" (id int PRIMARY KEY, v int[]); INSERT INTO "a null that was in an array" VALUES (1, '{1,2}')`,
    source: `UPDATE "a null that was in an array" SET v = '{1,NULL}'; UPDATE "a null that was in an array" SET v[2] = 2`,
    differs: [],
  },
  {
    name: 'values in another column',
    both: `CREATE TABLE "values in another column" (id int PRIMARY KEY, a int, b int, c text, d text)`,
    source: `INSERT INTO "values in another column" VALUES (1, 1, 2, 'x', 'y'), (2, 0, 0, 'x0', 'y'), (3, NULL, 1, 'a|b', 'c')`,
    target: `INSERT INTO "values in another column" VALUES (1, 2, 1, 'y', 'x'), (2, 0, 0, 'x', '0y'), (3, 1, NULL, 'a', 'b|c')`,
    differs: [
      'changed id=1: a 1 → 2, b 2 → 1, c x → y, d y → x',
      'changed id=2: c x0 → x, d y → 0y',
      'changed id=3: a NULL → 1, b 1 → NULL, c a|b → a, d c → b|c',
    ],
  },
  {
    name: 'two rows exchanged',
    both: `CREATE TABLE "two rows exchanged" (id int PRIMARY KEY, v text); INSERT INTO "two rows exchanged" VALUES (1, 'a'), (2, 'b')`,
    target: `UPDATE "two rows exchanged" SET v = CASE id WHEN 1 THEN 'b' ELSE 'a' END`,
    differs: ['changed id=1: v a → b', 'changed id=2: v b → a'],
  },
  {
    name: 'longer than is shown',
    both: `CREATE TABLE "longer than is shown" (id int PRIMARY KEY, v text, w bytea);
      INSERT INTO "longer than is shown" VALUES (1, repeat('a', 5000), NULL), (2, repeat('ü', 1000), NULL), (3, repeat('ü', 1001), decode(repeat('ab', 3000), 'hex'))`,
    target: `UPDATE "longer than is shown" SET v = v || 'b' WHERE id = 1; UPDATE "longer than is shown" SET v = overlay(v placing 'x' from 1001) WHERE id = 3`,
    differs: ['changed id=1: v aaa…(5000) → aaa…(5001)', 'changed id=3: v üüü…(1001) → üüü…(1001)'],
  },
  {
    name: 'what a separator or a sentinel would hide',
    both: `CREATE TABLE "what a separator or a sentinel would hide" (id int PRIMARY KEY, v text)`,
    source: `INSERT INTO "what a separator or a sentinel would hide" VALUES (1, NULL), (2, NULL), (3, 'NULL'), (4, ''), (5, ' x'), (6, E'a\n'), (7, chr(160)), (8, chr(233))`,
    target: `INSERT INTO "what a separator or a sentinel would hide" VALUES (1, '<null>'), (2, 'NULL'), (3, NULL), (4, ' '), (5, 'x'), (6, E'a\r\n'), (7, ' '), (8, 'e' || chr(769))`,
    differs: [
      'changed id=1: v NULL → <null>',
      'changed id=2: v NULL → NULL',
      'changed id=3: v NULL → NULL',
      'changed id=4: v  →  ',
      'changed id=5: v  x → x',
      'changed id=6: v a\n → a\r\n',
      'changed id=7: v \u00a0 →  ',
      'changed id=8: v \u00e9 → e\u0301',
    ],
  },
  {
    name: 'numbers that round alike',
    both: `CREATE TABLE "numbers that round alike" (id int PRIMARY KEY, b bigint, o bool, f float8, n numeric)`,
    source: `INSERT INTO "numbers that round alike" VALUES (1, 1234567890123456, NULL, 0, 'NaN'), (2, 1, true, 0.1, 'Infinity'), (3, 2, false, NULL, 12345678901234567890.123456789)`,
    target: `INSERT INTO "numbers that round alike" VALUES (1, 1234567890123999, false, NULL, NULL), (2, 4294967296, true, 0.10000000000000002, '-Infinity'), (3, 2, false, 0, 12345678901234567890.123456788)`,
    differs: [
      'changed id=1: b 1234567890123456 → 1234567890123999, o NULL → f, f 0 → NULL, n NaN → NULL',
      'changed id=2: b 1 → 4294967296, f 0.1 → 0.10000000000000002, n Infinity → -Infinity',
      'changed id=3: f NULL → 0, n 12345678901234567890.123456789 → 12345678901234567890.123456788',
    ],
  },
  {
    name: 'wide',
    both: `DO $$ BEGIN EXECUTE 'CREATE TABLE wide (id int PRIMARY KEY, ' || (SELECT string_agg('c' || i || ' int DEFAULT ' || i, ', ') FROM generate_series(1, 400) i) || ')'; END $$;
      INSERT INTO wide SELECT i FROM generate_series(1, 20) i`,
    target: `UPDATE wide SET c400 = -1, c1 = NULL WHERE id = 3`,
    differs: ['changed id=3: c1 1 → NULL, c400 400 → -1'],
  },
]

/** One row whose value differs, or not, beside one that is NULL. */
function story(
  name: string,
  { type, source, target }: { readonly type: string } & Both<string>,
  ...differs: readonly string[]
): TableStory {
  function insert(value: string): string {
    return `INSERT INTO "${name}" VALUES (1, ${value}), (2, NULL)`
  }
  return {
    name,
    both: `CREATE TABLE "${name}" (id int PRIMARY KEY, v ${type})`,
    source: insert(source),
    target: insert(target),
    differs,
  }
}

test('reconcile() tells the column and both values where they differ, and nothing where they print alike', async () => {
  for (const combination of servers.combinations) {
    const urls = await storyDatabases(combination)
    await setUp(urls, stories)
    const { tables } = await compareNow(urls)
    for (const { name, differs } of stories) {
      const result = tables.find(({ table }) => table.replaceAll('"', '') === `public.${name}`)
      const verdict = differs.length > 0 ? 'different' : 'equal'
      assert.deepEqual(toldTable(result), { verdict, differs: differs.toSorted() }, name)
    }
  }
})

test('reconcile() of every type finds nothing where nothing differs, and each value that was changed', async () => {
  // Before PostgreSQL 17 no interval is infinite.
  const rows = (await fixture('every-type.sql')).replaceAll(
    /'-?infinity', ('[^']*\{)/g,
    "'-1 day', $1",
  )
  const schema = await fixture('schema.sql')
  for (const combination of servers.combinations) {
    const urls = await storyDatabases(combination)
    // In another order on the target: a type of the user's has another oid there.
    await onServer(urls.target, `CREATE TYPE public.earlier AS ENUM ('x')`)
    for (const url of Object.values(urls)) await onServer(url, `${schema}; ${rows}`)
    const unchanged = await compareNow(urls)
    assert.deepEqual(
      unchanged.tables.map(toldTable).filter(({ verdict }) => verdict !== 'equal'),
      [],
    )
    const columns = await changeEachColumn(urls)
    const altered = await compareNow(urls, { table: ['public.every_type'] })
    const changed = altered.tables[0]?.differences.map((each) => each.columns.join())
    assert.deepEqual(changed?.toSorted(), columns.toSorted())
  }
})

/** In one row each, on the target: the value becomes NULL. The names of the columns. */
async function changeEachColumn({ source, target }: Both<string>): Promise<readonly string[]> {
  await using sql = await connectPostgres(target, { max: 1 })
  const columns = await sql<{ name: string }[]>`SELECT attname AS name FROM pg_attribute
    WHERE attrelid = 'public.every_type'::regclass AND attnum > 1 AND NOT attisdropped`
  for (const url of [source, target]) {
    await onServer(
      url,
      `DELETE FROM every_type WHERE id > 1; INSERT INTO every_type SELECT (jsonb_populate_record(t, jsonb_build_object('id', 100 + i))).* FROM every_type t, generate_series(1, ${columns.length}) i WHERE t.id = 1`,
    )
  }
  for (const [index, { name }] of columns.entries()) {
    await sql.unsafe(`UPDATE every_type SET ${name} = NULL WHERE id = ${101 + index}`)
  }
  return columns.map(({ name }) => name)
}
