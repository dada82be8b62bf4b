/** Databases for laws on a server that others share: each has its own, and what was opened is closed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { openPropertyPair } from './property-pair.ts'
import { openPropertyDatabases, serverVariable } from './property-server.ts'
import { openScratchSession } from './property-sql.ts'
import { connectPostgres } from './postgres.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'

test('on the server of a run each file has databases of its own, and leaves no connection behind', async () => {
  await using server = await startPostgres({ name: 'properties' })
  await using sql = await connectPostgres(server.url('postgres'), { max: 1 })
  async function connections(): Promise<number> {
    const [row] =
      await sql`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname <> 'postgres' AND backend_type = 'client backend'`
    return row?.['n'] as number
  }
  process.env[serverVariable] = server.url('postgres')
  try {
    {
      await using one = await openScratchSession('one')
      await using two = await openScratchSession('two')
      await using pair = await openPropertyPair('pair')
      const opened = [one, two, pair.sql.source, pair.sql.target]
      const names = await Promise.all(
        opened.map(async (each) => await each`SELECT current_database() AS name`),
      )
      assert.deepEqual(
        names.map(([row]) => row?.['name'] as string),
        ['one_session', 'two_session', 'pair_source', 'pair_target'],
      )
      assert.equal(await connections(), 4)
    }
    // A server sees the end of a connection a little later.
    await until(async () => (await connections()) === 0, { what: 'no one', deadlineMs: 10_000 })
  } finally {
    delete process.env[serverVariable]
  }
})

test('without one a file has a server of its own', async () => {
  assert.equal(process.env[serverVariable], undefined)
  await using own = await openPropertyDatabases('own', ['session'])
  await using sql = await connectPostgres(own.url('session'), { max: 1 })
  const [row] = await sql`SELECT current_setting('cluster_name') AS name`
  assert.equal(row?.['name'], 'property-own')
})
