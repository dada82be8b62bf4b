/** Rows are found by any key or none: each story is set up on PostgreSQL 15 and 18, both ways, and told row by row. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { compareNow, setUp, storyDatabases, toldTable } from './scratch-reconcile.ts'
import { startScratchServers } from './scratch-values.ts'
import type { TableStory } from './scratch-reconcile.ts'
import type { ScratchServers } from './scratch-values.ts'

let servers: ScratchServers

before(async () => {
  servers = await startScratchServers('keys')
})

after(async () => await servers[Symbol.asyncDispose]())

const stories: readonly TableStory[] = [
  {
    name: 'whole numbers',
    both: `CREATE TABLE "whole numbers" (id int PRIMARY KEY, v text);
      INSERT INTO "whole numbers" SELECT i, 'v' || i FROM generate_series(-50, 50) i`,
    target: `UPDATE "whole numbers" SET v = 'other' WHERE id = -50;
      UPDATE "whole numbers" SET v = NULL WHERE id = 0;
      DELETE FROM "whole numbers" WHERE id IN (1, 50); INSERT INTO "whole numbers" VALUES (51, 'extra')`,
    differs: [
      'changed id=-50: v v-50 → other',
      'changed id=0: v v0 → NULL',
      'missing id=1: id=1 v=v1',
      'missing id=50: id=50 v=v50',
      'extra id=51: id=51 v=extra',
    ],
  },
  {
    name: 'bounds of bigint',
    both: `CREATE TABLE "bounds of bigint" (id bigint PRIMARY KEY, v bigint);
      INSERT INTO "bounds of bigint" VALUES (-9223372036854775808, -1), (9223372036854775807, 1), (4294967296, 1)`,
    target: `UPDATE "bounds of bigint" SET v = 4294967295 WHERE id < 0; UPDATE "bounds of bigint" SET v = 4294967296 WHERE id = 4294967296`,
    differs: [
      'changed id=-9223372036854775808: v -1 → 4294967295',
      'changed id=4294967296: v 1 → 4294967296',
    ],
  },
  {
    name: 'narrower and wider key',
    both: '',
    source: `CREATE TABLE "narrower and wider key" (id int PRIMARY KEY, v text); INSERT INTO "narrower and wider key" VALUES (1, 'a'), (2, 'b')`,
    target: `CREATE TABLE "narrower and wider key" (id bigint PRIMARY KEY, v text); INSERT INTO "narrower and wider key" VALUES (1, 'a'), (9999999999, 'b')`,
    differs: ['missing id=2: id=2 v=b', 'extra id=9999999999: id=9999999999 v=b'],
  },
  {
    name: 'uuids',
    both: `CREATE TABLE uuids (id uuid PRIMARY KEY, v int);
      INSERT INTO uuids SELECT md5(i::text)::uuid, i FROM generate_series(1, 300) i`,
    target: `UPDATE uuids SET v = 0 WHERE v = 7; DELETE FROM uuids WHERE v = 8`,
    differs: [
      'changed id=8f14e45f-ceea-167a-5a36-dedd4bea2543: v 7 → 0',
      'missing id=c9f0f895-fb98-ab91-59f5-1fd0297e236d: id=c9f0f895-fb98-ab91-59f5-1fd0297e236d v=8',
    ],
  },
  {
    name: 'texts of two collations',
    both: '',
    source: `CREATE TABLE "texts of two collations" (k text COLLATE "C" PRIMARY KEY, v int);
      INSERT INTO "texts of two collations" VALUES ('a', 1), ('B', 2), ('ä', 3), ('Z', 4), ('aa', 5), ('', 6)`,
    target: `CREATE TABLE "texts of two collations" (k text COLLATE "und-x-icu" PRIMARY KEY, v int);
      INSERT INTO "texts of two collations" VALUES ('Z', 4), ('ä', 30), ('a', 1), ('A', 2), ('aa', 5), ('', 6)`,
    differs: ['changed k=ä: v 3 → 30', 'missing k=B: k=B v=2', 'extra k=A: k=A v=2'],
  },
  {
    name: 'a collation that ignores case',
    both: `CREATE COLLATION IF NOT EXISTS nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE "a collation that ignores case" (k text COLLATE nocase PRIMARY KEY, v int)`,
    source: `INSERT INTO "a collation that ignores case" VALUES ('Key', 1), ('same', 2)`,
    target: `INSERT INTO "a collation that ignores case" VALUES ('key', 1), ('same', 3)`,
    differs: ['missing k=Key: k=Key v=1', 'extra k=key: k=key v=1', 'changed k=same: v 2 → 3'],
  },
  {
    name: 'hostile keys',
    both: `CREATE TABLE "hostile keys" (k text PRIMARY KEY, v int);
      INSERT INTO "hostile keys" SELECT k, 1 FROM unnest(ARRAY['NULL', 'null', '', ' ', '{}', '{a,b}', '"', '''', E'\\\\', E'a\\nb', E'\\t', 'a,b', '(1)', '--', '\${x}', '%s', E'\\u2028', '🧑‍🚀']) k`,
    target: `UPDATE "hostile keys" SET v = 2`,
    differs: [
      'NULL',
      'null',
      '',
      ' ',
      '{}',
      '{a,b}',
      '"',
      "'",
      '\\',
      'a\nb',
      '\t',
      'a,b',
      '(1)',
      '--',
      '${x}',
      '%s',
      '\u2028',
      '🧑‍🚀',
    ].map((key) => `changed k=${key}: v 1 → 2`),
  },
  {
    name: 'composite in another order',
    both: `CREATE TABLE "composite in another order" (v int, b text, a int, PRIMARY KEY (a, b));
      INSERT INTO "composite in another order" VALUES (1, '11', 1), (2, '1', 11), (3, '1', 1), (4, '', 0)`,
    target: `UPDATE "composite in another order" SET v = 9 WHERE (a, b) = (11, '1'); DELETE FROM "composite in another order" WHERE a = 0`,
    differs: ['changed a=11 b=1: v 2 → 9', 'missing a=0 b=: v=4 b= a=0'],
  },
  {
    name: 'times',
    both: `CREATE TABLE times (at timestamptz PRIMARY KEY, v int);
      INSERT INTO times VALUES ('-infinity', 1), ('infinity', 2), ('2025-01-01 00:00:00.000001+00', 3), ('0044-03-15 BC', 4)`,
    target: `UPDATE times SET v = 0 WHERE v IN (1, 3); DELETE FROM times WHERE v IN (2, 4)`,
    differs: [
      'changed at=-infinity: v 1 → 0',
      'changed at=2025-01-01 00:00:00.000001+00: v 3 → 0',
      'missing at=infinity: at=infinity v=2',
      'missing at=0044-03-15 00:00:00+00 BC: at=0044-03-15 00:00:00+00 BC v=4',
    ],
  },
  {
    name: 'numeric key',
    both: `CREATE TABLE "numeric key" (id numeric PRIMARY KEY, v int)`,
    source: `INSERT INTO "numeric key" VALUES (1.0, 1), (1e30, 2), ('NaN', 3)`,
    target: `INSERT INTO "numeric key" VALUES (1.00, 1), (1e30, 20), ('NaN', 3)`,
    differs: [
      'missing id=1.0: id=1.0 v=1',
      'extra id=1.00: id=1.00 v=1',
      'changed id=1000000000000000000000000000000: v 2 → 20',
    ],
  },
  {
    name: 'padded key',
    both: `CREATE TABLE "padded key" (k char(5) PRIMARY KEY, v int); INSERT INTO "padded key" VALUES ('ab', 1), ('abcde', 2)`,
    target: `UPDATE "padded key" SET v = v + 1`,
    differs: ['changed k=ab   : v 1 → 2', 'changed k=abcde: v 2 → 3'],
  },
  {
    name: 'unique with nulls',
    both: `CREATE TABLE "unique with nulls" (k int UNIQUE, v text);
      INSERT INTO "unique with nulls" VALUES (1, 'a'), (2, 'b'), (NULL, 'x'), (NULL, 'x'), (NULL, 'y')`,
    target: `UPDATE "unique with nulls" SET v = 'c' WHERE k = 2; DELETE FROM "unique with nulls" WHERE v = 'y';
      INSERT INTO "unique with nulls" VALUES (NULL, 'x')`,
    differs: ['changed k=2: v b → c', 'missing (no key): k=NULL v=y', 'extra (no key): k=NULL v=x'],
  },
  {
    name: 'no key',
    both: `CREATE TABLE "no key" (a int, b text);
      INSERT INTO "no key" VALUES (1, 'x'), (1, 'x'), (1, 'x'), (2, NULL), (2, ''), (3, 'z')`,
    target: `DELETE FROM "no key" WHERE ctid IN (SELECT ctid FROM "no key" WHERE a = 1 LIMIT 2);
      INSERT INTO "no key" VALUES (2, NULL), (2, NULL), (4, 'w')`,
    differs: [
      'missing (no key) ×2: a=1 b=x',
      'extra (no key) ×2: a=2 b=NULL',
      'extra (no key): a=4 b=w',
    ],
  },
  {
    name: 'pairs that a xor would cancel',
    both: `CREATE TABLE "pairs that a xor would cancel" (a int)`,
    source: `INSERT INTO "pairs that a xor would cancel" VALUES (1), (1), (7)`,
    target: `INSERT INTO "pairs that a xor would cancel" VALUES (2), (2), (7)`,
    differs: ['missing (no key) ×2: a=1', 'extra (no key) ×2: a=2'],
  },
  {
    name: 'twice on a target without the key',
    both: '',
    source: `CREATE TABLE "twice on a target without the key" (id int PRIMARY KEY, v text); INSERT INTO "twice on a target without the key" VALUES (1, 'a'), (2, 'b'), (3, 'c')`,
    target: `CREATE TABLE "twice on a target without the key" (id int, v text); INSERT INTO "twice on a target without the key" VALUES (1, 'a'), (1, 'a'), (1, 'a'), (2, 'b'), (2, 'other'), (3, 'c')`,
    differs: ['extra id=1 ×2: id=1 v=a', 'extra id=2: id=2 v=other'],
  },
]

test('reconcile() names every row that differs, whatever its key, and no other', async () => {
  for (const combination of servers.combinations) {
    const urls = await storyDatabases(combination)
    await setUp(urls, stories)
    const { tables } = await compareNow(urls)
    for (const { name, differs, verdict = 'different' } of stories) {
      const result = tables.find(({ table }) => table.replaceAll('"', '') === `public.${name}`)
      assert.deepEqual(
        toldTable(result),
        { verdict, differs: differs.toSorted() },
        `${name}: ${result?.reason ?? ''}`,
      )
    }
    assert.equal(tables.length, stories.length)
  }
})
