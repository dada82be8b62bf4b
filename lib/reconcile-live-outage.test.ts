/** A pipeline that breaks while a compare goes on makes rows unresolved, and never different; so does a server that is gone for good. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { connectPostgres } from './postgres.ts'
import { startLiveServers } from './scratch-live.ts'
import { compareNow, onServer, toldTable } from './scratch-reconcile.ts'
import { follow, loader, runToEnd } from './scratch-script.ts'
import { startPostgres } from './stack-postgres.ts'
import { until } from './wait.ts'
import type { LiveServers } from './scratch-live.ts'
import type { Result } from './result.ts'

const script = fileURLToPath(new URL('../scripts/reconcile.ts', import.meta.url))
const columns = 'id int PRIMARY KEY, v text'

let live: LiveServers

before(async () => {
  live = await startLiveServers()
  for (const name of ['early', 'late']) {
    await live.makeTable({ name, columns })
    await live.source.unsafe(`INSERT INTO ${name} SELECT i, 'v' FROM generate_series(1, 500) i`)
  }
  await caughtUp()
  await live.target`UPDATE early SET v = 'planted' WHERE id = 7`
})

after(async () => await live[Symbol.asyncDispose]())

async function caughtUp(): Promise<void> {
  const what = 'the target as far as the source'
  await until(async () => (await counted('source')) === (await counted('target')), {
    what,
    deadlineMs: 30_000,
  })
}

async function counted(side: 'source' | 'target'): Promise<string> {
  const [row] = await live[side]<
    { text: string }[]
  >`SELECT string_agg(v, ',' ORDER BY id) AS text FROM late`
  return row?.text ?? ''
}

async function stopSubscription(): Promise<void> {
  await live.target`ALTER SUBSCRIPTION shop_subscription DISABLE`
  async function isFree(): Promise<boolean> {
    const [row] = await live.source`SELECT active FROM pg_replication_slots`
    return row?.['active'] === false
  }
  await until(isFree, { what: 'the slot free', deadlineMs: 20_000 })
}

const settings = { settleMs: 1500, heartbeat: undefined, nudge: true }

/** Breaks the pipeline when the planted difference has been told, then writes to the table whose turn comes after that. */
async function brokenMeanwhile(breakIt: () => Promise<void>): ReturnType<typeof compareNow> {
  async function happens(): Promise<void> {
    await breakIt()
    await live.source`UPDATE late SET v = v || '+' WHERE id <= 50`
    await live.source`DELETE FROM late WHERE id = 400`
    await live.source`INSERT INTO late VALUES (1000, 'new')`
  }
  let happened: Promise<void> | null = null
  return await compareNow(live.urls, {
    table: ['public.early', 'public.late'],
    connections: 1,
    live: settings,
    onDifference: async () => await (happened ??= happens()),
  })
}

function isUnresolved({ tables }: Awaited<ReturnType<typeof compareNow>>, why: RegExp): void {
  assert.deepEqual(toldTable(tables[0]), {
    verdict: 'different',
    differs: ['changed id=7: v v → planted'],
  })
  const late = tables[1]
  assert.equal(late?.verdict, 'unresolved')
  assert.deepEqual([late.missing, late.extra, late.changed, late.unresolved], [0, 0, 0, 52])
  assert.match(late.reason ?? '', why)
}

test('rows that are late because the subscription was disabled in the middle of a compare are unresolved', async () => {
  isUnresolved(
    await brokenMeanwhile(stopSubscription),
    /the subscription "shop_subscription" is disabled, the slot "shop_slot"/,
  )
  const flags = ['--live', '--settle', '500ms', '--table', 'public.late', '--json']
  const { code, stdout } = await runToEnd(script, {
    args: flags,
    environment: { CDC_SOURCE_URL: live.urls.source, CDC_TARGET_URL: live.urls.target },
  })
  assert.equal(code, 3)
  assert.equal((JSON.parse(stdout) as Result).tables?.[0]?.verdict, 'unresolved')
  await live.target`ALTER SUBSCRIPTION shop_subscription ENABLE`
  await caughtUp()
  const { tables } = await compareNow(live.urls, { table: ['public.late'], live: settings })
  assert.equal(tables[0]?.verdict, 'equal', tables[0]?.reason ?? '')
})

test('rows that are late because the slot was dropped in the middle of a compare are unresolved', async () => {
  await live.source`INSERT INTO late VALUES (400, 'back')`
  await live.source`DELETE FROM late WHERE id = 1000`
  await caughtUp()
  async function dropSlot(): Promise<void> {
    await stopSubscription()
    await live.source`SELECT pg_drop_replication_slot('shop_slot')`
  }
  isUnresolved(await brokenMeanwhile(dropSlot), /the slot "shop_slot" is not there/)
})

test('a server that goes away for good is waited for, then told: exit 3, and what was found before', async () => {
  const server = await startPostgres({ name: 'gone', databases: ['shop'] })
  await using _stops = server
  const tables = `CREATE TABLE first (${columns}); INSERT INTO first SELECT i, 'v' FROM generate_series(1, 9) i; CREATE TABLE last (${columns})`
  const source = live.urls.source.replace('/shop', '/gone')
  await onServer(live.urls.source, 'CREATE DATABASE gone')
  await onServer(source, `${tables}; CREATE VIEW held AS SELECT id, v FROM first`)
  await onServer(
    server.url('shop'),
    `${tables}; CREATE VIEW held AS SELECT id, v FROM first, pg_sleep(600)`,
  )
  const names = ['first', 'held', 'last'].flatMap((name) => ['--table', `public.${name}`])
  const flags = ['--source', source, '--target', server.url('shop'), '--connections', '1', '--json']
  await using running = follow(process.execPath, ['--import', loader, script, ...flags, ...names])
  await using admin = await connectPostgres(server.url('postgres'), { max: 1 })
  const sleeping = `SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'`
  await until(async () => (await admin.unsafe(sleeping)).length > 0, {
    what: 'the compare held',
    deadlineMs: 60_000,
  })
  await server[Symbol.asyncDispose]()
  const { code, stdout, stderr } = await running.ended
  assert.equal(code, 3, stderr)
  const result = JSON.parse(stdout) as Result
  assert.deepEqual(
    result.tables?.map(({ table, verdict }) => [table, verdict]),
    [
      ['public.first', 'equal'],
      ['public.held', 'unresolved'],
      ['public.last', 'skipped'],
    ],
  )
  assert.match(result.tables?.[1]?.reason ?? '', /^Cannot .*tried again for 10 s/)
})
