/** Rows that an earlier compare named are found again, whatever told them: each is mended or not, and nothing else is read. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { readEarlierResult } from './earlier-result.ts'
import { compareNow, onServer, storyDatabases, toldTable } from './scratch-reconcile.ts'
import { startScratchServers } from './scratch-values.ts'
import type { ScratchCompare } from './scratch-reconcile.ts'
import type { ScratchServers } from './scratch-values.ts'
import type { ListedDifference } from './table.ts'

let servers: ScratchServers
let folder: string

before(async () => {
  servers = await startScratchServers('recheck')
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-recheck-'))
})

after(async () => {
  await rm(folder, { recursive: true, force: true })
  await servers[Symbol.asyncDispose]()
})

type RecheckStory = {
  readonly name: string
  readonly both: string
  readonly target: string
  /** At the target, before the rows are read again. */
  readonly later: string
  readonly options?: ScratchCompare
  readonly left: ReturnType<typeof toldTable>
}

const columns = Array.from({ length: 900 }, (_, index) => `c${index} int`).join(', ')

const stories: readonly RecheckStory[] = [
  {
    name: 'keys that would break a list',
    both: `CREATE TABLE "a.""b" (k text PRIMARY KEY, v text); INSERT INTO "a.""b" SELECT k, 'v' FROM unnest(ARRAY['NULL', '', '{}', '"', E'\\\\', E'a\\nb', 'a,b']) k`,
    target: `UPDATE "a.""b" SET v = 'w'`,
    later: `UPDATE "a.""b" SET v = 'v' WHERE k IN ('', 'NULL', 'a,b')`,
    left: {
      verdict: 'different',
      differs: ['"', '\\', 'a\nb', '{}'].map((key) => `changed k=${key}: v v → w`),
    },
  },
  {
    name: 'a key that is an array',
    both: `CREATE TABLE t (k int[] PRIMARY KEY, v int); INSERT INTO t VALUES ('{1,2}', 1), ('{3}', 1)`,
    target: 'UPDATE t SET v = 2',
    later: `UPDATE t SET v = 1 WHERE k = '{3}'`,
    left: { verdict: 'different', differs: ['changed k={1,2}: v 1 → 2'] },
  },
  {
    name: 'no key, and mended',
    both: `CREATE TABLE t (v int[], p point, n numeric); INSERT INTO t VALUES ('{1,2}', '(1,2)', 1.0), ('{3}', '(3,4)', 2)`,
    target: 'UPDATE t SET v[1] = 9 WHERE n = 2',
    later: 'UPDATE t SET v[1] = 3 WHERE n = 2',
    left: { verdict: 'equal', differs: [] },
  },
  {
    name: 'no key, and too long to be told',
    both: `CREATE TABLE t (v text); INSERT INTO t VALUES (repeat('x', 2000))`,
    target: `UPDATE t SET v = v || 'y'`,
    later: `UPDATE t SET v = repeat('x', 2000)`,
    left: { verdict: 'unresolved', differs: [] },
  },
  {
    name: 'a condition on columns that are named as ours are',
    both: 'CREATE TABLE t (n int PRIMARY KEY, cdc_at int, version int, suspect int); INSERT INTO t SELECT i, i, i, i FROM generate_series(1, 6) i',
    target: 'UPDATE t SET suspect = 0 WHERE n IN (2, 5)',
    later: 'UPDATE t SET suspect = 1 WHERE n IN (2, 5)',
    options: { columns: { where: ['n < 4 AND cdc_at < 4 AND version < 4 AND suspect < 4'] } },
    left: { verdict: 'different', differs: ['changed n=2: suspect 2 → 1'] },
  },
  {
    name: 'near by now',
    both: 'CREATE TABLE t (id int PRIMARY KEY, v float8); INSERT INTO t SELECT i, i FROM generate_series(1, 5) i',
    target: 'UPDATE t SET v = 0 WHERE id IN (3, 4)',
    later: 'UPDATE t SET v = 3.0000000001 WHERE id = 3',
    options: { columns: { compare: ['v=epsilon(1e-6)'] } },
    left: { verdict: 'different', differs: ['changed id=4: v 4 → 0'] },
  },
  {
    name: '900 columns',
    both: `CREATE TABLE t (id int PRIMARY KEY, ${columns}); INSERT INTO t (id) VALUES (1), (2)`,
    target: 'UPDATE t SET c899 = 4 WHERE id = 2',
    later: 'UPDATE t SET c899 = 5 WHERE id = 2',
    left: { verdict: 'different', differs: ['changed id=2: c899 NULL → 5'] },
  },
]

for (const { name, both, target, later, options, left } of stories) {
  test(`--recheck: ${name}`, async () => {
    const newest = { source: servers.newest, target: servers.newest }
    const urls = await storyDatabases(servers.combinations.at(-1) ?? newest)
    await onServer(urls.source, both)
    await onServer(urls.target, `${both}; ${target}`)
    const rows: ListedDifference[] = []
    const first = await compareNow(urls, { ...options, rows })
    const files = [join(folder, 'first.json'), join(folder, 'first.jsonl')] as const
    await writeFile(files[0], JSON.stringify(first))
    await writeFile(files[1], rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    await onServer(urls.target, later)
    for (const file of files) {
      const recheck = await readEarlierResult(file)
      const { tables } = await compareNow(urls, { ...options, recheck })
      assert.deepEqual(tables.map(toldTable), [left], file)
    }
  })
}
