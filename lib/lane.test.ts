/** A connection of a compare gives all that it was asked for, and tells what ended without it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { UnreachableError } from './errors.ts'
import { pidOf, startLaneServer } from './scratch-lane.ts'
import type { TextRow } from './lane.ts'
import type { LaneServer } from './scratch-lane.ts'

let given: LaneServer

before(async () => {
  given = await startLaneServer('lane')
})

after(async () => await given[Symbol.asyncDispose]())

/** Returns when the backend is gone. */
async function terminate(pid: string): Promise<void> {
  await given.admin`SELECT pg_terminate_backend(${pid}::int, 10000)`
}

const many = 'SELECT i, i * 2 FROM generate_series(1, 1000) i'

test('batches() gives all rows, in batches of the size asked for', async () => {
  await using lane = await given.open()
  for (const [rowsMax, sizes] of [
    [300, [300, 300, 300, 100]],
    [500, [500, 500]],
    [1000, [1000]],
    [2000, [1000]],
  ] as const) {
    const batches: (readonly TextRow[])[] = []
    for await (const batch of lane.batches(many, rowsMax)) batches.push(batch)
    assert.deepEqual(
      batches.map(({ length }) => length).filter((length) => length > 0),
      sizes,
    )
    assert.deepEqual(batches.flat().at(-1), ['1000', '2000'])
  }
  const none: (readonly TextRow[])[] = []
  for await (const batch of lane.batches(`${many} WHERE false`, 10)) none.push(batch)
  assert.deepEqual(none.flat(), [])
})

test('batches() throws what is wrong with the statement, and what goes wrong after some rows', async () => {
  await using lane = await given.open()
  await assert.rejects(async () => {
    for await (const batch of lane.batches('SELECT nothing', 10)) assert.fail(String(batch.length))
  }, /nothing/)
  let rows = 0
  await assert.rejects(async () => {
    for await (const batch of lane.batches(
      'SELECT 1 / (25 - i) FROM generate_series(1, 100) i',
      10,
    )) {
      rows += batch.length
    }
  }, /division by zero/)
  assert.equal(rows, 20)
  assert.deepEqual(await lane.rows('SELECT 1'), [['1']])
})

test('batches() that are not read to their end leave the connection free', async () => {
  await using lane = await given.open()
  for await (const batch of lane.batches(many, 10)) {
    assert.equal(batch.length, 10)
    break
  }
  assert.deepEqual(await lane.rows('SELECT 1'), [['1']])
})

test('batches() of a connection that ends between two of them throw: they never end as if there were no more', async () => {
  await using lane = await given.open()
  const pid = await pidOf(lane)
  let rows = 0
  await assert.rejects(async () => {
    for await (const batch of lane.batches(many, 10)) {
      rows += batch.length
      if (rows === 20) await terminate(pid)
    }
  }, UnreachableError)
  assert.equal(rows, 20)
})

test('a lane that lost its connection does not go on in another session; one that may does, with its pins', async () => {
  await using lane = await given.open()
  await terminate(await pidOf(lane))
  await assert.rejects(lane.rows('SELECT 1'), UnreachableError)
  await assert.rejects(lane.run('SELECT 1'), UnreachableError)
  await using other = await given.open({ reopens: true })
  const pid = await pidOf(other)
  await terminate(pid)
  // The end may be seen only by the statement that meets it.
  await other
    .rows('SELECT 1')
    .catch((error: unknown) => assert.ok(error instanceof UnreachableError))
  assert.notEqual(await pidOf(other), pid)
  assert.deepEqual(await other.rows('SHOW default_transaction_read_only'), [['on']])
})

test('rows() are texts as PostgreSQL prints them, parameters are values', async () => {
  await using lane = await given.open()
  const statement = `SELECT $1::text, $2::text[], 1.50::numeric, NULL, '\\x00ff'::bytea, 0.1::float8, timestamptz '2025-01-01 12:00+02'`
  assert.deepEqual(await lane.rows(statement, [`a'b`, ['x', null, 'y,"z']]), [
    [`a'b`, '{x,NULL,"y,\\"z"}', '1.50', null, '\\x00ff', '0.1', '2025-01-01 10:00:00+00'],
  ])
})

test('rows() takes lists, whatever is in them', async () => {
  await using lane = await given.open()
  const texts = ['plain', 'a,b', '"', '\\', '\\"{}', '', 'NULL', null, ' ', '\n', 'ä']
  const found = await lane.rows(
    'SELECT e FROM unnest($1::text[]) WITH ORDINALITY AS u (e, n) ORDER BY n',
    [texts],
  )
  assert.deepEqual(found.flat(), texts)
  assert.deepEqual(await lane.rows('SELECT 7 = ANY ($1::int[]), $2::text[]', [['1', '7'], []]), [
    ['t', '{}'],
  ])
})
