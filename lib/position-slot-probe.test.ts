/** Settling asks for no right but SELECT on the tables, and makes do with what a server lets it look at. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { choosePosition } from './position.ts'
import { settle } from './reconcile-live.ts'
import { startLiveServers } from './scratch-live.ts'
import type { Lane } from './lane.ts'
import type { LiveServers } from './scratch-live.ts'
import type { Side, TablePair } from './table.ts'

let live: LiveServers
let pair: TablePair

const { signal } = new AbortController()

before(async () => {
  live = await startLiveServers()
  pair = await live.makeTable({ name: 'goods', columns: 'id int PRIMARY KEY, v text' })
  await live.source`INSERT INTO goods VALUES (1, 'v1'), (2, 'v2')`
  for (const sql of [live.source, live.target]) {
    await sql`CREATE ROLE reader`
    await sql`GRANT SELECT ON goods TO reader`
  }
})

after(async () => await live[Symbol.asyncDispose]())

async function openAsReader(side: Side): Promise<Lane> {
  const lane = await live.open(side)
  await lane.run('SET SESSION AUTHORIZATION reader')
  return lane
}

/** The verdicts on both keys, with the rights of the role. */
async function settleAsReader(): Promise<readonly string[]> {
  await using source = await openAsReader('source')
  await using target = await openAsReader('target')
  const limits = { nudge: true, settleMs: 30_000 }
  const position = await choosePosition({ source, target, tables: [pair], ...limits })
  assert.equal(position.name, 'slot')
  const suspects = [{ key: ['1'] }, { key: ['2'] }]
  const told: string[] = []
  const settling = { source, target, pair, position, suspects, settleMs: 30_000, signal }
  for await (const { key, verdict } of settle(settling)) told.push(`${key.join()} ${verdict}`)
  return told.toSorted()
}

test('slotProbe() makes do with the slot where the walsender hides its position', async () => {
  await using source = await openAsReader('source')
  const [row] = await source.rows('SELECT count(replay_lsn) FROM pg_stat_replication')
  assert.equal(row?.[0], '0')
  await live.source`UPDATE goods SET v = v || '.'`
  assert.deepEqual(await settleAsReader(), ['1 equal', '2 equal'])
  await live.target`UPDATE goods SET v = 'planted' WHERE id = 2`
  assert.deepEqual(await settleAsReader(), ['1 equal', '2 changed'])
  await live.source`UPDATE goods SET v = 'healed'`
})

test('slotProbe() asks the slot alone where walsenders may not be looked at', async () => {
  await live.source`REVOKE SELECT ON pg_stat_replication FROM PUBLIC`
  try {
    await live.source`UPDATE goods SET v = v || '.'`
    assert.deepEqual(await settleAsReader(), ['1 equal', '2 equal'])
  } finally {
    await live.source`GRANT SELECT ON pg_stat_replication TO PUBLIC`
  }
})

test('slotProbe() asks the subscription where slots may not be looked at', async () => {
  await live.source`REVOKE SELECT ON pg_replication_slots FROM PUBLIC`
  try {
    await live.source`UPDATE goods SET v = v || '.'`
    assert.deepEqual(await settleAsReader(), ['1 equal', '2 equal'])
    await live.target`ALTER SUBSCRIPTION shop_subscription DISABLE`
    await live.source`UPDATE goods SET v = v || '.'`
    await using source = await openAsReader('source')
    await using target = await openAsReader('target')
    const limits = { nudge: false, settleMs: 30_000 }
    const position = await choosePosition({ source, target, tables: [pair], ...limits })
    const wait = { deadlineMs: 100, signal }
    const answer = await position.reached(await position.now(), wait)
    assert.match(answer.reached ? '' : answer.why, /the subscription "shop_subscription"/)
  } finally {
    await live.target`ALTER SUBSCRIPTION shop_subscription ENABLE`
    await live.source`GRANT SELECT ON pg_replication_slots TO PUBLIC`
  }
})
