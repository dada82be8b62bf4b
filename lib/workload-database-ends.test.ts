/** What goes wrong for users of a database, on a real server: conflicts, kills, timeouts, wrong answers, a full server. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { UnreachableError } from './errors.ts'
import { ramp } from './pacer.ts'
import { connectPostgres } from './postgres.ts'
import {
  databaseRun,
  scratchApplication,
  scratchSchema,
  watchSessions,
} from './scratch-database-run.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'
import type { Connection } from './postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer
let admin: Connection
let url: string

before(async () => {
  server = await startPostgres({ name: 'load', databases: ['load'] })
  url = server.url('load')
  admin = await connectPostgres(url, { max: 2 })
})

after(async () => {
  await admin[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

test('transactions that the server does not serialize are failures with their SQLSTATE, rolled back', async () => {
  const { failures, totals } = await databaseRun({
    url,
    pool: 10,
    user: 'SerializationUser',
    ramp: ramp({ users: 20, spawnRate: 1000, runTimeMs: 2000 }),
  })
  assert.ok(totals.failed > 0 && totals.ok > 0, `${totals.failed} ${totals.ok}`)
  for (const { kind, message, name } of failures) {
    assert.equal(name, 'UPDATE accounts (serializable)')
    assert.equal(kind, 'sql')
    assert.match(message, /^SQLSTATE 40(?:001|P01): /)
  }
})

test('a killed backend fails the request that it served, and the pool goes on with another', async () => {
  let killing: Promise<unknown> = Promise.resolve()
  const { failures, totals, pool, series } = await databaseRun({
    url,
    pool: 2,
    user: 'PoolExhaustionUser',
    ramp: ramp({ users: 10, spawnRate: 1000, runTimeMs: 3000 }),
    onSecond: ({ latest }) => {
      if (latest.t === 1) killing = killOne()
    },
  })
  await killing
  assert.deepEqual(
    failures.map(({ kind, message, count }) => [kind, message, count]),
    [['reset', 'connection closed before an answer', 1]],
  )
  assert.equal(pool.replaced, 1)
  assert.equal(totals.ok + totals.failed + totals.interrupted, totals.sent)
  assert.ok((series.at(2)?.ok ?? 0) > 0)
})

/** One that has just begun to sleep, so that it is killed in its sleep. */
async function killOne(): Promise<void> {
  await until(
    async () => {
      const killed = await admin`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = ${scratchApplication} AND state = 'active'
          AND clock_timestamp() - query_start < interval '20 ms' LIMIT 1`
      return killed.length === 1
    },
    { what: 'a backend to kill', deadlineMs: 20_000 },
  )
}

test('a request that is given up is cancelled at the server, which never sees more sessions than the pool', async () => {
  const watched = watchSessions(admin)
  const { totals, failures, pool } = await databaseRun({
    url,
    pool: 2,
    user: 'ConcurrentCountUser',
    requestTimeoutMs: 200,
    prepared: async () => {
      // A view that is slow to count stands where the table stood.
      await admin.unsafe(`ALTER TABLE ${scratchSchema}.rows_1 RENAME TO gone;
        CREATE VIEW ${scratchSchema}.rows_1 AS SELECT 1 FROM pg_sleep(60)`)
    },
  })
  assert.equal(totals.timedOut, totals.sent)
  assert.ok(totals.sent > 2)
  assert.ok(failures.every(({ kind }) => kind === 'timeout'))
  assert.ok(pool.replaced > 0)
  assert.ok((await watched.most()) <= 2)
  const running = await admin`
    SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%rows_1%'
      AND application_name = ${scratchApplication}`
  assert.equal(running.length, 0)
})

test("the server's own statement timeout is a timeout", async () => {
  await admin.unsafe(`CREATE ROLE hasty LOGIN PASSWORD 'hasty-way';
    ALTER ROLE hasty SET statement_timeout = '20ms'`)
  const { failures, totals } = await databaseRun({
    url,
    pool: 2,
    user: 'PoolExhaustionUser',
    loadUrl: withUser('hasty', 'hasty-way'),
  })
  assert.equal(totals.timedOut, totals.sent - totals.interrupted)
  assert.match(failures[0]?.message ?? '', /^SQLSTATE 57014: .*statement timeout/)
})

test('a count that is not that of the made table is a wrong answer', async () => {
  const { failures, totals } = await databaseRun({
    url,
    pool: 2,
    user: 'ConcurrentCountUser',
    prepared: async () => {
      await admin.unsafe(`DELETE FROM ${scratchSchema}.rows_1 WHERE id = 7`)
    },
  })
  assert.equal(totals.ok, 0)
  assert.deepEqual([failures[0]?.kind, failures[0]?.count], ['body', totals.failed])
  assert.match(failures[0]?.message ?? '', /counted 499 rows of a table that was made with 500/)
})

test('a server that takes no more connections is told where they were wanted', async () => {
  await admin`CREATE ROLE narrow LOGIN PASSWORD 'narrow-way' CONNECTION LIMIT 1`
  const { failures, totals } = await databaseRun({
    url,
    pool: 2,
    user: 'PoolExhaustionUser',
    loadUrl: withUser('narrow', 'narrow-way'),
  })
  assert.ok(totals.ok > 0 && totals.failed > 0)
  assert.match(failures[0]?.message ?? '', /^SQLSTATE 53300: .*too many connections/)
  assert.equal(failures[0]?.kind, 'sql')
})

test('a pool that cannot open a single connection has nothing to measure', async () => {
  const run = databaseRun({
    url,
    pool: 2,
    user: 'PoolExhaustionUser',
    loadUrl: withUser('narrow', 'not-the-password'),
  })
  await assert.rejects(run, (error: unknown) => {
    assert.ok(error instanceof UnreachableError)
    assert.match(error.message, /password authentication failed/)
    assert.doesNotMatch(error.message, /not-the-password/)
    return true
  })
})

function withUser(user: string, password: string): string {
  const other = new URL(url)
  other.username = user
  other.password = password
  return other.href
}
