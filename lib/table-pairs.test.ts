/** The plan of a compare, from catalogues that are written down: pairs, their columns and keys, and what the caller asked in vain. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { tableNamed } from './scratch-table.ts'
import { planPairs } from './table-pairs.ts'
import { parseSelection } from './table-selection.ts'
import type { ColumnFlags } from './column-selection.ts'
import type { ScratchTable } from './scratch-table.ts'
import type { PlannedPairs } from './table-pairs.ts'
import type { SelectionFlags } from './table-selection.ts'
import type { Key, Table, TablePair } from './table.ts'

type Planned = SelectionFlags & ColumnFlags

/** `t`, in `public`. */
function t(...columns: readonly string[]): Table {
  return named('t', { columns, keys: [] })
}

function named(name: string, table: ScratchTable): Table {
  return tableNamed('public', name, table)
}

function planOf(
  source: readonly Table[],
  target: readonly Table[],
  flags: Planned = {},
): PlannedPairs {
  return planPairs({ source, target, selection: parseSelection(flags), columns: flags })
}

function pairOf(source: Table, target: Table, flags: Planned = {}): TablePair {
  const { pairs, problems } = planOf([source], [target], flags)
  assert.deepEqual(problems, [])
  const [pair, ...more] = pairs
  assert.ok(pair !== undefined && more.length === 0)
  return pair
}

function keyed(columns: readonly string[], keys: readonly Partial<Key>[]): Table {
  const whole = keys.map((key) => ({
    name: 'k',
    primary: true,
    nullable: false,
    columns: [],
    ...key,
  }))
  return named('t', { columns, keys: whole })
}

const primary = [{ columns: ['id'] }]

test('planPairs() pairs a table with its copy: every column, its key, and nothing to tell', () => {
  const table = keyed(['id integer not null', 'a text'], primary)
  const { pairs, ...rest } = planOf([table], [table])
  assert.deepEqual(rest, { oneSided: [], problems: [], unmatched: [], notes: [] })
  const [pair] = pairs
  assert.deepEqual(pair, {
    source: table,
    target: table,
    label: 'public.t',
    targetLabel: 'public.t',
    columns: pair?.columns,
    key: ['id'],
    keyNullable: false,
    where: null,
    schema: [],
    schemaReason: null,
    refusal: null,
  })
  assert.deepEqual(
    pair?.columns.map(({ name, own, policy }) => [name, own, policy.name]),
    [
      ['id', 't."id"', 'exact'],
      ['a', 't."a"', 'exact'],
    ],
  )
})

test('planPairs() works without flags of columns, and with a name that a map leads to', () => {
  const source = [named('T x', {})]
  const target = [tableNamed('cdc', 'T x', {})]
  const selection = parseSelection({ map: ['public.*=cdc.*'] })
  const [pair] = planPairs({ source, target, selection }).pairs
  assert.deepEqual([pair?.label, pair?.targetLabel], ['public."T x"', 'cdc."T x"'])
})

test('planPairs() tells of tables of one side, and of patterns and maps that match none', () => {
  const plan = planOf([t('id integer'), named('sold', {})], [t('id integer')], {
    table: ['public.*', 'public.none'],
    map: ['public.lost=public.found'],
  })
  assert.deepEqual(
    plan.oneSided.map(({ label, side }) => [label, side]),
    [['public.sold', 'source']],
  )
  assert.deepEqual(plan.unmatched, ['public.none'])
  assert.match(plan.problems.join() + plan.notes.join(), /public\.lost=public\.found/)
})

test('planPairs() lists what only one side has, without what is ignored or not asked for', () => {
  const source = keyed(['id integer not null', 'a integer', 'b text', 'gone text'], primary)
  const target = keyed(['id integer not null', 'a text', 'b text', 'later text'], primary)
  const all = pairOf(source, target)
  assert.deepEqual(all.schema, [
    { column: 'a', source: 'integer', target: 'text' },
    { column: 'gone', source: 'text', target: null },
    { column: 'later', source: null, target: 'text' },
  ])
  assert.match(
    all.schemaReason ?? '',
    /the target has no column gone.*the source has no column later/,
  )
  const some = pairOf(source, target, { ignoreColumns: ['gone, later, a'] })
  assert.deepEqual([some.schema, some.schemaReason], [[], null])
  const chosen = pairOf(source, target, { columns: ['b'], where: ['id > 1'] })
  assert.deepEqual([chosen.columns.map(({ name }) => name), chosen.schema], [['id', 'b'], []])
  assert.equal(chosen.where, 'id > 1')
})

