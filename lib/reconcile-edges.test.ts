/** Tables at the edges of what PostgreSQL takes: the most columns, the longest names, other encodings, and names that our own SQL has. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { compareNow, onServer, setUp, storyDatabases, toldTable } from './scratch-reconcile.ts'
import { startScratchServers } from './scratch-values.ts'
import type { TableStory } from './scratch-reconcile.ts'
import type { ScratchServers } from './scratch-values.ts'

let servers: ScratchServers

before(async () => {
  servers = await startScratchServers('edges')
})

after(async () => await servers[Symbol.asyncDispose]())

/** A table of `count` columns besides `id`. */
function wide(name: string, count: number, { key, type }: { key: string; type: string }): string {
  const columns = Array.from({ length: count }, (_, index) => `c${index + 1} ${type}`)
  return `CREATE TABLE ${name} (id int ${key}, ${columns.join(', ')}); INSERT INTO ${name} (id, c${count}) VALUES (1, '1'), (2, '2')`
}

const longest = `${'x'.repeat(61)}é`
const longKey = 'y'.repeat(63)

const stories: readonly TableStory[] = [
  {
    name: 'most_columns',
    both: wide('most_columns', 1599, { key: 'PRIMARY KEY', type: 'int' }),
    target: `UPDATE most_columns SET c1599 = 3 WHERE id = 2`,
    differs: ['changed id=2: c1599 2 → 3'],
  },
  {
    name: 'most_columns_cast',
    both: `CREATE TYPE digit AS ENUM ('1', '2', '3'); ${wide('most_columns_cast', 830, { key: 'PRIMARY KEY', type: 'digit' })}`,
    target: `UPDATE most_columns_cast SET c830 = '3' WHERE id = 2`,
    differs: ['changed id=2: c830 2 → 3'],
  },
  {
    name: longest,
    both: `CREATE TABLE "${longest}" ("${longKey}" int PRIMARY KEY, "${longKey.slice(1)}z" int, "two\nlines" int);
      INSERT INTO "${longest}" VALUES (1, 1, 1), (2, 2, 2)`,
    target: `UPDATE "${longest}" SET "two\nlines" = 9 WHERE "${longKey}" = 2`,
    differs: [`changed ${longKey}=2: two\nlines 2 → 9`],
  },
  {
    name: 'two\nlines',
    both: `CREATE TABLE "two\nlines" (id int PRIMARY KEY, "\t" int); INSERT INTO "two\nlines" VALUES (1, 1)`,
    target: `UPDATE "two\nlines" SET "\t" = 9`,
    differs: ['changed id=1: \t 1 → 9'],
  },
]

test('reconcile() compares what is as wide, or named as long or as oddly, as a server takes', async () => {
  for (const combination of servers.combinations) {
    const urls = await storyDatabases(combination)
    await setUp(urls, stories)
    const { tables } = await compareNow(urls)
    for (const { name, differs } of stories) {
      const result = tables.find(({ table }) => table.replaceAll('"', '') === `public.${name}`)
      assert.deepEqual(toldTable(result), { verdict: 'different', differs }, result?.reason ?? name)
    }
  }
})

test('reconcile() shows of a row without a key all of 1,200 columns', async () => {
  const urls = await storyDatabases({ source: servers.newest, target: servers.newest })
  const table = wide('loose', 1199, { key: '', type: 'int' })
  await onServer(urls.source, table)
  await onServer(urls.target, `${table}; UPDATE loose SET c1199 = 3 WHERE id = 2`)
  const { tables } = await compareNow(urls)
  const [extra, missing] =
    tables[0]?.differences.toSorted((left) => (left.kind === 'extra' ? -1 : 1)) ?? []
  assert.equal(Object.keys(missing?.source ?? {}).length, 1200)
  assert.deepEqual([missing?.source?.['c1199'], extra?.target?.['c1199']], ['2', '3'])
})

test('--where speaks of the columns of the table, whatever their names', async () => {
  const urls = await storyDatabases({ source: servers.newest, target: servers.newest })
  const names = ['n', '_n', 'k', 'k0', 'd', 'c', 'h', 's', 't', 'p0', 'g', 'u', 'b']
  const table = `CREATE TABLE named (${names.map((name) => `${name} int`).join(', ')}, v int, PRIMARY KEY (n, k0));
    INSERT INTO named SELECT ${names.map(() => 'i').join(', ')}, i FROM generate_series(1, 5) i`
  await onServer(urls.source, table)
  await onServer(urls.target, `${table}; UPDATE named SET v = 0 WHERE n IN (3, 5)`)
  const where = [names.map((name) => `${name} < 4`).join(' AND ')]
  const { tables } = await compareNow(urls, { columns: { where } })
  assert.deepEqual(toldTable(tables[0]), {
    verdict: 'different',
    differs: ['changed n=3 k0=3: v 3 → 0'],
  })
})

test('reconcile() finds the same characters in databases of different encodings', async () => {
  const urls = await storyDatabases(
    { source: servers.newest, target: servers.newest },
    { source: `TEMPLATE template0 ENCODING LATIN1 LOCALE 'C'`, target: '' },
  )
  const both = `CREATE TABLE "tä" (k text PRIMARY KEY, v text, j json);
    INSERT INTO "tä" VALUES ('ä', repeat('ü', 1500), '{"ö":1}'), ('b', 'é', '{}'), ('ñ', 'x', '{}');
    CREATE TABLE loose ("ß" text); INSERT INTO loose VALUES ('ÿ'), ('ÿ'), ('û')`
  await onServer(urls.source, both)
  await onServer(
    urls.target,
    `${both}; UPDATE "tä" SET v = 'è' WHERE k = 'b'; DELETE FROM loose WHERE ctid = '(0,1)'`,
  )
  const { tables } = await compareNow(urls)
  assert.deepEqual(tables.map(toldTable), [
    { verdict: 'different', differs: ['changed k=b: v é → è'] },
    { verdict: 'different', differs: ['missing (no key): ß=ÿ'] },
  ])
})

test('reconcile() tells tables apart that have one name in two schemas, or a dot in it', async () => {
  const urls = await storyDatabases({ source: servers.newest, target: servers.newest })
  const names = ['"a.b".c', 'a."b.c"', 'a.c', 'public.c']
  const both = `CREATE SCHEMA "a.b"; CREATE SCHEMA a; ${names
    .map((name) => `CREATE TABLE ${name} (id int PRIMARY KEY); INSERT INTO ${name} VALUES (1)`)
    .join('; ')}`
  await onServer(urls.source, both)
  await onServer(
    urls.target,
    `${both}; INSERT INTO a."b.c" VALUES (2); INSERT INTO public.c VALUES (3)`,
  )
  const { tables } = await compareNow(urls)
  assert.deepEqual(
    tables.map(({ table, differences }) => [table, differences.map(({ key }) => key?.['id'])]),
    [
      ['"a.b".c', []],
      ['a."b.c"', ['2']],
      ['a.c', []],
      ['public.c', ['3']],
    ],
  )
})

test('reconcile() reads names alike, whether a database quotes them all or none', async () => {
  const urls = await storyDatabases({ source: servers.newest, target: servers.newest })
  await setUp(urls, [
    {
      name: 'named',
      both: `CREATE TABLE named (id int PRIMARY KEY, v regclass); INSERT INTO named VALUES (1, 'pg_class')`,
      differs: [],
    },
  ])
  await onServer(
    urls.target,
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET quote_all_identifiers = on', current_database()); END $$`,
  )
  const { tables } = await compareNow(urls)
  assert.deepEqual(tables.map(toldTable), [{ verdict: 'equal', differs: [] }])
})
