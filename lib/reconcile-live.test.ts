/** Rows that differ are told, rows that are late never are, whatever happens between the reads. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { pairOf, startLiveServers } from './scratch-live.ts'
import { keys, told } from './scratch-settle.ts'
import { groupOf } from './settle-sql.ts'
import { refreshSubscription } from './stack-replication.ts'
import type { LiveServers } from './scratch-live.ts'
import type { Settled, SettleStep, Suspect } from './reconcile-live.ts'

let live: LiveServers

before(async () => {
  live = await startLiveServers()
})

after(async () => await live[Symbol.asyncDispose]())

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

test('settle() calls equal what prints the same: the sign of NaN, and an array that once held a NULL', async () => {
  const columns = 'id int PRIMARY KEY, f float8, fs float8[], a int[]'
  const pair = await live.makeTable({ name: 'printed', columns })
  await live.source`INSERT INTO printed VALUES
    (1, 'Infinity'::float8 - 'Infinity', ARRAY['Infinity'::float8 - 'Infinity'], '{1,NULL}')`
  await live.source`UPDATE printed SET a[2] = 5`
  assert.deepEqual(told(await live.settleAll(pair, { suspects: keys(1) })), ['1 equal'])
  const bytes = 'SELECT float8send(f), array_send(fs), array_send(a) FROM printed'
  const [ours] = await live.source.unsafe(bytes)
  const [theirs] = await live.target.unsafe(bytes)
  for (const type of ['float8send', 'array_send']) {
    assert.notDeepEqual(ours?.[type], theirs?.[type], 'in binary they must differ')
  }
})

test('settle() counts the copies of rows without a key, and proves what one side has more of', async () => {
  const pair = await live.makeTable({
    name: 'copies',
    columns: 'v text, n int',
    after: ['ALTER TABLE copies REPLICA IDENTITY FULL'],
  })
  await live.source`INSERT INTO copies VALUES ('a', 1), ('a', 1), ('a', 1), ('b', NULL), ('c', 3), ('c', 3)`
  const [same, more, less, gone] = ["'a', 1", "'b', NULL", "'c', 3", "'d', 4"].map(
    (values) => `SELECT ${groupOf(pair, 'source')} AS g FROM (VALUES (${values})) AS t(v, n)`,
  )
  const suspects: Suspect[] = []
  for (const statement of [same, more, less, gone]) {
    const [row] = await live.source.unsafe<{ g: string }[]>(statement ?? '')
    suspects.push({ key: [row?.g ?? ''], isGroup: true })
  }
  assert.deepEqual(verdicts(await live.settleAll(pair, { suspects })), Array(4).fill('equal 1'))
  await live.target`INSERT INTO copies VALUES ('b', NULL), ('b', NULL), ('d', 4)`
  await live.target`DELETE FROM copies WHERE v = 'c'`
  const expected = ['equal 1', 'extra 1', 'extra 2', 'missing 2']
  const settled = await live.settleAll(pair, { suspects })
  assert.deepEqual(verdicts(settled).toSorted(), expected)
  const missing = settled.find(({ verdict }) => verdict === 'missing')
  assert.deepEqual(missing?.source?.own, ['c', '3'])
})

function verdicts(settled: readonly Settled[]): readonly string[] {
  return settled.map(({ verdict, copies }) => `${verdict} ${copies}`)
}

test('settle() follows the rows of a partitioned table from partition to partition', async () => {
  const columns = 'id int, part int, v text, PRIMARY KEY (id, part)'
  const partitions = [1, 2].map(
    (part) => `CREATE TABLE split_${part} PARTITION OF split FOR VALUES IN (${part})`,
  )
  const sides = [live.target, live.source]
  for (const sql of sides) {
    await sql.unsafe(`CREATE TABLE split (${columns}) PARTITION BY LIST (part)`)
    for (const partition of partitions) await sql.unsafe(partition)
  }
  await refreshSubscription(live.target)
  const pair = await pairOf(live, 'split')
  await live.source`INSERT INTO split VALUES (1, 1, 'v1'), (2, 2, 'v2'), (3, 1, 'v3')`
  const suspects = ['1,1', '2,2', '3,1', '1,2'].map((key) => ({ key: key.split(',') }))
  const equal = ['1,1 equal', '1,2 equal', '2,2 equal', '3,1 equal']
  assert.deepEqual(told(await live.settleAll(pair, { suspects })), equal)
  await live.target`UPDATE split SET v = 'planted' WHERE id = 2`
  const move = once('source read', async () => {
    await live.source`UPDATE split SET part = 2 WHERE id = 1`
  })
  const back = once('target read', async () => {
    await live.source`UPDATE split SET part = 1 WHERE id = 1`
  })
  const settled = await live.settleAll(pair, {
    suspects,
    async onStep(step) {
      await move(step)
      await back(step)
    },
  })
  assert.deepEqual(told(settled), ['1,1 equal', '1,2 equal', '2,2 changed', '3,1 equal'])
})

test('settle() sees a view three times, for its rows have no versions, and says so', async () => {
  await live.makeTable({ name: 'behind', columns: 'id int PRIMARY KEY, v text' })
  for (const sql of [live.target, live.source]) {
    await sql`CREATE VIEW seen AS SELECT * FROM behind`
  }
  const pair = await pairOf(live, 'seen', { named: true, columns: { key: ['id'] } })
  await live.source`INSERT INTO behind VALUES (1, 'v1'), (2, 'v2')`
  const settling = { suspects: keys(1, 2) }
  assert.deepEqual(told(await live.settleAll(pair, settling)), ['1 equal', '2 equal'])
  await live.target`UPDATE behind SET v = 'planted' WHERE id = 2`
  let targetReads = 0
  const settled = await live.settleAll(pair, {
    ...settling,
    onStep(step) {
      if (step === 'target read') targetReads += 1
    },
  })
  assert.deepEqual(told(settled), ['1 equal', '2 changed'])
  assert.equal(settled.find(({ verdict }) => verdict === 'changed')?.reason, 'by digest')
  assert.equal(targetReads, 3)
})

test('settle() says by waiting where nothing tells how far the target is', async () => {
  for (const sql of [live.target, live.source]) {
    await sql`CREATE TABLE IF NOT EXISTS public.unfed (id int PRIMARY KEY, v text)`
    await sql`INSERT INTO unfed VALUES (1, current_setting('cluster_name'))`
  }
  const pair = await pairOf(live, 'unfed')
  const settled = await live.settleAll(pair, { suspects: keys(1, 2), settleMs: 100 })
  assert.deepEqual(told(settled), ['1 changed', '2 equal'])
  assert.equal(settled.find(({ verdict }) => verdict === 'changed')?.reason, 'by waiting')
})
