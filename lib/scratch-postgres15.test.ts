/** A server of another version starts, and is one of that version. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { missingPostgres15, startPostgres15 } from './scratch-postgres15.ts'

test('startPostgres15() starts a PostgreSQL 15', { skip: missingPostgres15 }, async () => {
  await using server = await startPostgres15({ name: 'older', databases: ['shop'] })
  await using sql = await connectPostgres(server.url('shop'), { max: 1 })
  const [row] = await sql`SELECT current_setting('server_version') AS version`
  assert.match(String(row?.['version']), /^15\./)
})
