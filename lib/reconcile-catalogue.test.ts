/** What stands in the way of reading the catalogues: a lock is waited for a while and told, a lost connection is another try. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { UnreachableError } from './errors.ts'
import { connectPostgres } from './postgres.ts'
import { compareNow, onServer, storyDatabases } from './scratch-reconcile.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'
import type { Connection } from './postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { Both } from './table.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'catalogue' })
})

after(async () => await server[Symbol.asyncDispose]())

async function twoDatabases(): Promise<Both<string>> {
  const urls = await storyDatabases({ source: server, target: server })
  for (const url of Object.values(urls))
    await onServer(url, 'CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)')
  return urls
}

/** Whoever reads that part of the catalogue waits from now on, as behind a VACUUM FULL. */
async function locked(url: string, part = 'pg_inherits'): Promise<Connection> {
  const sql = await connectPostgres(url, { max: 1 })
  await sql.unsafe(`BEGIN; LOCK TABLE pg_catalog.${part}`)
  return sql
}

const isLocked = /^Cannot read the catalogue of 127.*_t: canceling statement due to lock timeout$/

test('reconcile() tells that a catalogue is locked, and where', async () => {
  const urls = await twoDatabases()
  await using _locker = await locked(urls.target)
  await assert.rejects(compareNow(urls, { snapshotMaxMs: 3000 }), (error) => {
    assert.ok(error instanceof UnreachableError)
    assert.match(error.message, isLocked)
    return true
  })
})

test('reconcile() tells what it has compared where --cut-over cannot be read', async () => {
  const urls = await twoDatabases()
  await using _locker = await locked(urls.target, 'pg_trigger')
  const { tables, checks } = await compareNow(urls, { snapshotMaxMs: 3000, cutOver: true })
  assert.deepEqual(
    tables.map(({ table, verdict }) => [table, verdict]),
    [['public.t', 'equal']],
  )
  assert.deepEqual(
    checks.map(({ verdict }) => verdict),
    ['unknown'],
  )
  assert.match(checks[0]?.message ?? '', isLocked)
})

test('reconcile() reads a catalogue again where the connection is lost meanwhile', async () => {
  const urls = await twoDatabases()
  await using locker = await locked(urls.source)
  const compared = compareNow(urls)
  await using admin = await connectPostgres(server.url('postgres'), { max: 1 })
  const waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
  await until(async () => (await admin.unsafe(waiting)).length > 0, {
    what: 'a reader that waits',
    deadlineMs: 20_000,
  })
  await admin.unsafe(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS w`)
  await locker.unsafe('ROLLBACK')
  const { tables } = await compared
  assert.deepEqual(
    tables.map(({ table, verdict }) => [table, verdict]),
    [['public.t', 'equal']],
  )
})

test('reconcile() that is stopped while it waits for a catalogue ends at once', async () => {
  const urls = await twoDatabases()
  await using _locker = await locked(urls.source)
  await using admin = await connectPostgres(server.url('postgres'), { max: 1 })
  const stop = new AbortController()
  const compared = compareNow(urls, { signal: stop.signal })
  compared.catch(() => undefined)
  async function waiting(): Promise<number> {
    return (await admin`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`).length
  }
  await until(async () => (await waiting()) > 0, {
    what: 'a reader that waits',
    deadlineMs: 20_000,
  })
  stop.abort(new Error('told to stop'))
  await assert.rejects(compared, /told to stop/)
  await until(async () => (await waiting()) === 0, { what: 'nobody waits', deadlineMs: 20_000 })
})
