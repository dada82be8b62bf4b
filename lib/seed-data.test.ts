/** The same seed gives the same rows on any server, another seed others, and every reference holds. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { makeSchema, seedData } from './seed-data.ts'
import { startPostgres } from './stack-postgres.ts'
import type { SeedOptions } from './seed-data.ts'
import type { PostgresServer } from './stack-postgres.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'seed', databases: ['one', 'two', 'three', 'four'] })
})

after(async () => await server[Symbol.asyncDispose]())

const tables = ['customers', 'orders', 'order_lines', 'payments', 'every_type']

/** Counts and digests of all tables. */
async function seeded(database: string, options: SeedOptions): Promise<Record<string, string>> {
  await using sql = await connectPostgres(server.url(database), { max: 1 })
  await makeSchema(sql)
  await seedData(sql, options)
  const digests: Record<string, string> = {}
  for (const table of tables) {
    const rows = await sql.unsafe<{ digest: string }[]>(
      `SELECT count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS digest FROM public.${table} AS t`,
    )
    digests[table] = rows[0]?.digest ?? ''
  }
  return digests
}

test('seedData() makes the same rows from the same seed, and others from another', async () => {
  const one = await seeded('one', { seed: 42, customers: 50 })
  const two = await seeded('two', { seed: 42, customers: 50 })
  const three = await seeded('three', { seed: 43, customers: 50 })
  assert.deepEqual(two, one)
  for (const table of tables) assert.notEqual(three[table], one[table], table)
})

test('seedData() takes the greatest seed, and as many customers as asked', async () => {
  const digests = await seeded('four', { seed: 2 ** 53 - 1, customers: 3 })
  assert.match(digests['customers'] ?? '', /^3:/)
  assert.match(digests['orders'] ?? '', /^6:/)
})

test('seedData() makes totals that add up, and leaves room behind its ids', async () => {
  await using sql = await connectPostgres(server.url('one'), { max: 1 })
  const wrong = await sql`SELECT id FROM orders JOIN order_lines ON order_id = id
    GROUP BY id HAVING total <> sum(quantity * unit_price)`
  assert.equal(wrong.length, 0)
  const [order] = await sql<{ id: string }[]>`
    INSERT INTO orders (customer_id, total) VALUES (1, 0) RETURNING id`
  assert.equal(order?.id, '101')
})

test('fixtures/every-type.sql holds NULL and a value in every column', async () => {
  await using sql = await connectPostgres(server.url('one'), { max: 1 })
  const columns = await sql<{ name: string }[]>`SELECT column_name AS name
    FROM information_schema.columns WHERE table_name = 'every_type' AND column_name <> 'id'`
  assert.ok(columns.length > 50)
  for (const { name } of columns) {
    const [row] = await sql<{ nulls: boolean; values: boolean }[]>`SELECT
      bool_or(${sql(name)} IS NULL) AS nulls, bool_or(${sql(name)} IS NOT NULL) AS values FROM every_type`
    assert.deepEqual({ ...row }, { nulls: true, values: true }, name)
  }
})
