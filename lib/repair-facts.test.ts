/** Which operations are bound to each other, by unique values and by references. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { factsOf, reasonNumber, reasonOf } from './repair-facts.ts'
import { joinFacts } from './repair-join.ts'
import type { Change, Constraint } from './repair-facts.ts'
import type { RepairColumn } from './repair-literal.ts'
import type { Value } from './table.ts'

const unique = {
  kind: 'unique',
  name: 'u',
  table: 0,
  columns: ['v'],
  nullsDistinct: true,
} as const satisfies Constraint
const foreign: Constraint = {
  kind: 'foreign',
  name: 'f',
  child: 1,
  childColumns: ['up'],
  parent: 0,
  parentColumns: ['id'],
  deferrable: false,
  matchFull: false,
}
const constraints = [unique, foreign]

type Types = Readonly<Record<string, string>>

function column(name: string, typeName: string): RepairColumn {
  const rest = { lengthMax: null, notNull: false, generated: false, identityAlways: false }
  return { name, type: typeName, cast: typeName, typeName, exact: typeName === 'text', ...rest }
}

/** The edges between changes, as `from→to link`. */
function edgesBetween(changes: readonly Change[], types: Types = {}): string[] {
  function columns(_: number, name: string): RepairColumn {
    return column(name, types[name] ?? 'text')
  }
  const records = changes.map((change, at) => factsOf(at, change, { constraints, columns }))
  const found: string[] = []
  joinFacts(Buffer.concat(records), ({ from, to, reason }) => {
    found.push(`${from}→${to} ${reasonOf(reason).link}`)
  })
  return found.toSorted()
}

const stories: readonly (readonly [
  story: string,
  changes: readonly Change[],
  edges: readonly string[],
  types?: Types,
])[] = [
  [
    'puts who frees a unique value before who takes it',
    [
      { table: 0, before: null, after: { id: '1', v: 'x' } },
      { table: 0, before: { id: '2', v: 'x' }, after: null },
    ],
    ['1→0 frees'],
  ],
  [
    'sees two rows that exchange theirs wait for each other',
    [
      { table: 0, before: { id: '1', v: 'x' }, after: { id: '1', v: 'y' } },
      { table: 0, before: { id: '2', v: 'y' }, after: { id: '2', v: 'x' } },
    ],
    ['0→1 frees', '1→0 frees'],
  ],
  [
    'lets NULLs be',
    [
      { table: 0, before: { id: '1', v: null }, after: null },
      { table: 0, before: null, after: { id: '2', v: null } },
    ],
    [],
  ],
  [
    'takes values for one that their type takes for one',
    [
      { table: 0, before: { id: '1', v: '1.00' }, after: null },
      { table: 0, before: null, after: { id: '2', v: '1.0' } },
    ],
    ['0→1 frees'],
    { v: 'numeric' },
  ],
  [
    'puts a parent before its child',
    [
      { table: 1, before: null, after: { up: '7' } },
      { table: 0, before: null, after: { id: '7', v: null } },
    ],
    ['1→0 makes'],
  ],
  [
    'puts who leaves a parent before the end of the parent',
    [
      { table: 0, before: { id: '7', v: null }, after: null },
      { table: 1, before: { up: '7' }, after: { up: '8' } },
      { table: 1, before: { up: '7' }, after: null },
    ],
    ['1→0 leaves', '2→0 leaves'],
  ],
  [
    'binds nobody who takes another value than was freed',
    [
      { table: 0, before: { id: '1', v: 'x' }, after: null },
      { table: 0, before: null, after: { id: '2', v: 'y' } },
    ],
    [],
  ],
  [
    'lets NULLs of a reference be',
    [
      { table: 0, before: null, after: { id: null, v: null } },
      { table: 1, before: null, after: { up: null } },
    ],
    [],
  ],
  [
    'leaves a table alone of which no constraint speaks',
    [
      { table: 2, before: { id: '7', v: 'x', up: '7' }, after: null },
      { table: 2, before: null, after: { id: '7', v: 'x', up: '7' } },
    ],
    [],
  ],
  [
    'binds nothing where nothing of a constraint changes',
    [
      { table: 1, before: { up: '7' }, after: { up: '7' } },
      { table: 0, before: { id: '7', v: 'x' }, after: { id: '7', v: 'x' } },
    ],
    [],
  ],
]

for (const [story, changes, edges, types] of stories) {
  test(`factsOf() and joinFacts() ${story}`, () => {
    assert.deepEqual(edgesBetween(changes, types), edges)
  })
}

const long = { cut: 'x', length: 5000, sha256: 'ab' }

/** Two values of a type, and whether its `=` takes them for one. */
const alike: readonly (readonly [typeName: string, freed: Value, taken: Value, isOne: boolean])[] =
  [
    ['numeric', '1', '2', false],
    ['numeric', '100', '1', false],
    ['numeric', '100', '100.00', true],
    ['numeric', '1.050', '1.05', true],
    ['numeric', '1.50', '1.5', true],
    ['float4', '-0', '0', true],
    ['float8', '-0', '0', true],
    ['float8', '1', '0', false],
    ['float8', '1', '2', false],
    ['numeric', '-0', '0', false],
    ['bpchar', 'x  ', 'x', true],
    ['bpchar', 'a  b', 'ab', false],
    ['bpchar', 'A', 'a', false],
    ['citext', 'A', 'a', true],
    ['citext', 'A', 'b', false],
    ['text', 'A', 'a', false],
    ['text', 'x ', 'x', false],
    ['text', long, { ...long, cut: 'y' }, true],
    ['text', long, { ...long, sha256: 'ac' }, false],
  ]

for (const [typeName, freed, taken, isOne] of alike) {
  test(`factsOf() of ${typeName} takes ${JSON.stringify([freed, taken])} for ${isOne ? 'one' : 'two'}`, () => {
    const changes = [
      { table: 0, before: { v: freed }, after: null },
      { table: 0, before: null, after: { v: taken } },
    ]
    assert.deepEqual(edgesBetween(changes, { v: typeName }), isOne ? ['0→1 frees'] : [])
  })
}

test('factsOf() tells a column of an unknown type by its letters, and NULLs where they are not distinct', () => {
  function joined(v: Value, other: Value): number {
    const how = { constraints: [{ ...unique, nullsDistinct: false }], columns: () => undefined }
    const records = [
      factsOf(0, { table: 0, before: { v }, after: null }, how),
      factsOf(1, { table: 0, before: null, after: { v: other } }, how),
    ]
    let edges = 0
    joinFacts(Buffer.concat(records), () => (edges += 1))
    return edges
  }
  assert.deepEqual(
    [joined('A', 'a'), joined('A', 'b'), joined(null, null), joined(null, 'null')],
    [1, 0, 1, 0],
  )
})

test('reasonNumber() and reasonOf() are each other reversed', () => {
  const reasons = (['frees', 'makes', 'leaves'] as const).map((link) => ({ constraint: 5, link }))
  assert.deepEqual(reasons.map(reasonNumber), [15, 16, 17])
  assert.deepEqual(reasons.map(reasonNumber).map(reasonOf), reasons)
})
