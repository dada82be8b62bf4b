/** Tables of a load run: made where we may, told where we may not, and removed whoever still uses them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { makeTables, removeTables, tablesOf } from './database-tables.ts'
import { UnreachableError } from './errors.ts'
import { connectPostgres } from './postgres.ts'
import { startPostgres } from './stack-postgres.ts'
import type { Connection } from './postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer
let admin: Connection
let url: string

before(async () => {
  server = await startPostgres({ name: 'tables', databases: ['it"s mine'] })
  url = server.url('it"s mine')
  admin = await connectPostgres(url, { max: 1 })
})

after(async () => {
  await admin[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const quiet = { signal: AbortSignal.timeout(60_000), progress: () => undefined }

async function schemas(): Promise<string[]> {
  const rows = await admin<{ nspname: string }[]>`
    SELECT nspname FROM pg_namespace WHERE nspname LIKE 'cdc_testbench%'`
  return rows.map(({ nspname }) => nspname)
}

test('tablesOf() deals the sizes to the tables in turn', () => {
  assert.deepEqual(
    tablesOf([1000, 50_000], 3).map(({ rows }) => rows),
    [1000, 50_000, 1000],
  )
})

test('makeTables() makes as many rows as it says, the same for the same seed, and removeTables() removes them all', async () => {
  const sums: unknown[] = []
  for (const seed of [1, 1, 2]) {
    const made = { schema: 'cdc_testbench_load_x', tables: tablesOf([300, 1], 2) }
    await makeTables({ ...made, ...quiet, url, seed })
    const [row] = await admin`
      SELECT (SELECT count(*) FROM cdc_testbench_load_x.rows_1)::int AS first,
        (SELECT count(*) FROM cdc_testbench_load_x.rows_2)::int AS second,
        (SELECT sum(hash_record_extended(t, 0))::text FROM cdc_testbench_load_x.rows_1 AS t) AS sum`
    assert.deepEqual([row?.['first'], row?.['second']], [300, 1])
    sums.push(row?.['sum'])
    await removeTables({ url, schema: made.schema, applicationName: 'nobody' })
    assert.deepEqual(await schemas(), [])
  }
  assert.equal(sums[0], sums[1])
  assert.notEqual(sums[0], sums[2])
})

test('makeTables() says which grant is missing, and leaves nothing', async () => {
  await admin.unsafe(`CREATE ROLE "o'reader" LOGIN PASSWORD 'reader-way'`)
  const reader = new URL(url)
  reader.username = encodeURIComponent("o'reader")
  reader.password = 'reader-way'
  const made = { schema: 'cdc_testbench_load_y', tables: tablesOf([1], 1) }
  const error: unknown = await makeTables({ ...made, ...quiet, url: reader.href, seed: 1 }).catch(
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof UnreachableError)
  const grant = `GRANT CREATE ON DATABASE "it""s mine" TO "o'reader"`
  assert.ok(error.message.includes(grant), error.message)
  assert.deepEqual(await schemas(), [])
  await admin.unsafe(grant)
  await makeTables({ ...made, ...quiet, url: reader.href, seed: 1 })
  await removeTables({ url: reader.href, schema: made.schema, applicationName: 'nobody' })
  assert.deepEqual(await schemas(), [])
})

test('removeTables() does not wait for what the run still does with them', async () => {
  const made = { schema: 'cdc_testbench_load_z', tables: tablesOf([10], 1) }
  await makeTables({ ...made, ...quiet, url, seed: 1 })
  await using holder = await connectPostgres(url, { max: 1, applicationName: 'the run' })
  await holder.unsafe('BEGIN; SELECT FROM cdc_testbench_load_z.rows_1')
  await removeTables({ url, schema: made.schema, applicationName: 'the run' })
  assert.deepEqual(await schemas(), [])
})

test('removeTables() that cannot says how to', async () => {
  const gone = new URL(url)
  gone.port = '1'
  const removing = removeTables({
    url: gone.href,
    schema: 'cdc_testbench_load_w',
    applicationName: 'nobody',
    patienceMs: 1,
  })
  await assert.rejects(removing, {
    name: 'UnreachableError',
    message: /ECONNREFUSED.*do: DROP SCHEMA IF EXISTS "cdc_testbench_load_w" CASCADE$/,
  })
})
