/** The reason why two tables are not compared, story by story: rights first, then types, then what is left to compare. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { compareSchema } from './compare-schema.ts'
import { tableNamed } from './scratch-table.ts'
import { refusalOf } from './table-refusal.ts'
import type { ColumnChoice } from './column-selection.ts'
import type { Incomparable } from './column-value.ts'
import type { ScratchTable } from './scratch-table.ts'

type Story = {
  readonly source?: ScratchTable
  readonly target?: ScratchTable
  readonly choice?: Partial<ColumnChoice>
  readonly faults?: readonly Incomparable[]
}

function refusal({ source, target, choice, faults = [] }: Story) {
  const tables = {
    source: tableNamed('public', 'orders', source),
    target: tableNamed('My Copy', 'orders', target),
  }
  return refusalOf({
    tables,
    schema: compareSchema(tables),
    choice: {
      columns: null,
      ignored: new Set(),
      key: null,
      where: null,
      policies: new Map(),
      ...choice,
    },
    faults,
  })
}

const three = { columns: ['id integer', 'Total numeric', 'note text'] }
const security = 'would hide rows: connect as the owner of the table or with BYPASSRLS'
const type: Incomparable = { fault: 'type', column: 'Total', types: 'polygon', expected: '' }

const skipped: readonly (readonly [story: string, given: Story, reason: string])[] = [
  [
    'no right to any column',
    { source: { forbidden: ['id'] } },
    'the source lacks GRANT SELECT ON public.orders',
  ],
  [
    'no right to some columns, told by the name of each',
    { source: three, target: { ...three, forbidden: ['note', 'Total'] } },
    'the target lacks GRANT SELECT ("Total", note) ON "My Copy".orders',
  ],
  [
    'no right to the schema and a column of it',
    { source: three, target: { ...three, forbidden: ['note'], schemaForbidden: true } },
    'the target lacks GRANT USAGE ON SCHEMA "My Copy" and GRANT SELECT (note) ON "My Copy".orders',
  ],
  [
    'no right to the schema alone',
    { source: { schemaForbidden: true } },
    'the source lacks GRANT USAGE ON SCHEMA public',
  ],
  ['row security', { target: { rowSecurity: true } }, `row security of the target ${security}`],
  [
    'both sides, the source first',
    { source: { rowSecurity: true, forbidden: ['id'] }, target: { forbidden: ['id'] } },
    `the source lacks GRANT SELECT ON public.orders; row security of the source ${security}; ` +
      'the target lacks GRANT SELECT ON "My Copy".orders',
  ],
  [
    'a right that is missing, before a type',
    { source: { forbidden: ['id'] }, faults: [type] },
    'the source lacks GRANT SELECT ON public.orders',
  ],
  [
    'only columns that one side has are asked for',
    { source: three, choice: { columns: new Set(['note']) } },
    'none of the columns that the flags leave is on both sides',
  ],
  [
    'a column that is asked for, beside no difference',
    { source: three, target: three, choice: { columns: new Set(['price']) } },
    'none of the columns that the flags leave is on both sides',
  ],
  [
    'all columns are ignored',
    { source: { columns: [] }, target: { columns: [] }, choice: { ignored: new Set(['id']) } },
    'none of the columns that the flags leave is on both sides',
  ],
]

for (const [story, given, reason] of skipped) {
  test(`refusalOf() skips: ${story}`, () => {
    assert.deepEqual(refusal(given), { verdict: 'skipped', reason })
  })
}

test('refusalOf() names each column whose values cannot be compared, but for a policy', () => {
  const policy: Incomparable = { ...type, fault: 'policy', column: 'note' }
  const other: Incomparable = { ...type, column: 'id', types: 'point and text' }
  assert.deepEqual(refusal({ faults: [policy, type, other] }), {
    verdict: 'unsupported',
    reason:
      'values of polygon in column "Total" and of point and text in column id cannot be compared: ' +
      '--ignore-columns leaves them out',
  })
  assert.equal(refusal({ faults: [policy] }), null)
})

test('refusalOf() finds tables different that have columns and none in common', () => {
  assert.deepEqual(refusal({ source: { columns: ['x text'] } }), {
    verdict: 'different',
    reason: 'they have no column in common',
  })
})

const allowed: readonly (readonly [story: string, given: Story])[] = [
  ['all columns are compared', { source: three, target: three }],
  [
    'one of the columns that are asked for is there',
    { source: three, target: three, choice: { columns: new Set(['note', 'price']) } },
  ],
  [
    'tables have no column at all: they have rows to count',
    { source: { columns: [] }, target: { columns: [] } },
  ],
  ['a column is forbidden that is not compared', { source: { ...three, forbidden: ['note'] } }],
  ['one side has more columns', { source: three, choice: { ignored: new Set(['note']) } }],
]

for (const [story, given] of allowed) {
  test(`refusalOf() refuses nothing where ${story}`, () => assert.equal(refusal(given), null))
}
