/** What is told of tables that only one side has, of kinds, and of names that lead to one another. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { tableNamed } from './scratch-table.ts'
import { select, summary, tables } from './scratch-selection.ts'
import { namedTables, parseSelection } from './table-selection.ts'
import type { Table } from './table.ts'

test('selectTables() says of which side a table is, by the names on both', () => {
  const selected = select(
    { map: ['public.*=cdc.*'] },
    { source: tables('public.a'), target: tables('cdc.b') },
  )
  assert.deepEqual(selected.oneSided, [
    {
      label: 'public.a',
      targetLabel: 'cdc.a',
      side: 'source',
      reason: 'only at the source: the target has no table cdc.a',
    },
    {
      label: 'public.b',
      targetLabel: 'cdc.b',
      side: 'target',
      reason: 'only at the target: the source has no table public.b',
    },
  ])
})

test('selectTables() takes partitioned tables by themselves, and no view, no partition and no foreign table', () => {
  const kinds = [
    'table',
    'partitioned',
    'view',
    'materialized view',
    'partition',
    'foreign',
  ] as const
  const all = kinds.map((kind) => tableNamed('public', kind, { kind: kind as Table['kind'] }))
  const both = { source: all, target: all }
  assert.deepEqual(summary(select({}, both)), [
    'public."table" = public."table"',
    'public.partitioned = public.partitioned',
  ])
  assert.deepEqual(summary(select({ table: ['*'] }, both)).length, 2)
  assert.deepEqual(summary(select({ table: ['view'], excludeTable: ['v*'] }, both)), [])
})

test('selectTables() counts of three tables with one target each that comes too late', () => {
  const both = { source: tables('a.x', 'b.x', 'c.x'), target: tables('d.x') }
  const { pairs, oneSided, problems } = select({ map: ['a.*=d.*', 'b.*=d.*', 'c.*=d.*'] }, both)
  assert.deepEqual([pairs.length, oneSided.length], [1, 0])
  assert.deepEqual(
    problems.map((problem) => problem.slice(0, 33)),
    ['Cannot compare both a.x and b.x w', 'Cannot compare both b.x and c.x w'],
  )
})

test('selectTables() finds no pattern unmatched that means a table of the target, by its name at the source', () => {
  const sides = { source: tables('public.a'), target: tables('cdc.b', 'x.y') }
  const flags = {
    map: ['public.*=cdc.*'],
    table: ['public.b', 'x.y', 'cdc.b'],
    excludeTable: ['x.*', 'cdc.*'],
  }
  const { unmatched, notes, problems } = select(flags, sides)
  assert.deepEqual(unmatched, ['cdc.b'])
  assert.deepEqual(notes, ['--exclude-table "cdc.*" matched no table'])
  assert.deepEqual(problems, [])
})

test('selectTables() means by --table no table of the target to which no name leads', () => {
  const flags = { map: ['cdc.orders=cdc.kept'], table: ['cdc.orders'] }
  const sides = { source: tables('cdc.orders'), target: tables('cdc.orders', 'cdc.kept') }
  assert.deepEqual(summary(select(flags, sides)), ['cdc.orders = cdc.kept'])
  assert.deepEqual(summary(select({ map: flags.map }, sides)), [
    'cdc.orders = cdc.kept',
    'cdc.orders (cdc.orders) only target',
  ])
})

test('namedTables() of a name without a schema has none at the target either, whatever a map says of schemas', () => {
  const named = namedTables(parseSelection({ table: ['m'], map: ['*.m=*.n'] }))
  assert.deepEqual(named.target, [{ schema: null, name: 'n' }])
})

test('namedTables() of a name without a schema has each name that a map of some schema gives it', () => {
  const map = ['a.*=b.*', 'c.m=d.n', 'c.other=d.none', 'm=o', 'x.m=x.p']
  assert.deepEqual(namedTables(parseSelection({ table: ['m'], map })).target, [
    { schema: null, name: 'm' },
    { schema: null, name: 'n' },
    { schema: null, name: 'o' },
  ])
  assert.deepEqual(namedTables(parseSelection({ table: ['m'], map: ['c.m=d.n'] })).target, [
    { schema: null, name: 'n' },
    { schema: null, name: 'm' },
  ])
})

test('parseSelection() refuses a single text that cannot be read, and tells nothing else', () => {
  assert.throws(() => parseSelection({ table: ['ok', '"a'] }), {
    message: 'Cannot use --table ""a": expected a closing quote (two quotes are one)',
  })
})

test('parseSelection() reads nothing from no flags', () => {
  assert.deepEqual(parseSelection({}), { included: [], excluded: [], maps: [] })
})
