/** Which position there is, and that none of them says "reached" before the target shows what was committed. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { UsageError } from './errors.ts'
import { choosePosition } from './position.ts'
import { startLiveServers } from './scratch-live.ts'
import { until } from './wait.ts'
import type { LiveServers } from './scratch-live.ts'
import type { Lane } from './lane.ts'
import type { Position, PositionChoice, Reached } from './position.ts'
import type { TablePair } from './table.ts'

let live: LiveServers
let source: Lane
let target: Lane
let pair: TablePair

const { signal } = new AbortController()

before(async () => {
  live = await startLiveServers()
  source = await live.open('source')
  target = await live.open('target')
  pair = await live.makeTable({ name: 'goods', columns: 'id int PRIMARY KEY, v text' })
})

after(async () => {
  await source[Symbol.asyncDispose]()
  await target[Symbol.asyncDispose]()
  await live[Symbol.asyncDispose]()
})

async function choose(choice: Partial<PositionChoice> = {}): Promise<Position> {
  const tables = [pair]
  return await choosePosition({ source, target, tables, nudge: false, settleMs: 50, ...choice })
}

async function reach(position: Position, deadlineMs = 20_000): Promise<Reached> {
  return await position.reached(await position.now(), { deadlineMs, signal })
}

async function standStill(act: () => Promise<void>): Promise<void> {
  await live.target`ALTER SUBSCRIPTION shop_subscription DISABLE`
  try {
    await act()
  } finally {
    await live.target`ALTER SUBSCRIPTION shop_subscription ENABLE`
  }
}

function whyNot(answer: Reached): string {
  return answer.reached ? 'reached' : answer.why
}

test('choosePosition() takes the slot that feeds the tables, and it is reached when the rows are there', async () => {
  const position = await choose()
  assert.equal(position.name, 'slot')
  for (let id = 1; id <= 20; id += 1) {
    await live.source`INSERT INTO goods VALUES (${id}, 'new')`
    assert.deepEqual(await reach(position), { reached: true })
    assert.equal((await live.target`SELECT FROM goods WHERE id = ${id}`).length, 1)
  }
})

test('a slot whose subscription is disabled is not reached, and is not replaced by waiting', async () => {
  await standStill(async () => {
    const position = await choose()
    assert.equal(position.name, 'slot')
    await live.source`INSERT INTO goods VALUES (100, 'late')`
    const why = /^the subscription "shop_subscription" is disabled, the slot "shop_slot"/
    assert.match(whyNot(await reach(position, 300)), why)
  })
})

test('a slot that was dropped is not reached, and is not replaced by waiting', async () => {
  await standStill(async () => {
    await until(isSlotFree, { what: 'the slot free', deadlineMs: 20_000 })
    await live.source`SELECT pg_drop_replication_slot('shop_slot')`
    try {
      const position = await choose()
      assert.equal(position.name, 'slot')
      assert.match(whyNot(await reach(position, 100)), /the slot "shop_slot" is not there/)
    } finally {
      await live.source`SELECT pg_create_logical_replication_slot('shop_slot', 'pgoutput')`
    }
  })
  // The row of the test before went with the slot.
  await live.source`DELETE FROM goods WHERE id = 100`
})

async function isSlotFree(): Promise<boolean> {
  const [row] = await live.source`SELECT active FROM pg_replication_slots`
  return row?.['active'] === false
}

test('a slot is not reached while its subscription still copies the table', async () => {
  // Until the target has the lock on its table back, the copy cannot begin.
  await live.source`CREATE TABLE copied (id int PRIMARY KEY)`
  await live.target`CREATE TABLE copied (id int PRIMARY KEY)`
  const held = await live.target.reserve()
  try {
    await held`BEGIN`
    await held`LOCK TABLE copied IN SHARE MODE`
    await live.target`ALTER SUBSCRIPTION shop_subscription REFRESH PUBLICATION`
    const tables = [{ source: { oid: 0 }, target: { oid: await oidOf('copied') } }]
    const position = await choose({ tables })
    assert.match(whyNot(await reach(position)), /is still copying public.copied$/)
    await held`COMMIT`
    await until(async () => (await reach(position)).reached, {
      what: 'the table copied',
      deadlineMs: 30_000,
    })
  } finally {
    held.release()
  }
})

async function oidOf(table: string): Promise<number> {
  const [row] = await live.target<{ oid: number }[]>`SELECT ${table}::regclass::oid AS oid`
  return row?.oid ?? 0
}

test('choosePosition() waits where no subscription feeds the table, and says so by its name', async () => {
  await live.target`CREATE TABLE unfed (id int PRIMARY KEY)`
  const tables = [{ source: { oid: 0 }, target: { oid: await oidOf('unfed') } }]
  const position = await choose({ tables })
  assert.equal(position.name, 'waiting')
  const started = performance.now()
  assert.deepEqual(await reach(position), { reached: true })
  assert.ok(performance.now() - started >= 50)
})

test('a slot is reached from just behind the header of a page without a nudge', async () => {
  const position = await choose()
  let mark = ''
  // The server writes to its log by itself now and then: what lies in between is another place.
  for (let attempt = 0; attempt < 20 && !endsPage(mark); attempt += 1) {
    assert.equal(await tryToEndPage(), true)
    mark = await position.now()
  }
  assert.ok(endsPage(mark), mark)
  assert.deepEqual(await position.reached(mark, { deadlineMs: 20_000, signal }), { reached: true })
})

function endsPage(mark: string): boolean {
  return mark !== '' && BigInt(`0x${mark.split('/')[1] ?? ''}`) % 8192n === 0n
}

/** Writes messages until one ends exactly where its page does; others may write in between. */
async function tryToEndPage(): Promise<boolean> {
  const offset = `mod(pg_current_wal_insert_lsn() - '0/0'::pg_lsn, 8192)::int`
  for (let attempt = 0; attempt < 200; attempt += 1) {
    // What a record takes beside its text is a few dozen bytes, of which each one in question is tried.
    const overhead = 40 + ((attempt * 8) % 80)
    await live.source.unsafe(
      `SELECT pg_logical_emit_message(false, '', repeat('x', greatest(0, 8192 - ${offset} - ${overhead})), true)`,
    )
    const [row] = await live.source.unsafe<{ at: number }[]>(`SELECT ${offset} AS at`)
    if (row?.at === 24) return true
  }
  return false
}

