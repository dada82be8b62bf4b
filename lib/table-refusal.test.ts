/** What cannot be compared is told, with what would help, and is never equal. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { only, planOf } from './scratch-plan.ts'
import { tableNamed } from './scratch-table.ts'
import { startPostgres } from './stack-postgres.ts'
import { planPairs } from './table-pairs.ts'
import { parseSelection } from './table-selection.ts'
import type { PlanFlags, Setup } from './scratch-plan.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { PlannedPairs } from './table-pairs.ts'

let server: PostgresServer

before(async () => {
  server = await startPostgres({ name: 'refusals', databases: ['source', 'target'] })
})

after(async () => await server[Symbol.asyncDispose]())

async function planned(setup: Setup, flags?: PlanFlags): Promise<PlannedPairs> {
  return await planOf({ server, setup, ...(flags && { flags }) })
}

test('planPairs() refuses what has no column in common, and counts the rows of tables without columns', async () => {
  const pair = only(
    await planned({ source: 'CREATE TABLE t (a int)', target: 'CREATE TABLE t (b int)' }),
  )
  assert.deepEqual(pair.refusal, { verdict: 'different', reason: 'they have no column in common' })
  const left = only(await planned({ both: 'CREATE TABLE t (a int)' }, { ignoreColumns: ['a'] }))
  assert.deepEqual(left.refusal, {
    verdict: 'skipped',
    reason: 'none of the columns that the flags leave is on both sides',
  })
  // The key alone would be equal, and says nothing about the price that was asked for.
  const keyed = { both: 'CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (price int)' }
  const { pairs } = await planned(keyed, { columns: ['price'] })
  assert.deepEqual(
    pairs.map(({ refusal }) => refusal?.verdict ?? null),
    ['skipped', null],
  )
  const empty = only(await planned({ both: 'CREATE TABLE t ()' }))
  assert.deepEqual([empty.refusal, empty.columns], [null, []])
})

test('planPairs() tells which grant is missing on which side, and of the columns that are compared only', async () => {
  const source = tableNamed('My Schema', 'T', {
    columns: ['id integer', 'a text', 'B text'],
    forbidden: ['a', 'B'],
  })
  const target = {
    ...source,
    forbidden: ['id', 'a', 'B'],
    schemaForbidden: true,
    rowSecurity: true,
  }
  const sides = { source: [source], target: [target], selection: parseSelection({}) }
  assert.deepEqual(only(planPairs(sides)).refusal, {
    verdict: 'skipped',
    reason:
      'the source lacks GRANT SELECT (a, "B") ON "My Schema"."T"; the target lacks GRANT USAGE ON SCHEMA "My Schema" and GRANT SELECT ON "My Schema"."T"; ' +
      'row security of the target would hide rows: connect as the owner of the table or with BYPASSRLS',
  })
  const readable = { ...sides, target: [source], columns: { ignoreColumns: ['a', 'B'] } }
  assert.equal(only(planPairs(readable)).refusal, null)
})
