/** The lists of columns, keys, conditions and policies, for all tables or for one, with names of every kind. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { chooseColumns } from './column-selection.ts'
import { tableNamed } from './scratch-table.ts'
import type { ColumnChoice, ColumnFlags } from './column-selection.ts'
import type { Both, Table } from './table.ts'

function paired(source: Table, target: Table = source): Both<Table> {
  return { source, target }
}

const orders = paired(
  tableNamed('public', 'orders', {
    columns: ['id integer', 'note text', 'a,b text', 'a.b text', 'say "hi" text', 'ünï text'],
  }),
)
const people = paired(
  tableNamed('My Schema', 'A.b:c', { columns: ['id integer', 'note text', 't integer'] }),
  tableNamed('cdc', 'people', { columns: ['id integer', 'note text', 'later integer'] }),
)
const pairs = [orders, people]

function choices(flags: ColumnFlags): readonly ColumnChoice[] {
  const { of, problems } = chooseColumns(flags, pairs)
  assert.deepEqual(problems, [])
  return pairs.map(of)
}

test('chooseColumns() without flags leaves all as it is', () => {
  const nothing = { columns: null, ignored: new Set(), key: null, where: null, policies: new Map() }
  assert.deepEqual(choices({}), [nothing, nothing])
})

test('chooseColumns() reads names of every kind, for all tables or for one', () => {
  const stories: readonly (readonly [
    string,
    readonly string[] | null,
    readonly string[] | null,
  ])[] = [
    ['id,note', ['id', 'note'], ['id', 'note']],
    [' id , note ', ['id', 'note'], ['id', 'note']],
    ['public.orders: id, "a,b"', ['id', 'a,b'], null],
    ['public.orders:a.b', ['a.b'], null],
    ['"public"."orders": "say ""hi""",ünï', ['say "hi"', 'ünï'], null],
    ['"My Schema"."A.b:c": t', null, ['t']],
    ['cdc.people: later', null, ['later']],
  ]
  for (const [text, ofOrders, ofPeople] of stories) {
    const found = choices({ columns: [text] }).map(({ columns }) => columns && [...columns])
    assert.deepEqual(found, [ofOrders, ofPeople], text)
  }
})

test('chooseColumns() lets what is for one table stand instead of what is for all, and adds up what is ignored', () => {
  const [ofOrders, ofPeople] = choices({
    columns: ['id', 'public.orders: note', 'public.orders: ünï'],
    ignoreColumns: ['note', 'public.orders: id'],
    key: ['id', 'cdc.people: t,id'],
    where: ['id > 1', 'public.orders: id > 2', 'public.orders: note <> $$:$$ -- why'],
    compare: [
      'id=sql-equal',
      'public.orders.id=epsilon(1e-9)',
      '"My Schema"."A.b:c".t=exact',
      'note=json',
    ],
  })
  assert.deepEqual(ofOrders, {
    columns: new Set(['note', 'ünï']),
    ignored: new Set(['note', 'id']),
    key: { names: ['id'], general: true },
    where: '(id > 2\n) AND (note <> $$:$$ -- why\n)',
    policies: new Map<string, unknown>([
      ['id', { name: 'epsilon', epsilon: 1e-9 }],
      ['note', { name: 'json' }],
    ]),
  })
  assert.deepEqual(ofPeople, {
    columns: new Set(['id']),
    ignored: new Set(['note']),
    key: { names: ['t', 'id'], general: false },
    where: 'id > 1',
    policies: new Map<string, unknown>([
      ['id', { name: 'sql-equal' }],
      ['note', { name: 'json' }],
      ['t', { name: 'exact' }],
    ]),
  })
})

test('chooseColumns() takes a colon in a condition for what it is', () => {
  for (const where of [
    'created::date > now()',
    'orders.created::date > now()',
    `note = 'public.orders: x'`,
    `note ~ 'a:b'`,
    `"say ""hi""" = ':'`,
    `orders.note='x: y'`,
    'note[1:2] IS NULL',
  ]) {
    assert.deepEqual(
      choices({ where: [where] }).map((choice) => choice.where),
      [where, where],
    )
  }
  const [ofOrders, ofPeople] = choices({ where: ['public.orders: id::text = $$a: b$$'] })
  assert.deepEqual([ofOrders?.where, ofPeople?.where], ['id::text = $$a: b$$', null])
})

test('chooseColumns() tells what means nothing', () => {
  const stories: readonly (readonly [ColumnFlags, string])[] = [
    [
      { columns: ['nothing'] },
      'Cannot use --columns "nothing": no table that is compared has a column nothing',
    ],
    [
      { ignoreColumns: ['public.orders: t'] },
      'Cannot use --ignore-columns "public.orders: t": neither side of public.orders has a column t',
    ],
    [
      { columns: ['public.order: id'] },
      'Cannot use --columns "public.order: id": public."order" is not a table that is compared',
    ],
    [
      { where: ['public.missing: id > 0'] },
      'Cannot use --where "public.missing: id > 0": public.missing is not a table that is compared',
    ],
    [
      { where: ['public.orders: '] },
      'Cannot use --where "public.orders: ": expected a condition in SQL',
    ],
    [
      { columns: ['id,,note'] },
      'Cannot use --columns "id,,note": expected names with commas between them, none empty',
    ],
    [{ key: ['id', 'note'] }, 'Cannot use --key "note": a key of all tables stands there already'],
    [
      { key: ['public.orders: id', 'public.orders: note'] },
      'Cannot use --key "public.orders: note": a key of public.orders stands there already',
    ],
    [
      { compare: ['Note=json'] },
      'Cannot use --compare "Note=json": no table that is compared has a column "Note"',
    ],
    [
      { compare: ['id=json', 'id=exact'] },
      'Cannot use --compare "id=exact": a policy for id of all tables stands there already',
    ],
    [
      { compare: ['public.people.id=json'] },
      'Cannot use --compare "public.people.id=json": public.people is not a table that is compared',
    ],
    [
      { compare: ['orders.id=json'] },
      'Cannot use --compare "orders.id=json": expected COLUMN=POLICY or schema.table.COLUMN=POLICY',
    ],
    [
      { compare: ['id'] },
      'Cannot use --compare "id": expected COLUMN=POLICY or schema.table.COLUMN=POLICY',
    ],
    [
      { compare: ['id=near'] },
      'Cannot use --compare "id=near": expected exact, sql-equal, instant, json or epsilon(N) with N above 0, found "near"',
    ],
    [
      { compare: ['id=epsilon(0)'] },
      'Cannot use --compare "id=epsilon(0)": expected exact, sql-equal, instant, json or epsilon(N) with N above 0, found "epsilon(0)"',
    ],
  ]
  for (const [flags, expected] of stories) {
    assert.deepEqual(chooseColumns(flags, pairs).problems, [expected])
  }
})

test('chooseColumns() finds no fault in columns where no table is compared at all', () => {
  assert.deepEqual(chooseColumns({ columns: ['id'], compare: ['id=json'] }, []).problems, [])
})
