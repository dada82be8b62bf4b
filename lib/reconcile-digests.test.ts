/** However rows are hashed, the same rows are told: by the servers' own hash, by SHA-256, and column by column. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { openSide } from './compared-side.ts'
import { connectPostgres } from './postgres.ts'
import { compareTable } from './reconcile-table.ts'
import { readTables } from './schema.ts'
import { setUp, storyDatabases, toldTable } from './scratch-reconcile.ts'
import { startScratchServers } from './scratch-values.ts'
import { planPairs } from './table-pairs.ts'
import { parseSelection } from './table-selection.ts'
import type { DigestSettings } from './reconcile-chunks.ts'
import type { ScratchServers } from './scratch-values.ts'
import type { Table, TablePair } from './table.ts'
import type { TableStory } from './scratch-reconcile.ts'

let servers: ScratchServers

before(async () => {
  servers = await startScratchServers('digests')
})

after(async () => await servers[Symbol.asyncDispose]())

const digests: readonly DigestSettings[] = [
  { seed: '1', native: true, nested: false, portable: false },
  { seed: '-1', native: false, nested: false, portable: false },
  { seed: '2', native: true, nested: true, portable: false },
  { seed: '9223372036854775807', native: false, nested: false, portable: true },
  { seed: '-9223372036854775808', native: false, nested: true, portable: true },
]

const stories: readonly TableStory[] = [
  {
    name: 'numbers',
    both: `CREATE TABLE numbers (id int PRIMARY KEY, v bigint, n numeric); INSERT INTO numbers SELECT i, i, i FROM generate_series(1, 500) i`,
    target: `UPDATE numbers SET v = 4294967296 WHERE id = 1; UPDATE numbers SET n = 7.0 WHERE id = 7; DELETE FROM numbers WHERE id = 500`,
    differs: [
      'changed id=1: v 1 → 4294967296',
      'changed id=7: n 7 → 7.0',
      'missing id=500: id=500 v=500 n=500',
    ],
  },
  {
    name: 'swapped',
    both: `CREATE TABLE swapped (a text, b int, c text, PRIMARY KEY (b, a)); INSERT INTO swapped VALUES ('x', 1, 'one'), ('y', 2, 'two'), ('z', 3, 'three')`,
    target: `UPDATE swapped SET c = CASE b WHEN 1 THEN 'two' ELSE 'one' END WHERE b < 3`,
    differs: ['changed b=1 a=x: c one → two', 'changed b=2 a=y: c two → one'],
  },
  {
    name: 'loose',
    both: `CREATE TABLE loose (a int, b text); INSERT INTO loose VALUES (1, 'x'), (1, 'x'), (2, NULL), (2, '')`,
    target: `DELETE FROM loose WHERE ctid = '(0,1)'; UPDATE loose SET b = '' WHERE b IS NULL`,
    differs: [
      'missing (no key): a=1 b=x',
      'missing (no key): a=2 b=NULL',
      'extra (no key): a=2 b=',
    ],
  },
  {
    name: 'nullable',
    both: `CREATE TABLE nullable (k text UNIQUE, v int[]); INSERT INTO nullable VALUES ('a', '{1}'), (NULL, '{1}'), (NULL, '{2}')`,
    target: `UPDATE nullable SET v = '[0:0]={1}' WHERE v = '{1}'`,
    differs: [
      'changed k=a: v {1} → [0:0]={1}',
      'missing (no key): k=NULL v={1}',
      'extra (no key): k=NULL v=[0:0]={1}',
    ],
  },
  {
    name: 'no_columns',
    both: 'CREATE TABLE no_columns (); INSERT INTO no_columns DEFAULT VALUES',
    differs: [],
  },
]

async function tablesOf(url: string): Promise<readonly Table[]> {
  await using sql = await connectPostgres(url, { max: 1 })
  return await readTables(sql, { named: [] })
}

test('compareTable() tells the same rows whichever digest is taken', async () => {
  const urls = await storyDatabases(
    servers.combinations.at(-1) ?? { source: servers.newest, target: servers.newest },
  )
  await setUp(urls, stories)
  const signal = new AbortController().signal
  const opened = { connections: 2, snapshotMaxMs: 60_000, signal }
  await using source = openSide({ ...opened, url: urls.source })
  await using target = openSide({ ...opened, url: urls.target })
  const { pairs } = planPairs({
    source: await tablesOf(urls.source),
    target: await tablesOf(urls.target),
    selection: parseSelection({ table: [], map: [] }),
  })
  for (const digest of digests) {
    for (const { name, differs } of stories) {
      const pair = pairs.find(({ label }) => label === `public.${name}`)
      assert.ok(pair)
      const result = await compareTable(workOf(pair))
      const verdict = differs.length > 0 ? 'different' : 'equal'
      const story = `${name} by ${JSON.stringify(digest)}: ${result.reason ?? ''}`
      assert.deepEqual(toldTable(result), { verdict, differs: differs.toSorted() }, story)
    }

    function workOf(pair: TablePair): Parameters<typeof compareTable>[0] {
      return {
        pair,
        sides: { source, target },
        digest,
        depth: 'rows',
        lanes: [0, 1],
        live: null,
        checkpoint: null,
        differencesMax: 100,
        sink: async () => undefined,
        signal,
        onRows: () => undefined,
        onEnd: (why) => assert.fail(why),
      }
    }
  }
})
