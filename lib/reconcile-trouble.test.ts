/** What goes wrong with a table in the middle of a compare is told of that table, and never makes it equal. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { compareNow, onServer, storyDatabases } from './scratch-reconcile.ts'
import { startPostgres } from './stack-postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { Both, TableResult } from './table.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'trouble' })
})

after(async () => await server[Symbol.asyncDispose]())

/** `first` differs in every row, `second` in one: what happens to it while `first` is read is there when its turn comes. */
const threeTables = `
  CREATE TABLE first (id int PRIMARY KEY, v text); INSERT INTO first SELECT i, 'v' FROM generate_series(1, 3000) i;
  CREATE TABLE second (id int PRIMARY KEY, v text); INSERT INTO second SELECT i, 'v' FROM generate_series(1, 3000) i;
  CREATE TABLE "no key" (v int); INSERT INTO "no key" SELECT generate_series(1, 3000)`

async function twoDatabases(): Promise<Both<string>> {
  const urls = await storyDatabases({ source: server, target: server })
  for (const url of Object.values(urls)) await onServer(url, threeTables)
  await onServer(urls.target, `UPDATE first SET v = 'w'; UPDATE second SET v = 'w' WHERE id = 7`)
  return urls
}

type Trouble = {
  readonly name: string
  readonly on: keyof Both<string>
  /** Happens once the first difference has been told. */
  readonly statement: string
  readonly connections?: number
  readonly expected: Readonly<Record<string, readonly [TableResult['verdict'], RegExp | null]>>
}

const undisturbed: Trouble['expected'] = {
  '"no key"': ['equal', null],
  first: ['different', null],
  second: ['different', null],
}

const others = `FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`

