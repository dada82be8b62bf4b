/** A connection of a compare ends what it was told to end, and nothing else ends it. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { after, before, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'

import { connectPostgres } from './postgres.ts'
import { pidOf, startLaneServer } from './scratch-lane.ts'
import { settlesWithin, until } from './wait.ts'
import type { LaneServer } from './scratch-lane.ts'

let given: LaneServer

before(async () => {
  given = await startLaneServer('lane-ends')
})

after(async () => await given[Symbol.asyncDispose]())

test('an abort cancels what runs at the server, and is what the lane throws', async () => {
  const stop = new AbortController()
  await using lane = await given.open({ signal: stop.signal })
  const pid = await pidOf(lane)
  const sleeping = lane.rows('SELECT pg_sleep(60)')
  async function isRunning(): Promise<boolean> {
    const [row] =
      await given.admin`SELECT FROM pg_stat_activity WHERE pid = ${pid}::int AND state = 'active'`
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
    await using lane = await given.open({ signal: stop.signal })
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
  const lane = await given.open()
  const pid = await pidOf(lane)
  const sleeping = lane.rows('SELECT pg_sleep(60)')
  sleeping.catch(() => undefined)
  await lane[Symbol.asyncDispose]()
  await assert.rejects(sleeping)
  async function isGone(): Promise<boolean> {
    const [row] = await given.admin`SELECT FROM pg_stat_activity WHERE pid = ${pid}::int`
    return row === undefined
  }
  await until(isGone, { what: 'the connection to end', deadlineMs: 10_000 })
})

test('a statement that takes too long is cancelled by the server; nothing can be written', async () => {
  await using hasty = await given.open({ statementTimeoutMs: 50 })
  await assert.rejects(hasty.rows('SELECT pg_sleep(60)'), /statement timeout/)
  await using lane = await given.open()
  await assert.rejects(lane.run('CREATE TABLE written (id int)'), /read-only/)
})

test('a lane outlives the time limits that a database sets on its sessions', async () => {
  await given.admin.unsafe('CREATE DATABASE hasty')
  const names = [
    'statement_timeout',
    'idle_session_timeout',
    'idle_in_transaction_session_timeout',
    'transaction_timeout',
  ]
  // A slow machine must not meet them before the lane has set its own.
  for (const name of names) await given.admin.unsafe(`ALTER DATABASE hasty SET ${name} = '20s'`)
  await using lane = await given.open({ url: given.server.url('hasty') })
  const settings = names.map((name) => `current_setting('${name}')`).join(', ')
  assert.deepEqual(await lane.rows(`SELECT ${settings}`), [['30s', '0', '0', '0']])
  await using plain = await connectPostgres(given.server.url('hasty'), { max: 1 })
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
  const lanes = await Promise.all(Array.from({ length: 12 }, async () => given.open({ signal })))
  try {
    await Promise.all(lanes.map(async (lane) => lane.rows('SELECT pg_sleep(0.2)')))
  } finally {
    await Promise.all(lanes.map(async (lane) => lane[Symbol.asyncDispose]()))
    process.off('warning', note)
  }
  assert.deepEqual(warnings, [])
})
