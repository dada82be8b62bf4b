/** Which operations are bound to each other, by unique values and by references. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { factsOf, reasonOf } from './repair-facts.ts'
import { growingEdges, joinFacts } from './repair-join.ts'
import type { Change, Constraint } from './repair-facts.ts'
import type { RepairColumn } from './repair-literal.ts'

const unique: Constraint = {
  kind: 'unique',
  name: 'u',
  table: 0,
  columns: ['v'],
  nullsDistinct: true,
}
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

test('growingEdges() keeps all edges in their order', () => {
  const edges = growingEdges()
  for (let at = 0; at < 1000; at += 1) edges.push({ from: at, to: at + 1, reason: at % 7 })
  const { from, to, reason } = edges.done()
  assert.deepEqual([from.length, to.length, reason.length], [1000, 1000, 1000])
  assert.deepEqual([from[999], to[999], reason[999]], [999, 1000, 5])
})