const both = ['a numeric not null', 'b integer not null', 'c integer', 'd integer']
const nullable = both.map((column) => column.replace(' not null', ''))
const keyedA = keyed(both, [{ columns: ['a'] }])
const keyedTwice = keyed(both, [{ columns: ['a'] }, { primary: false, columns: ['b'] }])
const keys: readonly (readonly [
  story: string,
  source: Table,
  target: Table,
  flags: Planned,
  key: readonly string[] | null,
  keyNullable: boolean,
])[] = [
  [
    'the primary key, in its order',
    keyed(both, [{ columns: ['b', 'a'] }]),
    t(...both),
    {},
    ['b', 'a'],
    false,
  ],
  ['one that may be NULL at the target', keyedA, t(...nullable), {}, ['a'], true],
  ['the key of the target', t(...both), keyedA, {}, ['a'], false],
  ['none', t(...both), t(...both), {}, null, false],
  ['that of --key', keyedA, t(...both), { key: ['b,a'] }, ['b', 'a'], false],
  ['that of --key for the table', keyedA, t(...both), { key: ['public.t: c'] }, ['c'], true],
  [
    'another one where a column is ignored',
    keyedTwice,
    t(...both),
    { ignoreColumns: ['a'] },
    ['b'],
    false,
  ],
  [
    'another one where a column is only near',
    keyedTwice,
    t(...both),
    { compare: ['a=epsilon(1)'] },
    ['b'],
    false,
  ],
  [
    'the same where a column has another policy',
    keyedTwice,
    t(...both),
    { compare: ['a=sql-equal'] },
    ['a'],
    false,
  ],
  ['none where the target lacks a column', keyedA, t('b integer'), {}, null, false],
]

for (const [story, source, target, flags, key, keyNullable] of keys) {
  test(`planPairs() takes as key ${story}`, () => {
    const pair = pairOf(source, target, flags)
    assert.deepEqual([pair.key, pair.keyNullable], [key, keyNullable])
  })
}

test('planPairs() compares the columns of the key though --columns does not name them', () => {
  const table = keyed(['id integer not null', 'a text', 'b text'], primary)
  const { columns } = pairOf(table, table, { columns: ['b'], key: ['a'] })
  assert.deepEqual(
    columns.map(({ name }) => name),
    ['a', 'b'],
  )
})

test('planPairs() uses a key for all tables where it fits, and says where it does not', () => {
  const tables = [
    named('a', { columns: ['id integer', 'x integer'] }),
    named('b', { columns: ['x integer'] }),
  ]
  const { pairs, notes, problems } = planOf(tables, tables, { key: ['id'] })
  assert.deepEqual(
    pairs.map(({ key }) => key),
    [['id'], null],
  )
  assert.deepEqual(problems, [])
  assert.deepEqual(notes, ['--key is not used for public.b, which lacks a column of it'])
})

test('planPairs() refuses a key for all tables that fits none, and one for a table that it cannot have', () => {
  const [source, target] = [t('id integer', 'x integer'), t('x integer')]
  const none = planOf([source], [target], { key: ['id'] })
  assert.deepEqual(none.problems, [
    'Cannot use --key: no table that is compared has all its columns on both sides',
  ])
  for (const flags of [{ ignoreColumns: ['id'] }, { compare: ['id=epsilon(1)'] }]) {
    const plan = planOf([source], [source], { key: ['public.t: x, id'], ...flags })
    assert.deepEqual(plan.problems, [
      'Cannot use column id as --key of public.t: expected a column of both sides that is compared, and not by epsilon',
    ])
    assert.deepEqual(plan.notes, [])
  }
})

test('planPairs() refuses a policy that the types of a column cannot have, and passes on what the flags name in vain', () => {
  const table = t('id integer', 'Note text')
  const plan = planOf([table], [table], { compare: ['"Note"=epsilon(1)'], ignoreColumns: ['none'] })
  assert.equal(plan.problems.length, 2)
  assert.match(plan.problems[0] ?? '', /none/)
  assert.match(
    plan.problems[1] ?? '',
    /^Cannot compare column "Note" of public\.t by epsilon: found text, expected /,
  )
})

test('planPairs() keeps a pair that cannot be compared, with the reason', () => {
  const strange = named('t', { columns: ['id integer'], rowSecurity: true })
  const { refusal } = pairOf(strange, strange)
  assert.notEqual(refusal, null)
})
