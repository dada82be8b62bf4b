/** Laws of columns: under which policy two types are compared, which type holds another, and what flags name. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { sqlNames } from '../lib/arbitraries.ts'
import { policyForm } from '../lib/column-policy.ts'
import { parseCompare } from '../lib/column-selection.ts'
import { isText } from '../lib/column-type.ts'
import { UsageError } from '../lib/errors.ts'
import { propertiesOf } from '../lib/property.ts'
import { recordedTypes, sampleColumn } from '../lib/sample-columns.ts'
import { pairNamed } from '../lib/scoped-list.ts'
import { tableNamed } from '../lib/scratch-table.ts'
import { typeHolds } from '../lib/type-holds.ts'
import type { Column } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)

const integer = sampleColumn('integer')
const types = Object.keys(recordedTypes())
const columnsByType = new Map(types.map((type) => [type, sampleColumn(type)]))
/** Any type, and more often one of those that a policy makes something of. */
const column = fc
  .oneof(
    fc.constantFrom(...types),
    fc.constantFrom(
      'json',
      'jsonb',
      'text',
      'timestamp',
      'timestamptz',
      'integer',
      'numeric',
      'real',
    ),
  )
  .map((type): Column => columnsByType.get(type) ?? integer)

property(
  'policies',
  'a policy is for two types whichever of them is the source, and brings them to one type',
  {
    arbitrary: fc.tuple(
      column,
      column,
      fc.boolean(),
      fc.constantFrom(
        'sql-equal' as const,
        'instant' as const,
        'json' as const,
        'epsilon' as const,
      ),
    ),
    holds: ([source, other, isSame, policy]) => {
      const target = isSame ? source : other
      const [there, back] = [
        policyForm({ source, target }, policy),
        policyForm({ source: target, target: source }, policy),
      ]
      if ('expected' in there || 'expected' in back) {
        assert.deepEqual(there, back)
        return
      }
      assert.equal(there.valueType, back.valueType)
      assert.equal(there.of(source, 't.v'), back.of(source, 't.v'))
      assert.ok(there.of(source, 't.v').includes('t.v'))
      if (policy === 'instant') assert.match(source.baseType + target.baseType, /time/)
      if (policy === 'epsilon') assert.ok(!isText(source.baseOid) && there.valueType === 'numeric')
    },
  },
)

const integers = ['smallint', 'integer', 'bigint']

function columnOf(type: string): Column {
  return columnsByType.get(type) ?? integer
}

function numeric(precision: number, scale: number): Column {
  const sample = columnOf('numeric')
  return { ...sample, modifier: ((precision << 16) | scale) + 4 }
}

function varchar(length: number): Column {
  return { ...columnOf('varchar'), modifier: length + 4 }
}

const digits = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.nat(12))
  .map(([whole, scale]) => ({ whole, scale }))

property(
  'type-holds',
  'each type holds itself and text holds each, and of numbers and texts with a limit the one that leaves as much room',
  {
    arbitrary: fc.tuple(
      column,
      digits,
      digits,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
    ),
    holds: ([each, one, other, length, room]) => {
      assert.ok(typeHolds({ source: each, target: each }), each.type)
      const text = columnOf('text')
      assert.ok(typeHolds({ source: each, target: text }), each.type)
      const [source, target] = [one, other].map(({ whole, scale }) => numeric(whole + scale, scale))
      assert.ok(source !== undefined && target !== undefined)
      assert.equal(
        typeHolds({ source, target }),
        other.whole >= one.whole && other.scale >= one.scale,
      )
      assert.equal(typeHolds({ source: varchar(length), target: varchar(room) }), room >= length)
      for (const [rank, type] of integers.entries()) {
        const held = integers.filter((wider) =>
          typeHolds({ source: columnOf(type), target: columnOf(wider) }),
        )
        assert.deepEqual(held, integers.slice(rank))
      }
      // As many digits as every number of that many bytes has at least.
      for (const [type, fits] of [
        ['smallint', 4],
        ['integer', 9],
        ['bigint', 18],
      ] as const) {
        const held = typeHolds({
          source: numeric(one.whole, 0),
          target: columnOf(type),
        })
        assert.equal(held, one.whole <= fits)
      }
    },
  },
)

property(
  'named',
  'what flags name is found on either side, the source first, and read as it was written in quotes',
  {
    arbitrary: fc.tuple(
      sqlNames(),
      sqlNames(),
      sqlNames(),
      fc.constantFrom('exact', 'json', 'epsilon(0.5)'),
    ),
    holds: ([schema, table, other, policy]) => {
      const pairs = [
        { source: tableNamed(schema, other), target: tableNamed(schema, table) },
        { source: tableNamed(schema, table), target: tableNamed('elsewhere', table) },
      ]
      assert.equal(pairNamed([schema, table], pairs), other === table ? pairs[0] : pairs[1])
      assert.equal(
        pairNamed(['elsewhere', table], pairs),
        pairs.find(({ source, target }) =>
          [source, target].some((each) => each.schema === 'elsewhere' && each.name === table),
        ),
      )
      for (const none of [[], [table], [schema, table, other], [schema, `${table}x${other}`]]) {
        assert.throws(() => pairNamed(none, pairs), UsageError)
      }
      for (const list of [[other], [schema, table, other]]) {
        const written = list.map((name) => `"${name.replaceAll('"', '""')}"`).join('.')
        const found = parseCompare(`${written}=${policy}`)
        assert.deepEqual(
          [found.names, found.column, found.policy.name],
          [list, other, policy.replace(/\(.*/, '')],
        )
        assert.throws(() => parseCompare(written.replaceAll('=', '')), UsageError)
      }
    },
  },
)
