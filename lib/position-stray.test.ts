/** A slot of the right name that feeds another target proves nothing of this one, wherever the other server's log stands. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { openLane } from './lane.ts'
import { choosePosition } from './position.ts'
import { connectPostgres } from './postgres.ts'
import { startLiveServers } from './scratch-live.ts'
import { startPostgres } from './stack-postgres.ts'
import { joinServers } from './stack-replication.ts'
import { until } from './wait.ts'
import type { LiveServers } from './scratch-live.ts'
import type { Connection, Sql } from './postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { TablePair } from './table.ts'

let live: LiveServers
let other: PostgresServer
let elsewhere: Connection
let pair: TablePair

const { signal } = new AbortController()

/** The target is fed by another source from now on; the slot on ours stays, and goes on for somebody else. */
before(async () => {
  live = await startLiveServers()
  pair = await live.makeTable({ name: 'goods', columns: 'id int PRIMARY KEY, v text' })
  other = await startPostgres({ name: 'other', databases: ['shop'] })
  elsewhere = await connectPostgres(other.url('shop'), { max: 2 })
  await elsewhere.unsafe('CREATE TABLE goods (id int PRIMARY KEY, v text)')
  await live.target.unsafe('ALTER SUBSCRIPTION shop_subscription DISABLE')
  await live.target.unsafe('ALTER SUBSCRIPTION shop_subscription SET (slot_name = NONE)')
  await live.target.unsafe('DROP SUBSCRIPTION shop_subscription')
  await joinServers({ source: elsewhere, target: live.target }, other.url('shop'))
})

after(async () => {
  await elsewhere[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
  await live[Symbol.asyncDispose]()
})

async function goAhead(sql: Sql, segments: number): Promise<void> {
  for (let times = 0; times < segments; times += 1) {
    await sql`SELECT pg_logical_emit_message(true, 'filler', '')`
    await sql`SELECT pg_switch_wal()`
  }
}

async function isFree(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ active: boolean }[]>`SELECT active FROM pg_replication_slots`
  return row?.active === false
}

/** As the other target of the slot would move it. */
async function advance(): Promise<void> {
  await until(async () => isFree(live.source), { what: 'the slot free', deadlineMs: 20_000 })
  await live.source`SELECT pg_replication_slot_advance('shop_slot', pg_current_wal_lsn())`
}

async function whyNot(): Promise<string> {
  await using source = await openLane({
    url: live.urls.source,
    signal,
    statementTimeoutMs: 60_000,
  })
  await using target = await openLane({
    url: live.urls.target,
    signal,
    statementTimeoutMs: 60_000,
  })
  const choice = { source, target, tables: [pair], nudge: false, settleMs: 50 }
  const position = await choosePosition(choice)
  assert.equal(position.name, 'slot')
  const mark = await position.now()
  await live.source`INSERT INTO goods SELECT coalesce(max(id), 0) + 1, 'only here' FROM goods`
  await advance()
  const answer = await position.reached(mark, { deadlineMs: 1000, signal })
  return answer.reached ? 'reached' : answer.why
}

const stray =
  /^the slot "shop_slot" of the source does not feed the subscription "shop_subscription"/

for (const [where, ahead, segments] of [
  ['ahead of ours', () => elsewhere, 3],
  ['behind ours', () => live.source, 6],
] as const) {
  test(`a slot whose subscription has its rows from another server is not reached, whose log is ${where}`, async () => {
    await goAhead(ahead(), segments)
    assert.match(await whyNot(), stray)
  })
}

test('a slot that somebody reads while its subscription does not run is not reached', async () => {
  await live.target.unsafe('ALTER SUBSCRIPTION shop_subscription DISABLE')
  await until(async () => isFree(elsewhere), { what: 'the slot free', deadlineMs: 20_000 })
  const third = await startPostgres({ name: 'third', databases: ['shop'] })
  await using _server = third
  await using sql = await connectPostgres(third.url('shop'), { max: 2 })
  await sql.unsafe('CREATE TABLE goods (id int PRIMARY KEY, v text)')
  await advance()
  await live.source.unsafe(
    `SELECT pg_drop_replication_slot('shop_slot'); DROP PUBLICATION shop_publication`,
  )
  await joinServers({ source: live.source, target: sql }, live.urls.source)
  await using source = await live.open('source')
  await using target = await live.open('target')
  const choice = { source, target, tables: [pair], nudge: true, settleMs: 50 }
  const position = await choosePosition(choice)
  const answer = await position.reached(await position.now(), { deadlineMs: 5000, signal })
  assert.match(
    answer.reached ? 'reached' : answer.why,
    /"shop_subscription" is disabled, .*"shop_slot"/,
  )
  await sql.unsafe('DROP SUBSCRIPTION shop_subscription')
})
