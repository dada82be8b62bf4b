/** The stand-in's connectors are the pipeline: what is asked of them happens to it, and what happens to it shows in them. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { normalAnswer } from './connect-normal.ts'
import { startTestStandIn } from './connect-test-pipeline.ts'
import { sqlState } from './sql-failure.ts'
import { until } from './wait.ts'
import {
  call,
  countOf,
  read,
  subscriptionOf,
  untilCount,
  untilState,
  waiting,
} from './connect-test-calls.ts'
import type { Status } from './connect-test-calls.ts'
import type { Recorded } from './connect-contract.ts'

/** What a server says of a slot that is read again. */
const inUse = '55006'

const recorded = JSON.parse(
  readFileSync(new URL('../fixtures/connect-answers/life.json', import.meta.url), 'utf8'),
) as Record<string, Recorded>

test('pause, resume and stop of either connector hold the rows back and let them go', async () => {
  await using pipeline = await startTestStandIn()
  const { source, target, standIn } = pipeline
  const base = standIn.connect
  let rows = 0
  for (const [name, hold, held] of [
    ['shop-sink', 'pause', 'PAUSED PAUSED'],
    ['shop-source', 'pause', 'PAUSED PAUSED'],
    ['shop-sink', 'stop', 'STOPPED'],
    ['shop-source', 'stop', 'STOPPED'],
  ] as const) {
    await untilState(base, name, 'RUNNING RUNNING')
    await call(base, `PUT /connectors/${name}/${hold}`)
    await untilState(base, name, held)
    assert.deepEqual(
      await subscriptionOf(target),
      { enabled: false, worker: false },
      `${hold} ${name}`,
    )
    rows += 1
    await source`INSERT INTO orders VALUES (${rows}, 'held back')`
    assert.equal(await countOf(target), rows - 1)
    await call(base, `PUT /connectors/${name}/resume`)
    await untilCount(target, rows)
  }
})

test('a sink that is deleted and made again goes on where it was: no row lost, none twice, none copied anew', async () => {
  await using pipeline = await startTestStandIn()
  const { source, target, standIn, configs } = pipeline
  const base = standIn.connect
  await source`INSERT INTO orders SELECT n, 'before' FROM generate_series(1, 100) n`
  await untilCount(target, 100)
  await call(base, 'DELETE /connectors/shop-sink')
  await until(async () => (await subscriptionOf(target)) === null, {
    what: 'no subscription',
    ...waiting,
  })
  const [slot] = await source`SELECT slot_name FROM pg_replication_slots`
  assert.equal(slot?.['slot_name'], pipeline.settings.slot)
  await source`INSERT INTO orders SELECT n, 'between' FROM generate_series(101, 150) n`
  await source`DELETE FROM orders WHERE id = 1`
  await target`DELETE FROM orders WHERE id = 2`
  const created = await call(base, 'POST /connectors', {
    name: 'shop-sink',
    config: configs['shop-sink'],
  })
  assert.equal(created.status, 201)
  await untilState(base, 'shop-sink', 'RUNNING RUNNING')
  // 150 without the row deleted at the source; row 2 would be back, had the table been copied again.
  await untilCount(target, 148)
})

test('a source that is deleted leaves its slot, and rows wait there until it is made again', async () => {
  await using pipeline = await startTestStandIn()
  const { source, target, standIn, configs } = pipeline
  const base = standIn.connect
  await call(base, 'DELETE /connectors/shop-source')
  await until(async () => (await subscriptionOf(target))?.worker === false, {
    what: 'no worker',
    ...waiting,
  })
  await source`INSERT INTO orders VALUES (1, 'waits')`
  assert.equal(await countOf(target), 0)
  await call(base, 'PUT /connectors/shop-source/config', configs['shop-source'])
  await untilCount(target, 1)
})

test('a row that the target refuses fails the task of the sink, as recorded, until it is mended and restarted', async () => {
  await using pipeline = await startTestStandIn()
  const { source, target, standIn } = pipeline
  const base = standIn.connect
  await target`INSERT INTO orders VALUES (7, 'in the way')`
  await source`INSERT INTO orders VALUES (7, 'from the source')`
  const status = await untilState(base, 'shop-sink', 'RUNNING FAILED')
  assert.match(
    status.tasks[0]?.trace ?? '',
    /apply worker for subscription "shop_subscription" has failed/,
  )
  assert.match(status.tasks[0]?.trace ?? '', /confl_insert_exists \d/)
  assertAsRecorded(status, recorded['status-sink-failed'])
  await untilState(base, 'shop-source', 'RUNNING RUNNING')
  const restarting = await call(
    base,
    'POST /connectors/shop-sink/restart?includeTasks=true&onlyFailed=true',
  )
  assert.deepEqual(
    ((await restarting.json()) as Status).tasks.map(({ state }) => state),
    ['RESTARTING'],
  )
  await untilState(base, 'shop-sink', 'RUNNING FAILED')
  await target`DELETE FROM orders WHERE note = 'in the way'`
  await call(base, 'POST /connectors/shop-sink/tasks/0/restart')
  await untilState(base, 'shop-sink', 'RUNNING RUNNING')
  await untilCount(target, 1)
})

test('a slot that is gone fails the task of the source, as recorded; reset offsets get it a new one', async () => {
  await using pipeline = await startTestStandIn()
  const { source, target, standIn, settings } = pipeline
  const base = standIn.connect
  // The target comes back for it a moment later: then its reader is ended once more.
  await until(
    async () => {
      await source`SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active`
      const dropping = source`
        SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active`
      const [slot] = await dropping.catch((error: unknown) => {
        if (sqlState(error) === inUse) return []
        throw error
      })
      return slot !== undefined
    },
    { what: 'the slot dropped', deadlineMs: 60_000, everyMs: 1 },
  )
  const status = await untilState(base, 'shop-source', 'RUNNING FAILED')
  assert.match(status.tasks[0]?.trace ?? '', /replication slot "shop_slot" does not exist/)
  assertAsRecorded(status, recorded['status-source-slot-lost'])
  await call(base, 'PUT /connectors/shop-source/stop')
  await call(base, 'DELETE /connectors/shop-source/offsets')
  assert.deepEqual(await read(base, '/connectors/shop-source/offsets'), { offsets: [] })
  await source`INSERT INTO orders VALUES (1, 'in the gap')`
  await call(base, 'PUT /connectors/shop-source/resume')
  await untilState(base, 'shop-source', 'RUNNING RUNNING')
  const [slot] = await source`SELECT slot_name FROM pg_replication_slots`
  assert.equal(slot?.['slot_name'], settings.slot)
  await source`INSERT INTO orders VALUES (2, 'after it')`
  await until(async () => (await target`SELECT FROM orders WHERE id = 2`).length === 1, {
    what: 'the row after the gap',
    ...waiting,
  })
  assert.equal(await countOf(target), 1)
})

/** Everything but the names and the JVM's stack. */
function assertAsRecorded(status: Status, wanted: Recorded | undefined): void {
  assert.ok(wanted)
  const { name: _, ...actual } = normalOf(status)
  const { name: __, ...expected } = normalOf(wanted.body)
  assert.deepEqual(actual, expected)
}

function normalOf(body: unknown): Readonly<Record<string, unknown>> {
  return normalAnswer({ status: 200, headers: {}, body }).body as Readonly<Record<string, unknown>>
}
