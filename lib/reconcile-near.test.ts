/** Columns that are compared with a tolerance, in tables whose rows have a key, have one now and then, or have none. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { compareNow, onServer, storyDatabases, toldTable } from './scratch-reconcile.ts'
import { startPostgres } from './stack-postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'near' })
})

after(async () => await server[Symbol.asyncDispose]())

type NearStory = {
  readonly name: string
  readonly both: string
  readonly source?: string
  readonly target: string
  readonly compare: readonly string[]
  readonly key?: string
  readonly differs: readonly string[]
}

const stories: readonly NearStory[] = [
  {
    name: 'no key, too far',
    both: `CREATE TABLE t (a int, v float8, w text); INSERT INTO t VALUES (1, 1, 'x'), (1, 2, 'x'), (1, 3, 'x')`,
    target: `UPDATE t SET v = 5 WHERE v = 2`,
    compare: ['v=epsilon(0.1)'],
    differs: ['extra (no key): a=1 v=5 w=x', 'missing (no key): a=1 v=2 w=x'],
  },
  {
    name: 'no key, near, the text of another column of no matter',
    both: `CREATE TABLE t (a int, v float8, w text); INSERT INTO t VALUES (1, 1, 'x'), (1, 2, 'x'), (7, 3, 'y'), (7, 3, 'y')`,
    target: `UPDATE t SET v = v + 0.01`,
    compare: ['v=epsilon(0.1)'],
    differs: [],
  },
  {
    name: 'no key, each near to two',
    both: `CREATE TABLE t (v numeric)`,
    source: `INSERT INTO t VALUES (2.00), (1.0), (1.08)`,
    target: `INSERT INTO t VALUES (1.05), (0.95), (1.15)`,
    compare: ['v=epsilon(0.1)'],
    differs: ['extra (no key): v=1.15', 'missing (no key): v=2.00'],
  },
  {
    name: 'no key, two columns',
    both: `CREATE TABLE t (v float8, a int, w float8); INSERT INTO t VALUES (1, 1, 10), (2, 1, 20)`,
    target: `UPDATE t SET v = v + 0.01, w = w + 0.5 WHERE v = 1; UPDATE t SET w = w + 5 WHERE v = 2`,
    compare: ['v=epsilon(0.1)', 'w=epsilon(1)'],
    differs: ['extra (no key): v=2 a=1 w=25', 'missing (no key): v=2 a=1 w=20'],
  },
  {
    name: 'a key that may be null',
    both: `CREATE TABLE t (id int UNIQUE, w text, v numeric); INSERT INTO t VALUES (1, 'x', 1.0), (2, 'x', 2), (NULL, 'x', 3), (NULL, 'x', 4), (5, NULL, 5)`,
    target: `UPDATE t SET v = v + 1 WHERE v IN (2, 3); UPDATE t SET v = v + 0.010 WHERE v IN (1, 5)`,
    compare: ['v=epsilon(0.1)'],
    differs: [
      'changed id=2: v 2 → 3',
      'extra (no key): id=NULL w=x v=4',
      'missing (no key): id=NULL w=x v=3',
    ],
  },
  {
    name: 'a key that is there more than once',
    both: `CREATE TABLE t (id int, v float8); INSERT INTO t VALUES (1, 1), (1, 2), (2, 2)`,
    target: `INSERT INTO t VALUES (1, 7), (1, 9), (1, 7); UPDATE t SET v = 2.05 WHERE v = 2`,
    compare: ['v=epsilon(0.1)'],
    key: 'id',
    differs: ['extra id=1 ×2: id=1 v=7', 'extra id=1: id=1 v=9'],
  },
  {
    name: 'a key that is only near identifies nothing',
    both: `CREATE TABLE t (id float8 PRIMARY KEY, v int); INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)`,
    target: `UPDATE t SET id = 1.01 WHERE id = 1; UPDATE t SET id = 2.5 WHERE id = 2`,
    compare: ['id=epsilon(0.1)'],
    differs: ['extra (no key): id=2.5 v=2', 'missing (no key): id=2 v=2'],
  },
  {
    name: 'what is no number',
    both: `CREATE TABLE t (id int PRIMARY KEY, v float8); INSERT INTO t VALUES (1, NULL), (2, 0), (3, 'NaN'), (4, 'Infinity'), (5, 'NaN')`,
    target: `UPDATE t SET v = 0 WHERE id = 1; UPDATE t SET v = NULL WHERE id = 2; UPDATE t SET v = '-Infinity' WHERE id = 4; UPDATE t SET v = 0 WHERE id = 5`,
    compare: ['v=epsilon(10)'],
    differs: [
      'changed id=1: v NULL → 0',
      'changed id=2: v 0 → NULL',
      'changed id=4: v Infinity → -Infinity',
      'changed id=5: v NaN → 0',
    ],
  },
  {
    name: 'longer than is shown',
    both: `CREATE TABLE t (id int PRIMARY KEY, v numeric); INSERT INTO t VALUES (1, 10::numeric ^ 1100), (2, 10::numeric ^ 1100)`,
    target: `UPDATE t SET v = v + 5 WHERE id = 1`,
    compare: ['v=epsilon(1)'],
    differs: ['changed id=1: v 100…(1101) → 100…(1101)'],
  },
]

for (const { name, both, source = '', target, compare, key, differs } of stories) {
  test(`reconcile() by epsilon: ${name}`, async () => {
    const urls = await storyDatabases({ source: server, target: server })
    await onServer(urls.source, `${both}; ${source}`)
    await onServer(urls.target, `${both}; ${target}`)
    const columns = { compare, ...(key !== undefined && { key: [key] }) }
    const { tables } = await compareNow(urls, { columns })
    const verdict = differs.length > 0 ? 'different' : 'equal'
    assert.deepEqual(toldTable(tables[0]), { verdict, differs })
  })
}

test('reconcile() by epsilon, live: a row without a key that is too far is no equal one', async () => {
  const urls = await storyDatabases({ source: server, target: server })
  const both = `CREATE TABLE t (a int, v float8); INSERT INTO t VALUES (1, 1), (2, 2); CREATE TABLE u (a int, v float8); INSERT INTO u VALUES (1, 1), (1, 2)`
  await onServer(urls.source, both)
  await onServer(urls.target, `${both}; UPDATE t SET v = 5 WHERE a = 2; UPDATE u SET v = v + 0.01`)
  const live = { settleMs: 1000, heartbeat: undefined, nudge: false }
  const { tables } = await compareNow(urls, { live, columns: { compare: ['v=epsilon(0.1)'] } })
  assert.deepEqual(tables.map(toldTable), [
    {
      verdict: 'different',
      differs: ['extra (no key): a=2 v=5', 'missing (no key): a=2 v=2'],
    },
    { verdict: 'equal', differs: [] },
  ])
  const { missing, extra, changed } = tables[0] ?? {}
  assert.deepEqual([missing, extra, changed], [1, 1, 0])
})
