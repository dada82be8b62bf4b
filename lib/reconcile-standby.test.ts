/** A standby can be compared, but for a live source; where the target is one, no slot tells how far it is. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { UsageError } from './errors.ts'
import { connectPostgres } from './postgres.ts'
import { compareNow, onServer, toldTable } from './scratch-reconcile.ts'
import { missingPostgres15, postgres15Binaries, startPostgres15 } from './scratch-postgres15.ts'
import { startLiveServers } from './scratch-live.ts'
import { startStandby } from './scratch-standby.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'
import type { LiveServers } from './scratch-live.ts'
import type { PostgresServer } from './stack-postgres.ts'

let live: LiveServers
let standby: PostgresServer
/** Of the target of the pipeline. */
let shop: string

const settings = { settleMs: 500, heartbeat: undefined, nudge: true }

before(async () => {
  const servers: PostgresServer[] = []
  live = await startLiveServers({
    target: async (options) => {
      servers.push(await startPostgres(options))
      return servers[0] as PostgresServer
    },
  })
  await live.makeTable({ name: 'goods', columns: 'id int PRIMARY KEY, v text' })
  await live.source`INSERT INTO goods SELECT i, 'v' FROM generate_series(1, 3000) i`
  standby = await startStandby(servers[0] as PostgresServer, { name: 'standby' })
  shop = standby.url('shop')
  await until(async () => (await rowsAt(shop)) === 3000, {
    what: 'all rows there',
    deadlineMs: 30_000,
  })
})

after(async () => {
  await standby[Symbol.asyncDispose]()
  await live[Symbol.asyncDispose]()
})

async function rowsAt(url: string): Promise<number> {
  await using sql = await connectPostgres(url, { max: 1 })
  const [row] = await sql<{ count: number }[]>`SELECT count(*)::int FROM goods`
  return row?.count ?? 0
}

test('reconcile() compares a standby on either side, over several connections', async () => {
  for (const urls of [
    { source: live.urls.source, target: shop },
    { source: shop, target: live.urls.source },
    { source: live.urls.target, target: shop },
  ]) {
    const { tables } = await compareNow(urls, { connections: 3 })
    assert.deepEqual(tables.map(toldTable), [{ verdict: 'equal', differs: [] }])
    assert.equal(tables[0]?.sourceRows, 3000)
  }
})

test('reconcile() with --live of a standby as the target waits, for the slot is that of its primary', async () => {
  await live.target`UPDATE goods SET v = 'w' WHERE id = 7`
  await until(
    async () =>
      (await compareNow({ source: live.urls.target, target: shop })).tables[0]?.verdict === 'equal',
    {
      what: 'the standby as far as its primary',
      deadlineMs: 30_000,
    },
  )
  const urls = { source: live.urls.source, target: shop }
  const { tables } = await compareNow(urls, { live: settings })
  assert.deepEqual(toldTable(tables[0]), {
    verdict: 'different',
    differs: ['changed id=7: v v → w'],
  })
  assert.match(tables[0]?.reason ?? '', /by waiting/)
  // A slot ends the wait as soon as it can: this is only how long it may take.
  const direct = await compareNow(live.urls, { live: { ...settings, settleMs: 30_000 } })
  assert.equal(direct.tables[0]?.reason, null)
})

test('reconcile() with --live of a standby as the source is a mistake in the flags', async () => {
  const compared = compareNow({ source: shop, target: live.urls.source }, { live: settings })
  await assert.rejects(compared, (error) => {
    assert.ok(error instanceof UsageError)
    assert.match(error.message, /the source is a standby, expected the primary server/)
    return true
  })
})

test('reconcile() compares a standby of PostgreSQL 15', { skip: missingPostgres15 }, async () => {
  await using primary = await startPostgres15({ name: 'old', databases: ['shop'] })
  await onServer(
    primary.url('shop'),
    `CREATE TABLE goods (id int PRIMARY KEY, v text); INSERT INTO goods SELECT i, 'v' FROM generate_series(1, 3000) i; UPDATE goods SET v = 'w' WHERE id = 9`,
  )
  await using old = await startStandby(primary, {
    name: 'old-standby',
    binaries: postgres15Binaries,
  })
  const { tables } = await compareNow(
    { source: live.urls.source, target: old.url('shop') },
    { connections: 3 },
  )
  assert.deepEqual(toldTable(tables[0]), {
    verdict: 'different',
    differs: ['changed id=9: v v → w'],
  })
})
