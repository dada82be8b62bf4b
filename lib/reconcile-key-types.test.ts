/** Keys of every type that can be one, and values that have several binary forms: told by what they print, on PostgreSQL 15 and 18. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { compareNow, setUp, storyDatabases, toldTable } from './scratch-reconcile.ts'
import { startScratchServers } from './scratch-values.ts'
import type { TableStory } from './scratch-reconcile.ts'
import type { ScratchServers } from './scratch-values.ts'

let servers: ScratchServers

before(async () => {
  servers = await startScratchServers('key-types')
})

after(async () => await servers[Symbol.asyncDispose]())

/** Keys as PostgreSQL prints them; each is in one row, and that row differs. */
const keys: readonly (readonly [type: string, keys: readonly string[]])[] = [
  ['bit(8)', ['00000001', '10101010']],
  ['varbit', ['', '10101010']],
  ['"char"', ['a', 'b']],
  ['name', ['a', 'B']],
  ['bytea', ['\\x', '\\x00', '\\xff5c']],
  ['interval', ['-00:00:01', '1 day -00:00:01', '1 mon']],
  ['time', ['00:00:00.000001', '24:00:00']],
  ['timetz', ['12:00:00+02', '12:00:00-13']],
  ['date', ['-infinity', '0044-03-15 BC', '2025-01-01', 'infinity']],
  ['timestamp', ['-infinity', '0044-03-15 00:00:00 BC', '294276-12-31 23:59:59.999999']],
  ['inet', ['10.0.0.1', '10.0.0.1/24', '::1']],
  ['cidr', ['10.0.0.0/8', '::1/128']],
  ['macaddr8', ['08:00:2b:01:02:03:04:05']],
  ['jsonb', ['null', '{"a": 1.0}']],
  ['boolean', ['f', 't']],
  ['int4range', ['[1,5)', 'empty']],
  ['nummultirange', ['{[1.0,2.00]}', '{}']],
  ['money', ['$1,234,567.50', '-$3.00']],
  ['float8', ['-Infinity', '0.1', '1e-320', 'NaN']],
  ['real', ['0.1', '3.4028235e+38']],
  ['text[]', ['{}', '{NULL,"NULL","a,b"}', '[2:2]={x}']],
  ['pg_lsn', ['16/B374D848']],
  ['tsvector', ["'a':1 'b'"]],
  ['smallint', ['-32768', '32767']],
]

function keyStory([type, texts]: (typeof keys)[number], index: number): TableStory {
  const name = `key_${index}`
  const values = texts.map((text) => `('${text.replaceAll("'", "''")}', 1)`)
  return {
    name,
    both: `CREATE TABLE ${name} (k ${type} PRIMARY KEY, v int); INSERT INTO ${name} VALUES ${values.join(', ')}`,
    target: `UPDATE ${name} SET v = 2`,
    differs: texts.map((text) => `changed k=${text}: v 1 → 2`),
  }
}

