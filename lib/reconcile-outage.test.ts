/** A server that goes away in the middle of a compare is waited for, for a short while; a script that is stopped leaves no query behind. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { connectPostgres } from './postgres.ts'
import { compareNow, onServer, storyDatabases } from './scratch-reconcile.ts'
import { follow, loader } from './scratch-script.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { Both } from './table.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'outage' })
})

after(async () => await server[Symbol.asyncDispose]())

async function twoDatabases(): Promise<Both<string>> {
  const urls = await storyDatabases({ source: server, target: server })
  for (const url of Object.values(urls)) {
    await onServer(
      url,
      `CREATE TABLE first (id int PRIMARY KEY, v text); INSERT INTO first SELECT i, 'v' FROM generate_series(1, 3000) i;
      CREATE TABLE second (id int); INSERT INTO second SELECT generate_series(1, 3000)`,
    )
  }
  await onServer(urls.target, `UPDATE first SET v = 'w'`)
  return urls
}

test('reconcile() goes on after its server has crashed and recovered', async () => {
  const urls = await twoDatabases()
  let crash: Promise<void> | null = null
  async function crashed(): Promise<void> {
    await using sql = await connectPostgres(server.url('postgres'), { max: 1 })
    const [row] = await sql<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`
    // A backend that is killed takes all others with it, and the server recovers from its log.
    if (row !== undefined) process.kill(row.pid, 'SIGKILL')
  }
  const { tables } = await compareNow(urls, {
    differencesMax: 1,
    onDifference: async () => await (crash ??= crashed()),
  })
  assert.deepEqual(
    tables.map(({ verdict, reason, changed }) => [verdict, reason, changed]),
    [
      ['different', null, 3000],
      ['equal', null, 0],
    ],
  )
})

const script = fileURLToPath(new URL('../scripts/reconcile.ts', import.meta.url))

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGKILL', null],
] as const) {
  test(`scripts/reconcile.ts that gets ${signal} leaves no query behind`, async () => {
    const urls = await twoDatabases()
    await onServer(urls.source, 'CREATE VIEW slow AS SELECT id, v FROM first, pg_sleep(60)')
    await onServer(urls.target, 'CREATE VIEW slow AS SELECT id, v FROM first')
    const args = ['--source', urls.source, '--target', urls.target, '--table', 'public.slow']
    await using live = follow(process.execPath, ['--import', loader, script, ...args])
    await using admin = await connectPostgres(urls.source, { max: 1 })
    async function running(): Promise<number> {
      const rows =
        await admin`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'`
      return rows.length
    }
    await until(async () => (await running()) > 0, { what: 'the query', deadlineMs: 60_000 })
    live.child.kill(signal)
    const ended = await live.ended
    assert.equal(ended.code, code, ended.stderr)
    if (code !== null) assert.match(ended.stdout, /public\.slow/)
    assert.doesNotMatch(ended.stdout + ended.stderr, /    at |postgres:postgres@/)
    await until(async () => (await running()) === 0, { what: 'it to end', deadlineMs: 30_000 })
  })
}
