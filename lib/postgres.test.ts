/** A connection says where it could not go, never with which password. */
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { after, before, test } from 'node:test'
import type { AddressInfo } from 'node:net'

import { messageOf, UnreachableError, UsageError } from './errors.ts'
import { connectPostgres, placeOf } from './postgres.ts'
import { startPostgres } from './stack-postgres.ts'
import { settlesWithin, until } from './wait.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'connection' })
})

after(async () => await server[Symbol.asyncDispose]())

/** Everything that a careless program could print of an error. */
function allOf(error: unknown): string {
  return `${messageOf(error)}${inspect(error, { depth: 9, showHidden: true })}`
}

test('connectPostgres() connects under the name of the bench, with the text of the server', async () => {
  await using sql = await connectPostgres(server.url('postgres'))
  const [row] = await sql`SELECT current_setting('application_name') AS name, 'ünï' AS text`
  assert.deepEqual({ ...row }, { name: 'cdc-testbench', text: 'ünï' })
})

test('connectPostgres() rolls a failed transaction back', async () => {
  await using sql = await connectPostgres(server.url('postgres'))
  await sql`CREATE TABLE kept (id int)`
  const failing = sql.begin(async (transaction) => {
    await transaction`INSERT INTO kept VALUES (1)`
    throw new Error('changed my mind')
  })
  await assert.rejects(failing, /changed my mind/)
  assert.deepEqual([...(await sql`SELECT * FROM kept`)], [])
})

test('connectPostgres() with maxPipeline 0 lets no query wait behind a slow one', async () => {
  await using sql = await connectPostgres(server.url('postgres'), { max: 2, maxPipeline: 0 })
  await using holder = await connectPostgres(server.url('postgres'), { max: 1 })
  await holder`SELECT pg_advisory_lock(7)`
  // Two connections: the third query must take the one that is free first, not queue on the slow one.
  const slow = sql`SELECT pg_advisory_lock(7)`.execute()
  const quick = [sql`SELECT 1`.execute(), sql`SELECT 2`.execute()]
  assert.equal(await settlesWithin(Promise.all(quick), 30_000), true, 'behind the slow one')
  assert.equal(await settlesWithin(slow, 0), false)
  await holder`SELECT pg_advisory_unlock(7)`
  await slow
})

test('connectPostgres() leaves no connection open when it is closed', async () => {
  const sql = await connectPostgres(server.url('postgres'), { applicationName: 'leaver' })
  await Promise.all([1, 2, 3].map(async () => await sql`SELECT pg_sleep(0.05)`))
  await sql[Symbol.asyncDispose]()
  await using looker = await connectPostgres(server.url('postgres'))
  // The server notices the end of a connection a moment later.
  await until(
    async () => {
      const open = await looker`SELECT FROM pg_stat_activity WHERE application_name = 'leaver'`
      return open.length === 0
    },
    { what: 'the connections closed', deadlineMs: 20_000 },
  )
})

test('connectPostgres() tells its owner of a connection that the server ended', async () => {
  let ends = 0
  await using sql = await connectPostgres(server.url('postgres'), {
    max: 1,
    applicationName: 'victim',
    onClose: () => ends++,
  })
  await using killer = await connectPostgres(server.url('postgres'))
  assert.equal(ends, 0)
  await killer`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = 'victim'`
  await until(() => ends === 1, { what: 'the end told', deadlineMs: 20_000 })
  assert.deepEqual([...(await sql`SELECT 1 AS one`)], [{ one: 1 }])
})

type Refusal = readonly [story: string, url: (right: URL) => void, message: RegExp, code: string]

const refusals: readonly Refusal[] = [
  [
    'a wrong password',
    (url) => (url.password = 'not-the-password'),
    /password authentication failed/,
    '28P01',
  ],
  [
    'a database that is not there',
    (url) => (url.pathname = '/nowhere'),
    /"nowhere" does not exist/,
    '3D000',
  ],
  [
    'a user that is not there',
    (url) => (url.username = 'nobody'),
    /failed for user "nobody"/,
    '28P01',
  ],
]