async function logBytes(): Promise<bigint> {
  const [row] = await live.source<{ at: string }[]>`
    SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text AS at`
  return BigInt(row?.at ?? 0)
}

test('a nudge is written where a slot is not reached, and only where it is allowed', async () => {
  await standStill(async () => {
    await live.source`INSERT INTO goods VALUES (150, 'late')`
    const atFirst = await logBytes()
    const nudged = await reach(await choose({ nudge: true }), 800)
    assert.equal(nudged.reached, false)
    assert.ok((await logBytes()) > atFirst)
    assert.doesNotMatch(whyNot(nudged), /--nudge/)
  })
})

test('a heartbeat is reached when the target shows one that was written after the mark', async () => {
  await live.makeTable({ name: 'pulse', columns: 'id int PRIMARY KEY, beat timestamptz' })
  await live.target`CREATE TABLE IF NOT EXISTS unfed (id int PRIMARY KEY)`
  const tables = [{ source: { oid: 0 }, target: { oid: await oidOf('unfed') } }]
  const position = await choose({ tables, heartbeat: 'public.pulse' })
  assert.equal(position.name, 'heartbeat')
  assert.match(
    whyNot(await reach(position, 100)),
    /^no new heartbeat was written to "public.pulse"/,
  )
  const beat = `INSERT INTO pulse VALUES (1, clock_timestamp()) ON CONFLICT (id) DO UPDATE SET beat = excluded.beat`
  await live.run(beat)
  assert.match(whyNot(await reach(position, 100)), /^no new heartbeat/)
  await live.source`INSERT INTO goods VALUES (200, 'marked')`
  const mark = await position.now()
  let answer: Reached | null = null
  const asked = position.reached(mark, { deadlineMs: 20_000, signal })
  void asked.then((reached) => (answer = reached))
  // Those that are written before its first look do not count.
  const what = 'a heartbeat counted'
  await until(async () => (await live.run(beat), answer !== null), { what, deadlineMs: 30_000 })
  assert.deepEqual(await asked, { reached: true })
  assert.equal((await live.target`SELECT FROM goods WHERE id = 200`).length, 1)
})

test('a heartbeat that is still being committed at the mark does not count', async () => {
  const tables = [{ source: { oid: 0 }, target: { oid: await oidOf('unfed') } }]
  const position = await choose({ tables, heartbeat: 'public.pulse' })
  await live.run(`BEGIN; UPDATE pulse SET beat = clock_timestamp(); PREPARE TRANSACTION 'beat'`)
  const mark = await position.now()
  const held = await position.reached(mark, { deadlineMs: 200, signal })
  assert.match(whyNot(held), /holds the heartbeat table/)
  await live.source`COMMIT PREPARED 'beat'`
  assert.match(whyNot(await position.reached(mark, { deadlineMs: 200, signal })), /^no new/)
})

test('choosePosition() refuses a heartbeat table that it cannot use', async () => {
  const tables = [{ source: { oid: 0 }, target: { oid: await oidOf('unfed') } }]
  await live.source`CREATE TABLE two_times (id int PRIMARY KEY, first timestamp, second timestamp)`
  await live.source`CREATE TABLE source_only (id int PRIMARY KEY, beat bigint)`
  for (const [heartbeat, found] of [
    ['public.nowhere', /found none$/],
    ['public.two_times', /found 2$/],
    ['public.source_only', /expected it on the target .* does not exist \(at 127/],
  ] as const) {
    await assert.rejects(choose({ tables, heartbeat }), (error) => {
      assert.ok(error instanceof UsageError)
      assert.match(error.message, found)
      return true
    })
  }
})
