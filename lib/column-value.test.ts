/** The SQL of a column under a policy, the hash that its type has, and why a column cannot be compared. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { oids } from './column-type.ts'
import { comparedColumn } from './column-value.ts'
import type { Column } from './table.ts'

function column(type: string, typeOid: number, more: Partial<Column> = {}): Column {
  return {
    name: 'c',
    type,
    typeOid,
    modifier: -1,
    baseType: type,
    baseOid: typeOid,
    elementOid: 0,
    notNull: false,
    generated: false,
    identity: null,
    collation: null,
    ...more,
  }
}

const integer = column('integer', oids.int4)
const bigint = column('bigint', oids.int8)
const vector = column('gtsvector', oids.gtsvector)
const exact = { name: 'exact' } as const

test('comparedColumn() of one type is the value itself', () => {
  const both = { source: { ...integer, name: 'Odd "c"' }, target: { ...integer, name: 'Odd "c"' } }
  assert.deepEqual(comparedColumn(both, exact), {
    name: 'Odd "c"',
    policy: exact,
    value: { source: 't."Odd ""c"""', target: 't."Odd ""c"""' },
    own: 't."Odd ""c"""',
    valueType: 'integer',
    hash: 'int',
  })
})

test('comparedColumn() of two types brings each side to the wider one', () => {
  assert.deepEqual(comparedColumn({ source: integer, target: bigint }, exact), {
    name: 'c',
    policy: exact,
    value: { source: 't."c"::bigint', target: 't."c"' },
    own: 't."c"',
    valueType: 'bigint',
    hash: 'int',
  })
})

test('comparedColumn() under another policy has its form, and keeps the policy', () => {
  const policy = { name: 'epsilon', epsilon: 1e-9 } as const
  const found = comparedColumn({ source: integer, target: integer }, policy)
  assert.deepEqual(found, {
    name: 'c',
    policy,
    value: { source: 't."c"::numeric', target: 't."c"::numeric' },
    own: 't."c"',
    valueType: 'numeric',
    hash: null,
  })
})

test('comparedColumn() under a policy that does not fit says what the policy is for', () => {
  assert.deepEqual(comparedColumn({ source: integer, target: bigint }, { name: 'json' }), {
    fault: 'policy',
    column: 'c',
    types: 'integer and bigint',
    expected: 'json or jsonb, on one side perhaps text',
  })
  const found = comparedColumn({ source: integer, target: integer }, { name: 'json' })
  assert.deepEqual('types' in found && found.types, 'integer')
})

test('comparedColumn() of a type that nothing can tell apart is the fault of neither side nor policy', () => {
  const fault = { fault: 'type', column: 'c', expected: '' }
  for (const [source, target, types] of [
    [vector, vector, 'gtsvector'],
    [vector, integer, 'gtsvector and integer'],
    [integer, vector, 'integer and gtsvector'],
  ] as const) {
    assert.deepEqual(comparedColumn({ source, target }, exact), { ...fault, types })
  }
})

const hashes: readonly (readonly [type: string, oid: number, hash: string | null])[] = [
  ['smallint', oids.int2, 'int'],
  ['integer', oids.int4, 'int'],
  ['bigint', oids.int8, 'int'],
  ['uuid', oids.uuid, 'uuid'],
  ['text', oids.text, 'text'],
  ['character varying', oids.varchar, 'text'],
  ['timestamp without time zone', oids.timestamp, 'timestamp'],
  ['timestamp with time zone', oids.timestamptz, 'timestamp'],
  ['date', oids.date, null],
  ['numeric', oids.numeric, null],
]

for (const [type, oid, hash] of hashes) {
  test(`comparedColumn() of ${type} has ${hash === null ? 'no hash of its own' : `the hash of ${hash}`}`, () => {
    const source = column(type, oid)
    const found = comparedColumn({ source, target: source }, exact)
    assert.deepEqual('hash' in found && found.hash, hash)
  })
}
