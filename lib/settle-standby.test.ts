/** A commit that waits for a standby: the target has it, and the source does not show it yet. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { startLiveServers } from './scratch-live.ts'
import { keys, told, untilEqual } from './scratch-settle.ts'
import { until } from './wait.ts'
import type { LiveServers } from './scratch-live.ts'

let live: LiveServers

before(async () => {
  live = await startLiveServers()
})

after(async () => await live[Symbol.asyncDispose]())

async function setStandby(name: string): Promise<void> {
  await live.source.unsafe(`ALTER SYSTEM SET synchronous_standby_names = '${name}'`)
  await live.source`SELECT pg_reload_conf()`
  const what = 'the setting of synchronous standbys'
  await until(
    async () => {
      const [row] = await live.source`SELECT current_setting('synchronous_standby_names') AS now`
      return row?.['now'] === name
    },
    { what, deadlineMs: 20_000 },
  )
}

/** A setting of standbys is in force once the checkpointer has read it: commits of before then wait for nobody. */
async function commitThatWaits(): Promise<Promise<unknown>[]> {
  const commits: Promise<unknown>[] = []
  let ended = true
  async function commit(): Promise<void> {
    ended = false
    await live.source`SELECT pg_logical_emit_message(true, 'cdc', '')`
    ended = true
  }
  await until(
    async () => {
      if (ended) commits.push(commit())
      const [row] = await live.source`
        SELECT count(*) > 0 AS waits FROM pg_stat_activity WHERE wait_event = 'SyncRep'`
      return row?.['waits'] === true
    },
    { what: 'a commit that waits for a standby', deadlineMs: 20_000 },
  )
  return commits
}

test('settle() does not judge a commit that the target has and the source does not show yet', async () => {
  try {
    await settleUnderStandby()
  } finally {
    // Every commit would wait for the standby that never comes.
    await setStandby('')
  }
})

async function settleUnderStandby(): Promise<void> {
  const pair = await live.makeTable({ name: 'standby', columns: 'id int PRIMARY KEY, v text' })
  await live.source`INSERT INTO standby SELECT id, 'v' || id FROM generate_series(1, 3) AS id`
  await untilEqual(live, pair)
  await setStandby('nobody')
  const probes = await commitThatWaits()
  const waiting = [
    `UPDATE standby SET v = 'other' WHERE id = 1`,
    `DELETE FROM standby WHERE id = 2`,
    `INSERT INTO standby VALUES (4, 'v4')`,
  ].map(async (statement) => await live.source.unsafe(statement))
  await until(
    async () => {
      const [row] = await live.target`
        SELECT count(*) FILTER (WHERE v = 'other') = 1 AND count(*) FILTER (WHERE id = 2) = 0
          AND count(*) FILTER (WHERE id = 4) = 1 AS there FROM standby`
      return row?.['there'] === true
    },
    { what: 'the commits on the target', deadlineMs: 20_000 },
  )
  const during = await live.settleAll(pair, { suspects: keys(1, 2, 3, 4), settleMs: 1500 })
  assert.deepEqual(told(during), ['1 unresolved', '2 unresolved', '3 equal', '4 unresolved'])
  assert.match(during.find(({ key }) => key[0] === '1')?.reason ?? '', /did not end/)
  let steps = 0
  const settled = await live.settleAll(pair, {
    suspects: keys(1, 2, 3, 4),
    async onStep(step) {
      if (step === 'source read again' && steps++ === 0) await setStandby('')
    },
  })
  assert.deepEqual(told(settled), ['1 equal', '2 equal', '3 equal', '4 equal'])
  await Promise.all([...waiting, ...probes])
}
