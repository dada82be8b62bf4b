/** A transaction is whole or not there, and a connection that ends in the middle of it ends nothing else. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { startPostgres } from './stack-postgres.ts'
import { inTransaction } from './transaction.ts'
import type { Connection } from './postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer
let sql: Connection

before(async () => {
  server = await startPostgres({ name: 'transaction' })
  sql = await connectPostgres(server.url('postgres'), { max: 1 })
  await sql.unsafe('CREATE TABLE kept (id int PRIMARY KEY)')
})

after(async () => {
  await sql[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

async function kept(): Promise<readonly number[]> {
  return (await sql<{ id: number }[]>`SELECT id FROM kept ORDER BY id`).map(({ id }) => id)
}

test('inTransaction() commits what returns, and leaves nothing of what throws', async () => {
  const answer = await inTransaction(sql, '', async (transaction) => {
    await transaction`INSERT INTO kept VALUES (1)`
    return 'done'
  })
  assert.equal(answer, 'done')
  const thrown = inTransaction(sql, '', async (transaction) => {
    await transaction`INSERT INTO kept VALUES (2)`
    throw new Error('changed our mind')
  })
  await assert.rejects(thrown, /changed our mind/)
  const failing = inTransaction(sql, '', async (transaction) => {
    await transaction`INSERT INTO kept VALUES (3)`
    await transaction`INSERT INTO kept VALUES (1)`
  })
  await assert.rejects(failing, { code: '23505' })
  const forbidden = inTransaction(sql, 'READ ONLY', async (transaction) => {
    await transaction`INSERT INTO kept VALUES (4)`
  })
  await assert.rejects(forbidden, { code: '25006' })
  assert.deepEqual(await kept(), [1])
})

test('inTransaction() throws what ended its connection, and nothing else happens', async () => {
  await using admin = await connectPostgres(server.url('postgres'), { max: 1 })
  // When the end of the connection is seen differs from time to time.
  for (let round = 0; round < 20; round += 1) {
    const dying = await connectPostgres(server.url('postgres'), { max: 1 })
    const lost = inTransaction(dying, '', async (transaction) => {
      await transaction`INSERT INTO kept VALUES (5)`
      const [row] = await transaction<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`
      const sleeping = transaction`SELECT pg_sleep(60)`.execute()
      sleeping.catch(() => undefined)
      await admin`SELECT pg_terminate_backend(${row?.pid ?? 0}, 10000)`
      await sleeping
    })
    await assert.rejects(lost, /terminating connection|CONNECTION_CLOSED|ECONNRESET/)
    await dying.end({ timeout: 0 })
  }
  assert.deepEqual(await kept(), [1])
})
