/** A name is printed as the server prints it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { identifier, tableLabel } from './identifier.ts'
import { connectPostgres } from './postgres.ts'
import { startPostgres } from './stack-postgres.ts'

const names = [
  'orders',
  '_',
  'a1',
  '1a',
  'Order',
  'a b',
  'a.b',
  'say "hi"',
  'ünï',
  'a$b',
  'x'.repeat(63),
]

test('identifier() prints a name as quote_ident() does, every keyword too', async () => {
  await using server = await startPostgres({ name: 'identifier' })
  await using sql = await connectPostgres(server.url('postgres'), { max: 1 })
  const rows = await sql<{ name: string; printed: string }[]>`
    SELECT name, quote_ident(name) AS printed
    FROM (SELECT word AS name FROM pg_get_keywords() UNION ALL SELECT unnest(${names}::text[])) AS words`
  assert.ok(rows.length > 400)
  assert.deepEqual(
    rows.map(({ name }) => identifier(name)),
    rows.map(({ printed }) => printed),
  )
})

test('tableLabel() prints schema and name', () => {
  assert.equal(tableLabel({ schema: 'My Schema', name: 'order' }), '"My Schema"."order"')
})