const stories: readonly TableStory[] = [
  ...keys.map(keyStory),
  {
    name: 'enums',
    both: '',
    source: `CREATE TYPE mood AS ENUM ('a', 'b c', 'd''e'); CREATE TABLE enums (k mood PRIMARY KEY, v mood); INSERT INTO enums VALUES ('a', 'a'), ('b c', 'a')`,
    target: `CREATE TYPE first AS ENUM ('x'); CREATE TYPE mood AS ENUM ('d''e', 'b c', 'a'); CREATE TABLE enums (k mood PRIMARY KEY, v mood); INSERT INTO enums VALUES ('a', 'a'), ('b c', 'd''e')`,
    differs: [`changed k=b c: v a → d'e`],
  },
  {
    name: 'composites',
    both: '',
    source: `CREATE TYPE place AS (a int, b text); CREATE TABLE composites (k place PRIMARY KEY, v place[]); INSERT INTO composites VALUES ((1, 'x,y'), '{}'), ((NULL, ''), '{"(1,)"}')`,
    target: `CREATE TYPE second AS (a int); CREATE TYPE place AS (a int, b text); CREATE TABLE composites (k place PRIMARY KEY, v place[]); INSERT INTO composites VALUES ((1, 'x,y'), '{}'), ((NULL, ''), '{"(2,)"}')`,
    differs: ['changed k=(,""): v {"(1,)"} → {"(2,)"}'],
  },
  {
    name: 'domains',
    both: '',
    source: `CREATE DOMAIN code AS text COLLATE "C"; CREATE TABLE domains (k code PRIMARY KEY, v int); INSERT INTO domains VALUES ('a', 1), ('B', 2)`,
    target: `CREATE TYPE third AS ENUM ('x'); CREATE DOMAIN code AS text; CREATE TABLE domains (k code PRIMARY KEY, v int); INSERT INTO domains VALUES ('a', 1), ('B', 20)`,
    differs: ['changed k=B: v 2 → 20'],
  },
  {
    name: 'arrays_of_domains',
    both: `CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE DOMAIN codes AS text[]; CREATE TABLE arrays_of_domains (k positive[], n codes, v int, PRIMARY KEY (k, n)); INSERT INTO arrays_of_domains VALUES ('{1,NULL}', '{a}', 1), ('{2}', '{"{}"}', 1)`,
    target: `UPDATE arrays_of_domains SET v = 2 WHERE k = '{2}'`,
    differs: ['changed k={2} n={"{}"}: v 1 → 2'],
  },
  {
    name: 'citexts',
    both: `CREATE EXTENSION citext; CREATE TABLE citexts (k citext PRIMARY KEY, v citext)`,
    source: `INSERT INTO citexts VALUES ('Abc', 'x'), ('b', 'x'), ('C', 'x')`,
    target: `INSERT INTO citexts VALUES ('abc', 'x'), ('b', 'X'), ('C', 'x')`,
    differs: ['missing k=Abc: k=Abc v=x', 'extra k=abc: k=abc v=x', 'changed k=b: v x → X'],
  },
  {
    name: 'hstores',
    both: `CREATE EXTENSION hstore; CREATE TABLE hstores (k hstore PRIMARY KEY, v hstore);
      INSERT INTO hstores VALUES ('a=>1, b=>NULL', 'x=>1'), ('b=>"NULL"', 'x=>1'), ('', '')`,
    target: `UPDATE hstores SET v = 'x=>NULL' WHERE k ? 'a'; UPDATE hstores SET v = 'y=>""' WHERE k = ''`,
    differs: ['changed k="a"=>"1", "b"=>NULL: v "x"=>"1" → "x"=>NULL', 'changed k=: v  → "y"=>""'],
  },
  {
    name: 'ltrees',
    both: `CREATE EXTENSION ltree; CREATE TABLE ltrees (k ltree PRIMARY KEY, v lquery); INSERT INTO ltrees VALUES ('a.b', '*.a'), ('a_b', '*.b')`,
    target: `UPDATE ltrees SET v = '*.c' WHERE k = 'a.b'`,
    differs: ['changed k=a.b: v *.a → *.c'],
  },
  {
    name: 'two_types',
    both: '',
    source: `CREATE TABLE two_types (k uuid, n int, v int, PRIMARY KEY (k, n)); INSERT INTO two_types SELECT md5(i::text)::uuid, i, i FROM generate_series(1, 3) i`,
    target: `CREATE TABLE two_types (k text, n numeric, v int, PRIMARY KEY (n, k)); INSERT INTO two_types SELECT md5(i::text)::uuid, i, i FROM generate_series(1, 3) i; UPDATE two_types SET v = 0 WHERE n = 3`,
    differs: ['changed k=eccbc87e-4b5c-e2fe-2830-8fd9f2a7baf3 n=3: v 3 → 0'],
  },
  {
    name: 'minus_zero',
    both: 'CREATE TABLE minus_zero (k float8 PRIMARY KEY, v int)',
    source: `INSERT INTO minus_zero VALUES ('-0', 1), ('Infinity'::float8 - 'Infinity', 2)`,
    target: `INSERT INTO minus_zero VALUES ('0', 1), ('NaN', 2)`,
    differs: ['missing k=-0: k=-0 v=1', 'extra k=0: k=0 v=1'],
  },
  {
    name: 'null_that_was_in_a_key',
    both: 'CREATE TABLE null_that_was_in_a_key (k int[] PRIMARY KEY, v int)',
    source: `INSERT INTO null_that_was_in_a_key VALUES ('{1,NULL}', 1), ('{2,NULL}', 2); UPDATE null_that_was_in_a_key SET k[2] = 2`,
    target: `INSERT INTO null_that_was_in_a_key VALUES ('{1,2}', 1), ('{2,2}', 3)`,
    differs: ['changed k={2,2}: v 2 → 3'],
  },
  {
    name: 'several_forms_without_a_key',
    both: 'CREATE TABLE several_forms_without_a_key (v int[], f float8[], p point, b box)',
    source: `INSERT INTO several_forms_without_a_key SELECT v::int[], ARRAY[nan], point(nan, 1), box(point(1, 1), point(0, 0)) FROM (VALUES ('{1,NULL}'), ('{2,NULL}')) AS n (v), (SELECT 'Infinity'::float8 - 'Infinity') AS i (nan); UPDATE several_forms_without_a_key SET v[2] = 2`,
    target: `INSERT INTO several_forms_without_a_key VALUES ('{1,2}', '{NaN}', '(NaN,1)', '(1,1),(0,0)'), ('{3,2}', '{NaN}', '(NaN,1)', '(1,1),(0,0)')`,
    differs: [
      'missing (no key): v={2,2} f={NaN} p=(NaN,1) b=(1,1),(0,0)',
      'extra (no key): v={3,2} f={NaN} p=(NaN,1) b=(1,1),(0,0)',
    ],
  },
  {
    name: 'several_forms_where_a_key_is_null',
    both: 'CREATE TABLE several_forms_where_a_key_is_null (k int UNIQUE, v int[])',
    source: `INSERT INTO several_forms_where_a_key_is_null VALUES (NULL, '{1,NULL}'), (1, '{1,NULL}'); UPDATE several_forms_where_a_key_is_null SET v[2] = 2`,
    target: `INSERT INTO several_forms_where_a_key_is_null VALUES (NULL, '{1,2}'), (1, '{1,2}')`,
    differs: [],
  },
  {
    name: 'nulls_not_distinct',
    both: `CREATE TABLE nulls_not_distinct (k int, v text, UNIQUE NULLS NOT DISTINCT (k)); INSERT INTO nulls_not_distinct VALUES (1, 'a'), (NULL, 'x')`,
    target: `UPDATE nulls_not_distinct SET v = 'y' WHERE k IS NULL`,
    differs: ['missing (no key): k=NULL v=x', 'extra (no key): k=NULL v=y'],
  },
  {
    name: 'nulls_at_the_target',
    both: '',
    source: `CREATE TABLE nulls_at_the_target (k int PRIMARY KEY, v text); INSERT INTO nulls_at_the_target VALUES (1, 'a'), (2, 'b')`,
    target: `CREATE TABLE nulls_at_the_target (k int, v text); INSERT INTO nulls_at_the_target VALUES (1, 'a'), (2, 'c'), (NULL, 'n'), (NULL, 'n')`,
    differs: ['changed k=2: v b → c', 'extra (no key) ×2: k=NULL v=n'],
  },
  {
    name: 'no_real_key',
    both: `CREATE TABLE no_real_key (k int UNIQUE DEFERRABLE, v int); CREATE UNIQUE INDEX ON no_real_key (k) WHERE v > 0; CREATE UNIQUE INDEX ON no_real_key ((k + 0)); INSERT INTO no_real_key VALUES (1, 1), (2, 2)`,
    target: `UPDATE no_real_key SET v = 3 WHERE k = 2`,
    differs: ['missing (no key): k=2 v=2', 'extra (no key): k=2 v=3'],
  },
]

test('reconcile() tells rows by a key of any type, and by what a value prints', async () => {
  for (const combination of servers.combinations) {
    const urls = await storyDatabases(combination)
    await setUp(urls, stories)
    const { tables } = await compareNow(urls)
    const extended = ['citexts', 'hstores', 'ltrees']
    const { tables: live } = await compareNow(urls, {
      table: extended.map((name) => `public.${name}`),
      live: { settleMs: 200, heartbeat: undefined, nudge: false },
    })
    assert.deepEqual(
      live.map(toldTable),
      tables.filter(({ table }) => extended.includes(table.slice(7))).map(toldTable),
    )
    for (const [index, { name, differs }] of stories.entries()) {
      const result = tables.find(({ table }) => table === `public.${name}`)
      const verdict = differs.length > 0 ? 'different' : 'equal'
      assert.deepEqual(
        toldTable(result),
        { verdict, differs: differs.toSorted() },
        `${name} ${keys[index]?.[0] ?? ''}: ${result?.reason ?? ''}`,
      )
    }
  }
})
