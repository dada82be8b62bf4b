/** All connections of a side see one snapshot, whatever is written meanwhile; a lost one is never gone on with behind our back. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { openSide } from './compared-side.ts'
import { UnreachableError } from './errors.ts'
import { openLane } from './lane.ts'
import { connectPostgres } from './postgres.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'
import type { Connection } from './postgres.ts'
import type { Lane } from './lane.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer
let sql: Connection
let url: string

const signal = new AbortController().signal

before(async () => {
  server = await startPostgres({ name: 'side' })
  url = server.url('postgres')
  sql = await connectPostgres(url, { max: 2 })
  await sql.unsafe('CREATE TABLE t (id int)')
})

after(async () => {
  await sql[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

async function count(lane: Lane): Promise<string | null | undefined> {
  return (await lane.rows('SELECT count(*) FROM public.t'))[0]?.[0]
}

test('enter() and enterAll() give one snapshot to all connections, until it is renewed', async () => {
  await sql.unsafe('TRUNCATE t; INSERT INTO t VALUES (1)')
  await using side = openSide({ url, signal, connections: 3, snapshotMaxMs: 60_000 })
  assert.equal(await count(await side.enter(0)), '1')
  await sql.unsafe('INSERT INTO t VALUES (2)')
  assert.equal(await count(await side.enter(1)), '1')
  assert.deepEqual(await Promise.all((await side.enterAll()).map(count)), ['1', '1', '1'])
  assert.equal(await count(await side.now()), '2')
  assert.equal(await count(await side.fresh(2)), '2')
  side.renew()
  assert.equal(await count(await side.enter(1)), '2')
  assert.equal(await count(await side.enter(0)), '2')
})

test('enter() begins a new snapshot when the last has grown too old', async () => {
  await sql.unsafe('TRUNCATE t')
  await using side = openSide({ url, signal, connections: 2, snapshotMaxMs: 50 })
  assert.equal(await count(await side.enter(0)), '0')
  await sql.unsafe('INSERT INTO t VALUES (1)')
  await until(async () => (await count(await side.enter(1))) === '1', {
    what: 'a new snapshot',
    deadlineMs: 5000,
  })
})

test('recover() opens again what was lost, and what is left in a failed transaction', async () => {
  await using side = openSide({ url, signal, connections: 2, snapshotMaxMs: 60_000 })
  const lane = await side.enter(0)
  await assert.rejects(lane.rows('SELECT nonsense'), { code: '42703' })
  await side.recover(0)
  assert.ok(await count(await side.enter(0)))
  await side.now()
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = 'cdc-testbench' AND query NOT LIKE '%pg_terminate%' AND backend_type = 'client backend'`.catch(
    () => null,
  )
  await until(
    async () => {
      await side.recover(0)
      await side.recover(1)
      return (await count(await side.enter(0)).catch(() => null)) ?? null
    },
    { what: 'connections again', deadlineMs: 10_000 },
  )
  assert.ok(await count(await side.now()))
})

test('openLane() pins its session, and never goes on in another one unless it may reopen', async () => {
  const pins = `SELECT current_setting('row_security'), current_setting('TimeZone'), pg_backend_pid()`
  for (const reopens of [false, true]) {
    await using lane = await openLane({ url, signal, statementTimeoutMs: 5000, reopens })
    const [row] = await lane.rows(pins)
    assert.deepEqual(row?.slice(0, 2), ['off', 'UTC'])
    await sql`SELECT pg_terminate_backend(${Number(row?.[2])})`
    // The end of the session reaches us when it does; what was asked meanwhile has failed.
    await until(
      async () =>
        await lane.rows('SELECT 1').then(
          () => reopens,
          () => !reopens,
        ),
      {
        what: 'the loss',
        deadlineMs: 5000,
      },
    )
    if (!reopens) await assert.rejects(lane.rows('SELECT 1'), UnreachableError)
    else {
      const again = await until(async () => await lane.rows(pins).catch(() => null), {
        what: 'another session',
        deadlineMs: 5000,
      })
      assert.deepEqual(again[0]?.slice(0, 2), ['off', 'UTC'])
      assert.notEqual(again[0]?.[2], row?.[2])
    }
  }
})

test('openLane() cancels what runs when it is told to stop, and gives its connection back when batches are left early', async () => {
  const stop = new AbortController()
  await using lane = await openLane({ url, signal: stop.signal, statementTimeoutMs: 0 })
  for await (const batch of lane.batches('SELECT i FROM generate_series(1, 100000) i', 10)) {
    assert.equal(batch.length, 10)
    break
  }
  assert.deepEqual(await lane.rows(`SELECT format('%s', 'a  '::char(5)), NULL`), [['a    ', null]])
  const running = lane.rows('SELECT pg_sleep(60)')
  setTimeout(() => stop.abort(new Error('enough')), 50)
  await assert.rejects(running, /enough/)
  async function active(): Promise<number> {
    return (
      await sql`SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(60)%' AND state = 'active'`
    ).length
  }
  await until(async () => (await active()) === 0, { what: 'the statement ended', deadlineMs: 5000 })
})

test('openLane() writes nothing', async () => {
  await using lane = await openLane({ url, signal, statementTimeoutMs: 0 })
  await assert.rejects(lane.rows('INSERT INTO public.t VALUES (9)'), { code: '25006' })
})