for (const [story, change, message, code] of refusals) {
  test(`connectPostgres() is turned away with ${story}: unreachable, and no password shown`, async () => {
    const url = new URL(server.url('postgres'))
    change(url)
    const error: unknown = await connectPostgres(url.href).catch((thrown: unknown) => thrown)
    assert.ok(error instanceof UnreachableError)
    assert.match(error.message, message)
    assert.equal('code' in error ? error.code : null, code)
    assert.ok(error.message.startsWith(`Cannot reach PostgreSQL at 127.0.0.1:${server.port}/`))
    assert.ok(!allOf(error).includes(url.password))
  })
}

test('connectPostgres() says where nobody listens', async () => {
  const port = await closedPort()
  const error: unknown = await connectPostgres(
    `postgres://me:hush-hush@127.0.0.1:${port}/shop`,
  ).catch((thrown: unknown) => thrown)
  assert.ok(error instanceof UnreachableError)
  assert.match(error.message, /ECONNREFUSED/)
  assert.ok(error.message.includes(`127.0.0.1:${port}/shop`))
  assert.ok(!allOf(error).includes('hush-hush'))
})

test('connectPostgres() takes an IPv6 address out of its brackets', async () => {
  const error: unknown = await connectPostgres(
    `postgres://me:pw@[::1]:${await closedPort()}/x`,
  ).catch((thrown: unknown) => thrown)
  // Refused, or no such address where there is no IPv6; but never looked up as a name.
  assert.doesNotMatch(messageOf(error), /ENOTFOUND|EAI_AGAIN/)
  assert.match(messageOf(error), /::1/)
})

test('connectPostgres() gives up on a server that never answers', async () => {
  const silent = createServer((socket) => socket.on('error', () => undefined))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  const connecting = connectPostgres(`postgres://me:pw@127.0.0.1:${port}/x`, {
    connectTimeoutMs: 100,
  })
  await assert.rejects(connecting, (error) => error instanceof UnreachableError)
  silent.close()
})

test('connectPostgres() gives up on what takes each connection and closes it, as a balancer without servers does', async () => {
  let taken = 0
  const closing = createServer((socket) => {
    taken += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve))
  const { port } = closing.address() as AddressInfo
  const connecting = connectPostgres(`postgres://me:pw@127.0.0.1:${port}/x`, {
    connectTimeoutMs: 500,
  })
  await assert.rejects(connecting, (error) => {
    assert.ok(error instanceof UnreachableError)
    assert.match(error.message, /closed every connection/)
    return true
  })
  const then = taken
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.ok(taken <= then + 1, 'nobody goes on connecting')
  closing.close()
})

test('a query on a server that goes away fails, and the process lives on', async () => {
  const doomed = await startPostgres({ name: 'doomed' })
  const sql = await connectPostgres(doomed.url('postgres'), { max: 1 })
  const sleeping = sql`SELECT pg_sleep(60)`.execute()
  sleeping.catch(() => undefined)
  await doomed[Symbol.asyncDispose]()
  await assert.rejects(sleeping)
  await sql[Symbol.asyncDispose]()
})

const badUrls = [
  'postgres://me:100%hush@host/db',
  '',
  'shop',
  'http://me:hush@host/db',
  'postgres://me:hush@host:port/db',
  'me:hush@host',
]

for (const url of badUrls) {
  test(`placeOf(${JSON.stringify(url)}) is a usage error that does not repeat it`, () => {
    assert.throws(
      () => placeOf(url),
      (error) => error instanceof UsageError && !error.message.includes('hush'),
    )
  })
}

test('placeOf() leaves out user, password and parameters', () => {
  assert.equal(placeOf('postgres://me:pw@db.example/shop?sslmode=require'), 'db.example:5432/shop')
  assert.equal(placeOf('postgresql://me:pw@[::1]:5433/'), '[::1]:5433/')
})

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const listening = createServer()
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  const { port } = listening.address() as AddressInfo
  await new Promise((resolve) => listening.close(resolve))
  return port
}
