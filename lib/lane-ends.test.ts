/** A connection of a compare ends what it was told to end, and nothing else ends it. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { after, before, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'

import { openLane } from './lane.ts'
import { connectPostgres } from './postgres.ts'
import { startPostgres } from './stack-postgres.ts'
import { settlesWithin, until } from './wait.ts'
import type { Lane, LaneOptions } from './lane.ts'
import type { Connection } from './postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer
let admin: Connection

before(async () => {
  server = await startPostgres({ name: 'lane-ends' })
  admin = await connectPostgres(server.url('postgres'), { max: 2 })
})

after(async () => {
  await admin[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

async function open(options: Partial<LaneOptions> = {}): Promise<Lane> {
  const { signal } = new AbortController()
  return await openLane({
    url: server.url('postgres'),
    signal,
    statementTimeoutMs: 30_000,
    ...options,
  })
}

async function pidOf(lane: Lane): Promise<string> {
  const [row] = await lane.rows('SELECT pg_backend_pid()')
  return row?.[0] ?? ''
}

test('an abort cancels what runs at the server, and is what the lane throws', async () => {
  const stop = new AbortController()
  await using lane = await open({ signal: stop.signal })
  const pid = await pidOf(lane)
  const sleeping = lane.rows('SELECT pg_sleep(60)')
  async function isRunning(): Promise<boolean> {
    const [row] =
      await admin`SELECT FROM pg_stat_activity WHERE pid = ${pid}::int AND state = 'active'`
    return row !== undefined
  }
  await until(isRunning, { what: 'the query to run', deadlineMs: 10_000 })
  stop.abort(new Error('told to stop'))
  await assert.rejects(sleeping, /told to stop/)
  await assert.rejects(lane.rows('SELECT 1'), /told to stop/)
  await until(async () => !(await isRunning()), { what: 'the query to end', deadlineMs: 10_000 })
})

/** Signals that were sent to a process and that it has not seen yet, as a mask. */
function pendingOf(pid: string): bigint {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return BigInt(`0x${/^ShdPnd:\s*(\w+)$/m.exec(status)?.[1] ?? '0'}`)
}

test(
  'an abort that a server sees before the statement ends it all the same',
  { skip: process.platform !== 'linux' && 'needs /proc' },
  async () => {
    const stop = new AbortController()
    await using lane = await open({ signal: stop.signal })
    const pid = await pidOf(lane)
    const interrupt = 1n << BigInt(constants.signals.SIGINT - 1)
    process.kill(Number(pid), 'SIGSTOP')
    let sleeping
    try {
      sleeping = lane.rows('SELECT pg_sleep(60)')
      sleeping.catch(() => undefined)
      await turn()
      stop.abort(new Error('told to stop'))
      // A backend that reads its next statement takes no notice of a request to cancel.
      const what = 'the request to cancel'
      await until(() => (pendingOf(pid) & interrupt) !== 0n, { what, deadlineMs: 20_000 })
    } finally {
      process.kill(Number(pid), 'SIGCONT')
    }
    assert.equal(await settlesWithin(sleeping, 30_000), true)
    await assert.rejects(sleeping, /told to stop/)
  },
)

test('closing a lane ends its connection, and cancels what runs there', async () => {
  const lane = await open()
  const pid = await pidOf(lane)
  const sleeping = lane.rows('SELECT pg_sleep(60)')
  sleeping.catch(() => undefined)
  await lane[Symbol.asyncDispose]()
  await assert.rejects(sleeping)
  async function isGone(): Promise<boolean> {
    const [row] = await admin`SELECT FROM pg_stat_activity WHERE pid = ${pid}::int`
    return row === undefined
  }
  await until(isGone, { what: 'the connection to end', deadlineMs: 10_000 })
})

test('a statement that takes too long is cancelled by the server; nothing can be written', async () => {
  await using hasty = await open({ statementTimeoutMs: 50 })
  await assert.rejects(hasty.rows('SELECT pg_sleep(60)'), /statement timeout/)
  await using lane = await open()
  await assert.rejects(lane.run('CREATE TABLE written (id int)'), /read-only/)
})

test('a lane outlives the time limits that a database sets on its sessions', async () => {
  await admin.unsafe('CREATE DATABASE hasty')
  const names = [
    'statement_timeout',
    'idle_session_timeout',
    'idle_in_transaction_session_timeout',
    'transaction_timeout',
  ]
  // A slow machine must not meet them before the lane has set its own.
  for (const name of names) await admin.unsafe(`ALTER DATABASE hasty SET ${name} = '20s'`)
  await using lane = await open({ url: server.url('hasty') })
  const settings = names.map((name) => `current_setting('${name}')`).join(', ')
  assert.deepEqual(await lane.rows(`SELECT ${settings}`), [['30s', '0', '0', '0']])
  await using plain = await connectPostgres(server.url('hasty'), { max: 1 })
  const [limits] = await plain.unsafe(`SELECT ${settings}`).values()
  assert.deepEqual(limits, ['20s', '20s', '20s', '20s'], 'what it has outlived')
})

test('many connections may listen to one signal', async () => {
  const { signal } = new AbortController()
  const warnings: Error[] = []
  function note(warning: Error): void {
    warnings.push(warning)
  }
  process.on('warning', note)
  const lanes = await Promise.all(Array.from({ length: 12 }, async () => open({ signal })))
  try {
    await Promise.all(lanes.map(async (lane) => lane.rows('SELECT pg_sleep(0.2)')))
  } finally {
    await Promise.all(lanes.map(async (lane) => lane[Symbol.asyncDispose]()))
    process.off('warning', note)
  }
  assert.deepEqual(warnings, [])
})
