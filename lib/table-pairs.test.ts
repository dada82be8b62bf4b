/** The plan of a compare holds every table that is selected, and says of each what stands in the way. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { quoteName } from './quote.ts'
import { namedTables, parseSelection } from './table-selection.ts'
import { planPairs } from './table-pairs.ts'
import { readTables } from './schema.ts'
import { makeSchema } from './seed-data.ts'
import { startPostgres } from './stack-postgres.ts'
import type { ColumnFlags } from './column-selection.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { Connection } from './postgres.ts'
import type { PlannedPairs } from './table-pairs.ts'
import type { SelectionFlags } from './table-selection.ts'
import type { TablePair } from './table.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'pairs', databases: ['source', 'target'] })
})

after(async () => await server[Symbol.asyncDispose]())

/** Runs SQL on the named sides, plans, and clears both sides again. */
async function planned(
  setup: { readonly source?: string; readonly target?: string; readonly both?: string },
  flags: SelectionFlags & ColumnFlags = {},
): Promise<PlannedPairs> {
  await using source = await connectPostgres(server.url('source'), { max: 1 })
  await using target = await connectPostgres(server.url('target'), { max: 1 })
  try {
    await source.unsafe(`${setup.both ?? ''}; ${setup.source ?? ''}`)
    await target.unsafe(`${setup.both ?? ''}; ${setup.target ?? ''}`)
    const selection = parseSelection(flags)
    const named = namedTables(selection)
    return planPairs({
      source: await readTables(source, { named: named.source }),
      target: await readTables(target, { named: named.target }),
      selection,
      columns: flags,
    })
  } finally {
    for (const side of [source, target]) await clear(side)
  }
}

async function clear(sql: Connection): Promise<void> {
  const schemas = await sql<{ name: string }[]>`
    SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`
  for (const { name } of schemas) await sql.unsafe(`DROP SCHEMA ${quoteName(name)} CASCADE`)
  await sql.unsafe('CREATE SCHEMA public')
}

function only({ pairs }: PlannedPairs): TablePair {
  const [pair] = pairs
  assert.equal(pairs.length, 1)
  if (pair === undefined) throw new Error('Cannot find the one pair')
  return pair
}

test('planPairs() pairs the shop with its copy: every column, every key, nothing to tell', async () => {
  await using source = await connectPostgres(server.url('source'), { max: 1 })
  await makeSchema(source)
  const tables = await readTables(source)
  await clear(source)
  const plan = planPairs({ source: tables, target: tables, selection: parseSelection({}) })
  assert.deepEqual(
    plan.pairs.map(({ label, key, keyNullable, refusal }) => ({
      label,
      key,
      keyNullable,
      refusal,
    })),
    [
      { label: 'public.customers', key: ['id'], keyNullable: false, refusal: null },
      { label: 'public.every_type', key: ['id'], keyNullable: false, refusal: null },
      {
        label: 'public.order_lines',
        key: ['order_id', 'line_number'],
        keyNullable: false,
        refusal: null,
      },
      { label: 'public.orders', key: ['id'], keyNullable: false, refusal: null },
      { label: 'public.payments', key: ['id'], keyNullable: false, refusal: null },
    ],
  )
  const { pairs, ...rest } = plan
  assert.deepEqual(rest, { oneSided: [], problems: [], unmatched: [], notes: [] })
  assert.deepEqual(
    pairs.map(({ columns, source: { columns: all } }) => columns.length === all.length),
    [true, true, true, true, true],
  )
})

test('planPairs() lists a table of one side only as that', async () => {
  const plan = await planned({
    source: 'CREATE TABLE sold (id int); CREATE TABLE "Sold" (id int)',
    target: 'CREATE TABLE sold (id int); CREATE TABLE "so.ld" (id int)',
  })
  assert.equal(only(plan).label, 'public.sold')
  assert.deepEqual(plan.oneSided, [
    {
      label: 'public."Sold"',
      targetLabel: 'public."Sold"',
      side: 'source',
      reason: 'only at the source: the target has no table public."Sold"',
    },
    {
      label: 'public."so.ld"',
      targetLabel: 'public."so.ld"',
      side: 'target',
      reason: 'only at the target: the source has no table public."so.ld"',
    },
  ])
})
