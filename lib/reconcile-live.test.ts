/** Rows that differ are told, rows that are late never are, whatever happens between the reads. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { startLiveServers } from './scratch-live.ts'
import type { LiveServers } from './scratch-live.ts'
import type { Settled, SettleStep, Suspect } from './reconcile-live.ts'

let live: LiveServers

before(async () => {
  live = await startLiveServers()
})

after(async () => await live[Symbol.asyncDispose]())

function keys(...ids: readonly (number | string)[]): readonly Suspect[] {
  return ids.map((id) => ({ key: [String(id)] }))
}

/** `7 changed`, in the order of the keys. */
function told(settled: readonly Settled[]): readonly string[] {
  return settled.map(({ key, verdict }) => `${key.join()} ${verdict}`).toSorted()
}

/** Runs `act` once, at the first time that `step` was done. */
function once(step: SettleStep, act: () => Promise<unknown>): (at: SettleStep) => Promise<void> {
  let isDone = false
  return async (at) => {
    if (isDone || at !== step) return
    isDone = true
    await act()
  }
}

test('settle() proves what was changed, deleted and inserted on the target, with the rows of both sides', async () => {
  const pair = await live.makeTable({ name: 'planted', columns: 'id int PRIMARY KEY, v text' })
  await live.source`INSERT INTO planted SELECT id, 'v' || id FROM generate_series(1, 5) AS id`
  // What the target does by itself must come after what the source has sent.
  assert.deepEqual(told(await live.settleAll(pair, { suspects: keys(1) })), ['1 equal'])
  await live.target`UPDATE planted SET v = 'other' WHERE id = 1`
  await live.target`DELETE FROM planted WHERE id = 2`
  await live.target`INSERT INTO planted VALUES (9, 'extra')`
  const settled = await live.settleAll(pair, { suspects: keys(1, 2, 3, 9, 77) })
  assert.deepEqual(told(settled), ['1 changed', '2 missing', '3 equal', '77 equal', '9 extra'])
  const shown = Object.fromEntries(
    settled.map(({ key, source, target }) => [
      key.join(),
      [source?.own ?? null, target?.own ?? null],
    ]),
  )
  assert.deepEqual(shown['1'], [
    ['1', 'v1'],
    ['1', 'other'],
  ])
  assert.deepEqual(shown['2'], [['2', 'v2'], null])
  assert.deepEqual(shown['9'], [null, ['9', 'extra']])
  assert.deepEqual(new Set(settled.map(({ reason }) => reason)), new Set([null]))
})

test('settle() waits for a target that is behind, and calls nothing different that is merely late', async () => {
  const pair = await live.makeTable({ name: 'late', columns: 'id int PRIMARY KEY, v text' })
  await live.target`ALTER SUBSCRIPTION shop_subscription DISABLE`
  await live.source`INSERT INTO late VALUES (1, 'new')`
  // It goes on only after the row was seen on one side alone.
  const resume = once('source read', async () => {
    await live.target`ALTER SUBSCRIPTION shop_subscription ENABLE`
  })
  const settled = await live.settleAll(pair, { suspects: keys(1), onStep: resume })
  assert.deepEqual(told(settled), ['1 equal'])
})

test('settle() leaves all unresolved while the target stands still, and says why', async () => {
  const pair = await live.makeTable({ name: 'stalled', columns: 'id int PRIMARY KEY, v text' })
  await live.target`ALTER SUBSCRIPTION shop_subscription DISABLE`
  await live.source`INSERT INTO stalled SELECT id, 'v' FROM generate_series(1, 2500) AS id`
  const suspects = keys(...Array.from({ length: 2500 }, (_, index) => index + 1))
  const settled = await live.settleAll(pair, { suspects, settleMs: 500 })
  await live.target`ALTER SUBSCRIPTION shop_subscription ENABLE`
  assert.equal(settled.length, 2500)
  assert.deepEqual(new Set(settled.map(({ verdict }) => verdict)), new Set(['unresolved']))
  assert.match(
    settled[0]?.reason ?? '',
    /^the subscription "shop_subscription" is disabled, the slot/,
  )
})
