/** The edges of settling, forced between its reads: what a writer does there must never be told as a difference. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { startLiveServers } from './scratch-live.ts'
import { keys, told, untilEqual } from './scratch-settle.ts'
import type { LiveServers } from './scratch-live.ts'
import type { SettleStep } from './reconcile-live.ts'

let live: LiveServers

before(async () => {
  live = await startLiveServers()
})

after(async () => await live[Symbol.asyncDispose]())

type Acts = Partial<Record<SettleStep, string>>

/** Statements for the source, run in the first attempt after each step; in every attempt where `always`. */
function acting(acts: Acts, { always = false } = {}): (step: SettleStep) => Promise<void> {
  const done = new Set<SettleStep>()
  return async (step) => {
    const statement = acts[step]
    if (statement === undefined || (done.has(step) && !always)) return
    done.add(step)
    await live.run(statement)
  }
}

type Edge = readonly [story: string, acts: Acts]

// What comes after "source read" lies before the mark, so the target shows it; what comes after "target read" takes it back.
const edges: readonly Edge[] = [
  [
    'a change and back',
    {
      'source read': `UPDATE edges SET v = 'other' WHERE id = 1`,
      'target read': `UPDATE edges SET v = 'v1' WHERE id = 1`,
    },
  ],
  [
    'a key update and back',
    {
      'source read': `UPDATE edges SET id = 101 WHERE id = 1`,
      'target read': `UPDATE edges SET id = 1 WHERE id = 101`,
    },
  ],
  [
    'a delete, and an insert of the same value',
    {
      'source read': `DELETE FROM edges WHERE id = 1`,
      'target read': `INSERT INTO edges VALUES (1, 'v1')`,
    },
  ],
  [
    'a truncate, and the same rows again',
    {
      'source read': `TRUNCATE edges`,
      'target read': `INSERT INTO edges SELECT id, 'v' || id FROM generate_series(1, 3) AS id`,
    },
  ],
  [
    'an insert that is deleted again',
    {
      'source read': `INSERT INTO edges VALUES (7, 'guest')`,
      'target read': `DELETE FROM edges WHERE id = 7`,
    },
  ],
  [
    'a change that a rolled back one follows',
    {
      'source read': `UPDATE edges SET v = 'other' WHERE id = 1`,
      'target read': `BEGIN; UPDATE edges SET v = 'v1' WHERE id = 1; ROLLBACK; UPDATE edges SET v = 'v1' WHERE id = 1`,
    },
  ],
]

test('settle() calls equal what came and went between its reads', async (t) => {
  const pair = await live.makeTable({ name: 'edges', columns: 'id int PRIMARY KEY, v text' })
  await live.source`INSERT INTO edges SELECT id, 'v' || id FROM generate_series(1, 3) AS id`
  await untilEqual(live, pair)
  for (const [story, acts] of edges) {
    await t.test(story, async () => {
      const steps: SettleStep[] = []
      const act = acting(acts)
      const settled = await live.settleAll(pair, {
        suspects: keys(1, 7),
        async onStep(step) {
          steps.push(step)
          await act(step)
        },
      })
      assert.deepEqual(told(settled), ['1 equal', '7 equal'])
      // Else the edge was not hit: the first attempt must have seen a difference.
      assert.ok(steps.filter((step) => step === 'source read').length > 1, steps.join())
    })
  }
})

test('settle() leaves unresolved what comes and goes in every attempt', async () => {
  const pair = await live.makeTable({ name: 'guests', columns: 'id int PRIMARY KEY, v text' })
  const acts: Acts = {
    'source read': `INSERT INTO guests VALUES (7, 'guest')`,
    'target read': `DELETE FROM guests WHERE id = 7`,
  }
  const onStep = acting(acts, { always: true })
  const settled = await live.settleAll(pair, { suspects: keys(7), onStep, settleMs: 1500 })
  assert.deepEqual(told(settled), ['7 unresolved'])
})

test('settle() waits for a prepared transaction on the row, and proves another row all the same', async () => {
  const pair = await live.makeTable({ name: 'prepared', columns: 'id int PRIMARY KEY, v text' })
  await live.source`INSERT INTO prepared SELECT id, 'v' || id FROM generate_series(1, 3) AS id`
  await untilEqual(live, pair)
  await live.target`UPDATE prepared SET v = 'planted' WHERE id IN (1, 2)`
  await live.run(`BEGIN; UPDATE prepared SET v = 'new' WHERE id = 1; PREPARE TRANSACTION 'open'`)
  const during = await live.settleAll(pair, { suspects: keys(1, 2, 3), settleMs: 1500 })
  assert.deepEqual(told(during), ['1 unresolved', '2 changed', '3 equal'])
  await live.source.unsafe(`ROLLBACK PREPARED 'open'`)
  const settled = await live.settleAll(pair, { suspects: keys(1, 2, 3) })
  assert.deepEqual(told(settled), ['1 changed', '2 changed', '3 equal'])
})

test('settle() waits again when the connection to the target was lost after the position was reached', async () => {
  const pair = await live.makeTable({ name: 'lost', columns: 'id int PRIMARY KEY, v text' })
  await live.source`INSERT INTO lost SELECT id, 'v' || id FROM generate_series(1, 3) AS id`
  await untilEqual(live, pair)
  await live.target`UPDATE lost SET v = 'planted' WHERE id = 1`
  const steps: SettleStep[] = []
  const settled = await live.settleAll(pair, {
    suspects: keys(1),
    async onStep(step) {
      steps.push(step)
      if (step !== 'target caught up' || steps.filter((each) => each === step).length > 1) return
      await live.target`
        SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
        WHERE application_name = 'cdc-testbench' AND pid <> pg_backend_pid() AND datname = current_database()`
    },
  })
  assert.deepEqual(told(settled), ['1 changed'])
  assert.equal(steps.filter((step) => step === 'target caught up').length, 2)
})

test('settle() proves a difference across VACUUM FREEZE at once, and across VACUUM FULL', async () => {
  const pair = await live.makeTable({ name: 'vacuumed', columns: 'id int PRIMARY KEY, v text' })
  await live.source`INSERT INTO vacuumed SELECT id, 'v' || id FROM generate_series(0, 3) AS id`
  await untilEqual(live, pair)
  await live.target`UPDATE vacuumed SET v = 'planted' WHERE id = 1`
  const attempts = { FREEZE: 0, FULL: 0 }
  for (const how of ['FREEZE', 'FULL'] as const) {
    // A gap at the front makes a rewrite move the rows.
    await live.source`DELETE FROM vacuumed WHERE id = 0`
    const vacuum = acting({ 'target read': `VACUUM (${how}) vacuumed` })
    const settled = await live.settleAll(pair, {
      suspects: keys(1),
      async onStep(step) {
        if (step === 'source read') attempts[how] += 1
        await vacuum(step)
      },
    })
    assert.deepEqual(told(settled), ['1 changed'])
  }
  assert.deepEqual(attempts, { FREEZE: 1, FULL: 2 })
})