const troubles: readonly Trouble[] = [
  {
    name: 'a table is dropped before its turn',
    on: 'target',
    statement: 'DROP TABLE second',
    expected: { second: ['unresolved', /"public.second" does not exist \(at 127/] },
  },
  {
    name: 'a column is dropped before its turn',
    on: 'source',
    statement: 'ALTER TABLE second DROP v',
    expected: { second: ['unresolved', /column t.v does not exist/] },
  },
  {
    name: 'a column gets another type before its turn',
    on: 'target',
    statement: 'ALTER TABLE second ALTER v TYPE bytea USING v::bytea',
    expected: { second: ['unresolved', /./] },
  },
  {
    name: 'a table is emptied before its turn',
    on: 'target',
    statement: 'TRUNCATE second',
    expected: {},
  },
  {
    name: 'a table is replaced by a view that hides the row that differs',
    on: 'target',
    statement: `ALTER TABLE second RENAME TO moved; CREATE VIEW second AS SELECT * FROM moved WHERE id <> 7`,
    expected: { second: ['unresolved', /./] },
  },
  {
    name: 'row security begins before its turn',
    on: 'target',
    statement: `ALTER TABLE second ENABLE ROW LEVEL SECURITY; ALTER TABLE second FORCE ROW LEVEL SECURITY`,
    expected: {},
  },
  ...[1, 2].flatMap((connections): readonly Trouble[] => [
    {
      name: 'connections to the target end while rows are read',
      on: 'target',
      statement: `SELECT pg_terminate_backend(pid) ${others}`,
      connections,
      expected: {},
    },
    {
      name: 'connections to the source end while rows are read',
      on: 'source',
      statement: `SELECT pg_terminate_backend(pid) ${others}`,
      connections,
      expected: {},
    },
    {
      name: 'queries are cancelled while rows are read',
      on: 'source',
      statement: `SELECT pg_cancel_backend(pid) ${others}`,
      connections,
      expected: {},
    },
  ]),
]

for (const { name, on, statement, expected, connections = 1 } of troubles) {
  test(`reconcile() where ${name}, with ${connections} connections`, async () => {
    const urls = await twoDatabases()
    let happens: Promise<void> | null = null
    const found = await compareNow(urls, {
      connections,
      differencesMax: 1,
      onDifference: async () => await (happens ??= onServer(urls[on], statement)),
    })
    for (const [table, [verdict, reason]] of Object.entries({ ...undisturbed, ...expected })) {
      const result = found.tables.find((each) => each.table === `public.${table}`)
      assert.equal(result?.verdict, verdict, `${table}: ${result?.reason ?? ''}`)
      if (reason === null) assert.equal(result.reason, null)
      else assert.match(result.reason ?? '', reason)
    }
    const first = found.tables.find(({ table }) => table === 'public.first')
    assert.equal(first?.changed, 3000)
  })
}

test('reconcile() of a table that another one has locked tells that, and goes on with the others', async () => {
  const urls = await twoDatabases()
  await using locker = await connectPostgres(urls.target, { max: 1 })
  await locker.unsafe('BEGIN; LOCK TABLE first')
  const { tables } = await compareNow(urls, { snapshotMaxMs: 3000, connections: 1 })
  assert.deepEqual(
    tables.map(({ table, verdict }) => [table, verdict]),
    [
      ['public."no key"', 'equal'],
      ['public.first', 'unresolved'],
      ['public.second', 'different'],
    ],
  )
  const { pathname, port } = new URL(urls.target)
  assert.equal(
    tables[1]?.reason,
    `canceling statement due to lock timeout (at 127.0.0.1:${port}${pathname})`,
  )
})

const conditions = [
  ['id = now()', /^with --where id = now\(\): operator does not exist: .* \(at 127/],
  ['id >', /^with --where id >: syntax error/],
  ['id / (id - 5) > 0', /^with --where .*: division by zero/],
  ['nothing = 1', /^with --where .*: column "nothing" does not exist/],
] as const

test('reconcile() tells where a server can make nothing of a condition', async () => {
  const urls = await twoDatabases()
  for (const [where, reason] of conditions) {
    const { tables } = await compareNow(urls, {
      table: ['public.second'],
      columns: { where: [where] },
    })
    assert.equal(tables[0]?.verdict, 'unresolved', where)
    assert.match(tables[0].reason ?? '', reason)
  }
})

/** What a server says in another language; which one is installed differs from system to system. */
const translated = `
  CREATE FUNCTION slowly() RETURNS int LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_sleep(60);
      RETURN 0;
    EXCEPTION WHEN query_canceled THEN
      RAISE EXCEPTION 'storniere Anfrage wegen Zeitüberschreitung der Anfrage' USING ERRCODE = 'query_canceled';
    END $$;
  CREATE VIEW translated AS SELECT id, v FROM second WHERE slowly() = 0`

test('reconcile() tells that a statement took too long, and at which server, whatever its language', async () => {
  const urls = await twoDatabases()
  await onServer(
    urls.source,
    `CREATE VIEW slow AS SELECT id, v FROM second, pg_sleep(id); ${translated}`,
  )
  for (const view of ['slow', 'translated'])
    await onServer(urls.target, `CREATE VIEW ${view} AS SELECT id, v FROM second`)
  const { tables } = await compareNow(urls, {
    table: ['public.slow', 'public.second', 'public.translated'],
    snapshotMaxMs: 3000,
  })
  assert.deepEqual(
    tables.map(({ verdict }) => verdict),
    ['different', 'unresolved', 'unresolved'],
  )
  const [, slow, german] = tables.map(({ reason }) => reason ?? '')
  assert.match(slow ?? '', /^canceling .* \(at 127.*_s\): --snapshot-max is what it may take$/)
  assert.match(german ?? '', /^storniere .* \(at 127.*_s\): --snapshot-max is what it may take$/)
})

test('reconcile() of a database with itself compares nothing; of one with another schema of it, that', async () => {
  const { source } = await twoDatabases()
  const urls = { source, target: source.replace('127.0.0.1', 'localhost') }
  const alone = await compareNow(urls)
  for (const { verdict, reason } of alone.tables) {
    assert.equal(verdict, 'skipped')
    assert.equal(reason, 'source and target are one and the same table')
  }
  await onServer(source, 'CREATE SCHEMA copied; CREATE TABLE copied.second AS TABLE second')
  const mapped = await compareNow(urls, {
    table: ['public.second'],
    map: ['public.*=copied.*'],
  })
  assert.deepEqual(
    mapped.tables.map(({ targetTable, verdict }) => [targetTable, verdict]),
    [['copied.second', 'equal']],
  )
})
