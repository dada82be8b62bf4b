/** What the schemas of two tables say, column by column, and which columns identify a row. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { chooseKey, compareSchema, mayBeNull } from './compare-schema.ts'
import { tableNamed } from './scratch-table.ts'
import type { SchemaChoice } from './compare-schema.ts'
import type { Key } from './table.ts'

function compared(source: readonly string[], target: readonly string[], choice?: SchemaChoice) {
  const tables = {
    source: tableNamed('public', 't', { columns: source }),
    target: tableNamed('public', 't', { columns: target }),
  }
  const { common, ...rest } = compareSchema(tables, choice)
  return {
    common: common.map((pair) => [pair.source.name, pair.source.type, pair.target.type].join(' ')),
    ...rest,
  }
}

test('compareSchema() pairs columns by name, in the order of the source', () => {
  assert.deepEqual(compared(['b text', 'a integer'], ['a integer', 'b text']), {
    common: ['b text text', 'a integer integer'],
    differences: [],
    reason: null,
  })
})

test('compareSchema() tells what is on one side only, and a type that cannot hold all', () => {
  const found = compared(
    ['id integer', 'Note text', 'x text', 'y text', 'n integer'],
    ['id integer', 'x integer', 'y integer', 'n numeric', 'More text', 'z text'],
  )
  assert.deepEqual(found, {
    common: ['id integer integer', 'x text integer', 'y text integer', 'n integer numeric'],
    differences: [
      { column: 'Note', source: 'text', target: null },
      { column: 'x', source: 'text', target: 'integer' },
      { column: 'y', source: 'text', target: 'integer' },
      { column: 'n', source: 'integer', target: 'numeric' },
      { column: 'More', source: null, target: 'text' },
      { column: 'z', source: null, target: 'text' },
    ],
    reason: [
      'the target has no column "Note"',
      'column x is text at the source, and integer at the target cannot hold all of it',
      'column y is text at the source, and integer at the target cannot hold all of it',
      'the source has no column "More"',
      'the source has no column z',
    ].join('; '),
  })
})

test('compareSchema() takes a loss that the policy of a column allows for a difference of types alone', () => {
  function policyOf(column: string) {
    return column === 'x' ? 'sql-equal' : 'exact'
  }
  const found = compared(['x text', 'Y text'], ['x integer', 'Y integer'], { policyOf })
  assert.deepEqual(
    found.differences.map(({ column }) => column),
    ['x', 'Y'],
  )
  assert.equal(
    found.reason,
    'column "Y" is text at the source, and integer at the target cannot hold all of it',
  )
})

test('compareSchema() looks at columns of interest only, on both sides', () => {
  function includes(column: string) {
    return column !== 'x' && column !== 'y'
  }
  assert.deepEqual(compared(['id integer', 'x text'], ['id integer', 'y text'], { includes }), {
    common: ['id integer integer'],
    differences: [],
    reason: null,
  })
})

const primary: Key = { name: 'pkey', primary: true, columns: ['a', 'b'], nullable: false }
const unique: Key = { name: 'one', primary: false, columns: ['c'], nullable: false }
const loose: Key = { name: 'two', primary: false, columns: ['d'], nullable: true }

const keys: readonly (readonly [
  story: string,
  given: { source?: readonly Key[]; target?: readonly Key[]; usable: string },
  chosen: readonly string[] | null,
])[] = [
  ['the primary key of the source', { source: [primary, unique], usable: 'abc' }, ['a', 'b']],
  [
    'another where a column of it is not usable',
    { source: [primary, unique], usable: 'bc' },
    ['c'],
  ],
  ["the target's where the source has none", { target: [unique], usable: 'abc' }, ['c']],
  [
    "the source's before the target's",
    { source: [unique], target: [primary], usable: 'abc' },
    ['c'],
  ],
  [
    'one without NULLs, on whichever side',
    { source: [loose], target: [unique], usable: 'cd' },
    ['c'],
  ],
  ['one with NULLs where there is no other', { source: [unique, loose], usable: 'd' }, ['d']],
  ['none', { source: [primary], target: [unique], usable: 'a' }, null],
]

for (const [story, { source = [], target = [], usable }, chosen] of keys) {
  test(`chooseKey() takes ${story}`, () => {
    const tables = {
      source: tableNamed('public', 't', { keys: source }),
      target: tableNamed('public', 't', { keys: target }),
    }
    assert.deepEqual(chooseKey(tables, new Set(usable)), chosen)
  })
}

test('mayBeNull() asks both sides, and only of the columns that are named', () => {
  const strict = tableNamed('public', 't', { columns: ['a integer not null', 'b text'] })
  const lax = tableNamed('public', 't', { columns: ['a integer', 'b text'] })
  assert.equal(mayBeNull({ source: strict, target: strict }, ['a']), false)
  assert.equal(mayBeNull({ source: strict, target: strict }, ['a', 'b']), true)
  assert.equal(mayBeNull({ source: strict, target: lax }, ['a']), true)
  assert.equal(mayBeNull({ source: lax, target: strict }, ['a']), true)
  assert.equal(mayBeNull({ source: lax, target: lax }, []), false)
})
