/** Which rows were written after a snapshot is told of their versions, whoever was still writing when it was taken. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { writtenSince } from './row-versions.ts'
import { startPostgres } from './stack-postgres.ts'

test('writtenSince() tells the rows that a snapshot did not see', async () => {
  await using server = await startPostgres({ name: 'versions' })
  await using sql = await connectPostgres(server.url('postgres'), { max: 1 })
  await using early = await connectPostgres(server.url('postgres'), { max: 1 })
  await sql.unsafe('CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 3)')
  await sql.unsafe('VACUUM FREEZE t')
  await sql.unsafe('INSERT INTO t VALUES (4)')
  await early.unsafe('BEGIN; INSERT INTO t VALUES (5)')
  await sql.unsafe('INSERT INTO t VALUES (6)')
  const [taken] = await sql`SELECT pg_current_snapshot()::text AS snapshot`
  const since = writtenSince(String(taken?.['snapshot']))
  async function written(): Promise<readonly number[]> {
    const rows = await sql.unsafe<{ id: number }[]>(`SELECT id FROM t WHERE ${since} ORDER BY id`)
    return rows.map(({ id }) => id)
  }
  assert.deepEqual(await written(), [])
  await early.unsafe('COMMIT')
  assert.deepEqual(await written(), [5])
  await sql.unsafe('INSERT INTO t VALUES (7); UPDATE t SET id = 1 WHERE id = 1')
  assert.deepEqual(await written(), [1, 5, 7])
  await sql.unsafe('VACUUM FREEZE t')
  assert.deepEqual(await written(), [1, 5, 7])
})
