/** Which tables the flags select, which go together, and what is told of flags that mean nothing. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UsageError } from './errors.ts'
import { tableLabel } from './identifier.ts'
import { tableNamed } from './scratch-table.ts'
import { select, summary, tables } from './scratch-selection.ts'
import { namedTables, parseSelection } from './table-selection.ts'
import type { SelectionFlags } from './table-selection.ts'

const shop = tables('public.customers', 'public.orders', 'public.Odd One', 'sales.orders')

test('selectTables() takes all tables of both sides where no flag says otherwise', () => {
  const target = [...shop.slice(1), ...tables('public.left')]
  assert.deepEqual(summary(select({}, { source: shop, target })), [
    'public.orders = public.orders',
    'public."Odd One" = public."Odd One"',
    'sales.orders = sales.orders',
    'public.customers (public.customers) only source',
    'public."left" (public."left") only target',
  ])
})

test('selectTables() takes what --table matches and --exclude-table does not, on both sides', () => {
  const both = { source: shop, target: [...shop, ...tables('public.orders_old', 'other.x')] }
  const stories: readonly (readonly [SelectionFlags, readonly string[]])[] = [
    [{ table: ['orders'] }, ['public.orders', 'sales.orders']],
    [
      { table: ['public.*'] },
      ['public.customers', 'public.orders', 'public."Odd One"', 'public.orders_old'],
    ],
    [
      { table: ['public.*'], excludeTable: ['*.orders*'] },
      ['public.customers', 'public."Odd One"'],
    ],
    [{ excludeTable: ['public.*'] }, ['sales.orders', 'other.x']],
    [{ table: ['sales.orders', '"Odd One"'] }, ['public."Odd One"', 'sales.orders']],
  ]
  for (const [flags, expected] of stories) {
    const { pairs, oneSided, unmatched, problems, notes } = select(flags, both)
    const labels = [
      ...pairs.map(({ source }) => tableLabel(source)),
      ...oneSided.map(({ label }) => label),
    ]
    assert.deepEqual(labels, expected, JSON.stringify(flags))
    assert.deepEqual([unmatched, problems, notes], [[], [], []])
  }
})

test('selectTables() tells each pattern that matched nothing', () => {
  const both = { source: shop, target: shop }
  const { pairs, unmatched, notes } = select(
    { table: ['orders', 'public.ordres', 'x*'], excludeTable: ['temp_*'] },
    both,
  )
  assert.equal(pairs.length, 2)
  assert.deepEqual(unmatched, ['public.ordres', 'x*'])
  assert.deepEqual(notes, ['--exclude-table "temp_*" matched no table'])
})

test('selectTables() counts a pattern as matched where only the target has the table', () => {
  const { unmatched, oneSided } = select(
    { table: ['gone'] },
    { source: shop, target: tables('public.gone') },
  )
  assert.deepEqual(unmatched, [])
  assert.equal(oneSided[0]?.reason, 'only at the target: the source has no table public.gone')
})

test('selectTables() finds tables under the names that --map gives them', () => {
  const flags = { map: ['public.*=cdc.p_*', 'sales.orders="Sales"."The Orders"'] }
  const target = tables(
    'cdc.p_customers',
    'cdc.p_orders',
    'cdc.p_new',
    'Sales.The Orders',
    'cdc.other',
  )
  const source = [...shop, ...tables('hr.people')]
  assert.deepEqual(summary(select(flags, { source, target })), [
    'public.customers = cdc.p_customers',
    'public.orders = cdc.p_orders',
    'sales.orders = "Sales"."The Orders"',
    'public."Odd One" (cdc."p_Odd One") only source',
    'hr.people (hr.people) only source',
    'public.new (cdc.p_new) only target',
    'cdc.other (cdc.other) only target',
  ])
})

test('selectTables() holds --table against the names at the source, also for tables of the target', () => {
  const target = tables('cdc.orders', 'cdc.new', 'public.orders', 'other.x')
  const selected = select(
    { map: ['public.*=cdc.*'], table: ['public.*'] },
    { source: shop, target },
  )
  assert.deepEqual(summary(selected), [
    'public.orders = cdc.orders',
    'public.customers (cdc.customers) only source',
    'public."Odd One" (cdc."Odd One") only source',
    'public.new (cdc.new) only target',
  ])
})

test('selectTables() keeps the schema where --map names none', () => {
  const selected = select(
    { map: ['orders=orders_copy'], table: ['orders'] },
    { source: shop, target: tables('sales.orders_copy') },
  )
  assert.deepEqual(summary(selected), [
    'sales.orders = sales.orders_copy',
    'public.orders (public.orders_copy) only source',
  ])
})

test('selectTables() takes a map that matches nothing, and two tables of one target, for problems', () => {
  const both = { source: tables('public.a', 'cdc.a'), target: tables('cdc.a') }
  assert.deepEqual(select({ map: ['public.*=cdc.*', 'x.*=y.*'] }, both).problems, [
    'Cannot compare both public.a and cdc.a with cdc.a of the target: expected one of them, by --table, --exclude-table or --map',
    'Cannot use --map "x.*=y.*": no table of the source is named so',
  ])
})

test('selectTables() takes a view only where it is named without a star', () => {
  const view = tableNamed('public', 'seen', { kind: 'view' })
  const both = { source: [...shop, view], target: [view] }
  const wide = select({ table: ['public.s*', 'seen'] }, both)
  assert.deepEqual(summary(wide), ['public.seen = public.seen'])
  assert.deepEqual(summary(select({ table: ['public.s*'] }, both)), [])
})

test('namedTables() names on each side what stands without a star', () => {
  const selection = parseSelection({
    table: ['public.v', 'x.*', 'w', 'm'],
    map: ['public.*=cdc.*', 'm=n'],
  })
  assert.deepEqual(namedTables(selection), {
    source: [
      { schema: 'public', name: 'v' },
      { schema: null, name: 'w' },
      { schema: null, name: 'm' },
    ],
    target: [
      { schema: 'cdc', name: 'v' },
      { schema: null, name: 'w' },
      // That of public, and that of any other schema.
      { schema: null, name: 'm' },
      { schema: null, name: 'n' },
    ],
  })
})

test('parseSelection() tells all that cannot be read at once', () => {
  const flags = {
    table: ['a.b.c', 'ok'],
    excludeTable: ['"a'],
    map: ['a', 'a=b=c', 'a.*=b', 'a.*=b.c', '"a=b"=c'],
  }
  assert.throws(
    () => parseSelection(flags),
    (error) => {
      assert.ok(error instanceof UsageError)
      assert.deepEqual(
        error.problems.map((problem) => problem.slice(0, 40)),
        [
          'Cannot use --table "a.b.c": expected sch',
          'Cannot use --exclude-table ""a": expecte',
          'Cannot use --map "a": expected SOURCE=TA',
          'Cannot use --map "a=b=c": expected SOURC',
          'Cannot use --map "a.*=b": expected a sch',
          'Cannot use --map "a.*=b.c": expected as ',
        ],
      )
      return true
    },
  )
})
