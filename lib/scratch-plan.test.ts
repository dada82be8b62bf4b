/** The plan of a compare holds every table that is selected, and says of each what stands in the way. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { connectPostgres } from './postgres.ts'
import { readTables } from './schema.ts'
import { clearDatabase, only, planOf } from './scratch-plan.ts'
import { makeSchema } from './seed-data.ts'
import { startPostgres } from './stack-postgres.ts'
import { planPairs } from './table-pairs.ts'
import { parseSelection } from './table-selection.ts'
import type { PlanFlags, Setup } from './scratch-plan.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { PlannedPairs } from './table-pairs.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'pairs', databases: ['source', 'target'] })
})

after(async () => await server[Symbol.asyncDispose]())

async function planned(setup: Setup, flags?: PlanFlags): Promise<PlannedPairs> {
  return await planOf({ server, setup, ...(flags && { flags }) })
}

test('planPairs() pairs the shop with its copy: every column, every key, nothing to tell', async () => {
  await using source = await connectPostgres(server.url('source'), { max: 1 })
  await makeSchema(source)
  const tables = await readTables(source)
  await clearDatabase(source)
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

test('planPairs() compares what both sides have, and lists what only one has', async () => {
  const pair = only(
    await planned({
      source:
        'CREATE TABLE t (id int PRIMARY KEY, a int, "A" text, price numeric(10,2), note text, up text GENERATED ALWAYS AS (upper(note)) STORED)',
      target:
        'CREATE TABLE t (later int, note varchar(5), price float8, up text, id bigint, a int)',
    }),
  )
  assert.deepEqual(
    pair.columns.map(({ name }) => name),
    ['id', 'a', 'price', 'note', 'up'],
  )
  assert.deepEqual(pair.schema, [
    { column: 'id', source: 'integer', target: 'bigint' },
    { column: 'A', source: 'text', target: null },
    { column: 'price', source: 'numeric(10,2)', target: 'double precision' },
    { column: 'note', source: 'text', target: 'character varying(5)' },
    { column: 'later', source: null, target: 'integer' },
  ])
  assert.equal(
    pair.schemaReason,
    'the target has no column "A"; column price is numeric(10,2) at the source, and double precision at the target cannot hold all of it; ' +
      'column note is text at the source, and character varying(5) at the target cannot hold all of it; the source has no column later',
  )
  assert.deepEqual(pair.columns[0]?.value, { source: 't."id"::bigint', target: 't."id"' })
})

test('planPairs() lets a policy say which loss is no difference, and --ignore-columns which column', async () => {
  const pair = only(
    await planned(
      {
        source:
          'CREATE TABLE t (id int PRIMARY KEY, price numeric(10,2), at timestamptz, gone text)',
        target: 'CREATE TABLE t (id int PRIMARY KEY, price float8, at timestamp)',
      },
      { compare: ['price=epsilon(0.001)', 'at=instant'], ignoreColumns: ['gone'] },
    ),
  )
  assert.equal(pair.schemaReason, null)
  assert.equal(pair.schema.length, 2)
})

test('planPairs() takes the key that identifies rows on both sides', async () => {
  const columns = 'a int NOT NULL, b int NOT NULL, c int, d int'
  const stories: readonly (readonly [
    string,
    string,
    PlanFlags,
    readonly string[] | null,
    boolean,
  ])[] = [
    [`${columns}, PRIMARY KEY (b, a)`, columns, {}, ['b', 'a'], false],
    [`${columns}, PRIMARY KEY (b, a)`, 'a int, b int, c int, d int', {}, ['b', 'a'], true],
    [`${columns}, e int PRIMARY KEY, UNIQUE (a)`, columns, {}, ['a'], false],
    [columns, `${columns}, PRIMARY KEY (a)`, {}, ['a'], false],
    [`${columns}, UNIQUE (c)`, `${columns}, UNIQUE (a, b)`, {}, ['a', 'b'], false],
    [`${columns}, UNIQUE (c)`, columns, {}, ['c'], true],
    [columns, columns, {}, null, false],
    [`${columns}, PRIMARY KEY (a)`, columns, { key: ['b,a'] }, ['b', 'a'], false],
    [`${columns}, PRIMARY KEY (a)`, columns, { key: ['public.t: c'] }, ['c'], true],
    [`${columns}, PRIMARY KEY (a), UNIQUE (b)`, columns, { ignoreColumns: ['a'] }, ['b'], false],
    [
      `${columns}, PRIMARY KEY (a), UNIQUE (b)`,
      columns,
      { compare: ['a=epsilon(1)'] },
      ['b'],
      false,
    ],
  ]
  for (const [source, target, flags, key, nullable] of stories) {
    const pair = only(
      await planned(
        { source: `CREATE TABLE t (${source})`, target: `CREATE TABLE t (${target})` },
        flags,
      ),
    )
    assert.deepEqual([pair.key, pair.keyNullable], [key, nullable], `${source} / ${target}`)
  }
})

test('planPairs() compares the key too where --columns does not name it', async () => {
  const both = 'CREATE TABLE t (id int PRIMARY KEY, a int, b int)'
  const pair = only(await planned({ both }, { columns: ['b'] }))
  assert.deepEqual(
    pair.columns.map(({ name }) => name),
    ['id', 'b'],
  )
})

test('planPairs() uses a key for all tables where it fits, and says where it does not', async () => {
  const both = 'CREATE TABLE a (id int, x int); CREATE TABLE b (x int PRIMARY KEY)'
  const plan = await planned({ both }, { key: ['id'] })
  assert.deepEqual(
    plan.pairs.map(({ key }) => key),
    [['id'], ['x']],
  )
  assert.deepEqual(plan.notes, ['--key is not used for public.b, which lacks a column of it'])
  const misfit = await planned(
    { source: both, target: 'CREATE TABLE a (x int); CREATE TABLE b (x int, id int)' },
    { key: ['id'] },
  )
  assert.deepEqual(misfit.problems, [
    'Cannot use --key: no table that is compared has all its columns on both sides',
  ])
  const scoped = await planned({ both }, { key: ['public.a: x, id'], ignoreColumns: ['id'] })
  assert.deepEqual(scoped.problems, [
    'Cannot use column id as --key of public.a: expected a column of both sides that is compared, and not by epsilon',
  ])
})

test('planPairs() compares a view that is named with a table', async () => {
  const setup = {
    source: 'CREATE TABLE t (id int PRIMARY KEY)',
    target: 'CREATE VIEW t AS SELECT 1 AS id',
  }
  const pair = only(await planned(setup, { table: ['t'] }))
  assert.deepEqual(
    [pair.target.kind, pair.key, pair.keyNullable, pair.refusal],
    ['view', ['id'], true, null],
  )
  assert.deepEqual(
    (await planned(setup)).oneSided.map(({ reason }) => reason),
    ['only at the source: the target has no table public.t'],
  )
})
