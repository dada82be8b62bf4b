/** Where the pipeline stands, and what of the stand-in's state outlives it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { startConnectStandIn } from './connect-stand-in.ts'
import { startTestStandIn } from './connect-test-pipeline.ts'
import {
  call,
  countOf,
  read,
  subscriptionOf,
  untilCount,
  untilState,
  waiting,
} from './connect-test-calls.ts'
import { until } from './wait.ts'
import type { Status } from './connect-test-calls.ts'

test('offsets are positions of the pipeline, and an altered one moves the slot', async () => {
  await using pipeline = await startTestStandIn()
  const { source, target, standIn } = pipeline
  const base = standIn.connect
  type Offsets = {
    readonly offsets: readonly { readonly offset: Readonly<Record<string, number>> }[]
  }
  await source`INSERT INTO orders VALUES (1, 'copied')`
  const [written] = await source<{ lsn: number }[]>`
    SELECT (pg_current_wal_lsn() - '0/0')::float8 AS lsn`
  await until(
    async () => {
      const { offsets } = await read<Offsets>(base, '/connectors/shop-sink/offsets')
      return (offsets[0]?.offset['kafka_offset'] ?? 0) >= (written?.lsn ?? 0)
    },
    { what: 'the position of the row', ...waiting },
  )
  assert.equal(await countOf(target), 1)
  await call(base, 'PUT /connectors/shop-source/stop')
  await untilState(base, 'shop-source', 'STOPPED')
  await source`INSERT INTO orders VALUES (2, 'skipped')`
  const [skipped] = await source<{ lsn: number }[]>`
    SELECT (pg_current_wal_insert_lsn() - '0/0')::float8 AS lsn`
  const offset = { lsn: skipped?.lsn }
  await call(base, 'PATCH /connectors/shop-source/offsets', {
    offsets: [{ partition: { server: 'shop' }, offset }],
  })
  assert.deepEqual(await read(base, '/connectors/shop-source/offsets'), {
    offsets: [{ partition: { server: 'shop' }, offset }],
  })
  await call(base, 'PUT /connectors/shop-source/resume')
  await source`INSERT INTO orders VALUES (3, 'copied')`
  await untilCount(target, 2)
  assert.equal((await target`SELECT FROM orders WHERE id = 2`).length, 0)
})

test('a connection between the servers that is lost and found again fails no task', async () => {
  await using pipeline = await startTestStandIn()
  const { source, target, standIn } = pipeline
  // The target may not have begun to read yet.
  await until(
    async () => {
      const [lost] = await source`
        SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active`
      return lost !== undefined
    },
    { what: 'the first reader of the slot', ...waiting },
  )
  await until(
    async () => {
      const { tasks } = await read<Status>(standIn.connect, '/connectors/shop-sink/status')
      assert.equal(tasks[0]?.state, 'RUNNING', tasks[0]?.trace)
      const [errors] =
        await target`SELECT FROM pg_stat_subscription_stats WHERE apply_error_count > 0`
      const [reader] = await source`SELECT FROM pg_replication_slots WHERE active`
      return errors !== undefined && reader !== undefined
    },
    { what: 'the next reader of the slot', ...waiting },
  )
  await source`INSERT INTO orders VALUES (1, 'after it')`
  await untilCount(target, 1)
  await untilState(standIn.connect, 'shop-sink', 'RUNNING RUNNING')
})

test('configurations, target states and offsets are still there after a restart of the stand-in', async () => {
  await using pipeline = await startTestStandIn()
  const { target, standIn, configs, settings } = pipeline
  const scratch = { ...configs['shop-sink'], name: 'scratch', 'topics.regex': 'scratch.*' }
  await call(standIn.connect, 'POST /connectors', {
    name: 'scratch',
    config: scratch,
    initial_state: 'stopped',
  })
  const altered = {
    partition: { kafka_partition: 0, kafka_topic: 't' },
    offset: { kafka_offset: 3 },
  }
  await call(standIn.connect, 'PATCH /connectors/scratch/offsets', { offsets: [altered] })
  await call(standIn.connect, 'PATCH /connectors/shop-sink/config', { 'batch.size': 7 })
  await call(standIn.connect, 'PUT /connectors/shop-source/pause')
  await untilState(standIn.connect, 'shop-source', 'PAUSED PAUSED')
  await standIn[Symbol.asyncDispose]()

  await using again = await startConnectStandIn(settings)
  await again.ready
  const base = again.connect
  assert.deepEqual(await read(base, '/connectors'), ['shop-source', 'shop-sink', 'scratch'])
  assert.deepEqual(await read(base, '/connectors/scratch/config'), scratch)
  assert.deepEqual(await read(base, '/connectors/scratch/offsets'), { offsets: [altered] })
  const sink = await read<Record<string, string>>(base, '/connectors/shop-sink/config')
  assert.equal(sink['batch.size'], '7')
  assert.deepEqual(await subscriptionOf(target), { enabled: false, worker: false })
  await untilState(base, 'shop-source', 'PAUSED')
  await call(base, 'PUT /connectors/shop-source/resume')
  await untilState(base, 'shop-source', 'RUNNING RUNNING')
  assert.equal((await subscriptionOf(target))?.enabled, true)
})
