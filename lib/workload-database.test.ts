/** The database workload on a real server: what is counted is what happened there, whatever happened. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { constant, ramp } from './pacer.ts'
import { connectPostgres } from './postgres.ts'
import { databaseRun, scratchSchema, sessionsOf, watchSessions } from './scratch-database-run.ts'
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

test('the mix of the default user is asked, answered, and leaves neither session nor schema', async () => {
  const { requests, totals, failures, pool } = await databaseRun({
    url,
    pool: 4,
    user: 'QueryPerformanceUser',
    sizes: [500, 2000],
  })
  assert.deepEqual(failures, [])
  assert.equal(totals.ok + totals.interrupted, totals.sent)
  assert.ok(requests.every(({ method }) => method === 'SQL'))
  assert.ok(requests.some(({ name }) => name === 'SELECT row by key'))
  assert.equal(totals.bodyBytesMean, null)
  assert.equal(pool.waits, totals.sent)
  assert.equal(pool.replaced, 0)
  await until(async () => (await sessionsOf(admin)) === 0, {
    what: 'no session',
    deadlineMs: 10_000,
  })
  const schemas = await admin`SELECT FROM pg_namespace WHERE nspname = ${scratchSchema}`
  assert.equal(schemas.length, 0)
})

test('ten users of a pool of two wait for a connection longer than they use it, and the pool is full', async () => {
  const watched = watchSessions(admin)
  const { totals, pool } = await databaseRun({ url, pool: 2, user: 'PoolExhaustionUser' })
  assert.equal(await watched.most(), 2)
  // Five turns of 50 ms each, less the user's own turn and pause: 170 ms. A slow machine makes both longer.
  assert.ok((totals.serviceTimeMs.min ?? 0) >= 50, `${totals.serviceTimeMs.min}`)
  assert.ok((pool.waitMs.p50 ?? 0) >= 100, `${pool.waitMs.p50}`)
  assert.ok((totals.responseTimeMs.p50 ?? 0) >= 150)
  const { mean, max } = pool.utilizationPercent
  assert.ok((mean ?? 0) > 90 && max === 100, `${mean} ${max}`)
  assert.ok(pool.samples > 0 && pool.samples <= 15)
})

test('a pool that is large enough lets nobody wait', async () => {
  const { pool, totals } = await databaseRun({ url, pool: 12, user: 'PoolExhaustionUser' })
  assert.ok((pool.waitMs.p50 ?? 99) < (totals.serviceTimeMs.p50 ?? 0), `${pool.waitMs.p50}`)
  assert.ok((pool.utilizationPercent.max ?? 100) <= (10 / 12) * 100 + 0.1)
})

test('threads share the pool exactly, also where it does not divide', async () => {
  const watched = watchSessions(admin)
  const { pool, totals } = await databaseRun({
    url,
    pool: 3,
    workers: 2,
    user: 'PoolExhaustionUser',
  })
  assert.equal(await watched.most(), 3)
  assert.equal(pool.utilizationPercent.max, 100)
  assert.equal(pool.waits, totals.sent)
})

test('an open run waits for a connection from when each request was due', async () => {
  // 60/s of 50 ms each is three connections' work: with two the last request waits for half of the run.
  const { pool, totals } = await databaseRun({
    url,
    pool: 2,
    user: 'PoolExhaustionUser',
    model: 'open',
    ramp: constant({ rate: 60, runTimeMs: 1500 }),
  })
  assert.equal(totals.ok, 90)
  assert.ok((pool.waitMs.max ?? 0) >= 500, `${pool.waitMs.max}`)
  assert.ok((totals.responseTimeMs.max ?? 0) >= (pool.waitMs.max ?? 0))
})

test('what is due in the warm-up waits in no statistic', async () => {
  const { pool, totals, load } = await databaseRun({
    url,
    pool: 4,
    user: 'PoolExhaustionUser',
    warmUpMs: 500,
    ramp: ramp({ users: 10, spawnRate: 1000, runTimeMs: 500 }),
  })
  assert.ok(load.sentInAll > totals.sent)
  assert.equal(pool.waits, totals.sent)
  assert.ok(pool.samples <= 5)
})
