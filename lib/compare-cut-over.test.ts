/** What a target lacks before it can take over, from facts of catalogues that are written down: no server is asked. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { cutOverChecks } from './compare-cut-over.ts'
import { scratchPair } from './scratch-pair.ts'
import { tableNamed } from './scratch-table.ts'
import type { CutOverFacts, CutOverRead } from './compare-cut-over.ts'
import type { Column, TablePair } from './table.ts'

/** `t` at the source, `cdc.t` at the target, with columns that are NOT NULL or identities. */
function pairOf(source: readonly Column[] = [], target: readonly Column[] = source): TablePair {
  return {
    ...scratchPair({ table: 't', columns: [] }),
    source: { ...tableNamed('public', 't', { oid: 1 }), columns: source },
    target: { ...tableNamed('cdc', 't', { oid: 2 }), columns: target },
    targetLabel: 'cdc.t',
  }
}

function column(name: string, more: Partial<Column> = {}): Column {
  const [made] = tableNamed('public', 't', { columns: [`${name} integer`] }).columns
  assert.ok(made !== undefined)
  return { ...made, ...more }
}

function read(oid: number, facts: Partial<CutOverFacts>): CutOverRead {
  const none = { indexes: [], constraints: [], triggers: [], sequences: [] }
  return new Map([[oid, { ...none, ...facts }]])
}

type Sides = { readonly source?: Partial<CutOverFacts>; readonly target?: Partial<CutOverFacts> }

/** The facts of one kind, of the source and of the target. */
function both<Kind extends keyof CutOverFacts>(
  kind: Kind,
  source: CutOverFacts[Kind],
  target: CutOverFacts[Kind] = [],
): Sides {
  return { source: { [kind]: source }, target: { [kind]: target } }
}

function told(pair: TablePair, { source = {}, target = {} }: Sides) {
  const checks = cutOverChecks([pair], { source: read(1, source), target: read(2, target) })
  return checks.map(({ name, verdict, message }) => [name, verdict, ...(message ? [message] : [])])
}

/** What is said of one kind of thing: its verdict, and its message where it has one. */
type Story = readonly [story: string, sides: Sides, expected: readonly string[]]

function holds(kind: string, stories: readonly Story[]): void {
  for (const [story, sides, expected] of stories) {
    test(`cutOverChecks() of ${kind}: ${story}`, () => {
      assert.deepEqual(told(pairOf(), sides), [[`public.t: ${kind} at the target`, ...expected]])
    })
  }
}

test('cutOverChecks() has nothing to say of tables that have nothing, or of which nothing was read', () => {
  assert.deepEqual(told(pairOf([column('id')]), {}), [])
  assert.deepEqual(cutOverChecks([pairOf()], { source: new Map(), target: new Map() }), [])
})

const index = { name: 'by A', definition: 'USING btree (a)', unique: false, ofConstraint: false }
const unique = { ...index, unique: true }
const other = { ...index, name: 'b', definition: 'USING btree (b)' }

holds('indexes', [
  ['one of another name', both('indexes', [index], [{ ...index, name: 'x' }]), ['pass']],
  ['a unique one, which does more', both('indexes', [index], [unique]), ['pass']],
  [
    'one that is not unique',
    both('indexes', [unique], [index]),
    ['fail', '"by A" is missing: UNIQUE USING btree (a)'],
  ],
  [
    'none, and another one',
    both('indexes', [index, other], [{ ...index, definition: 'USING hash (a)' }]),
    ['fail', '"by A" is missing: USING btree (a); b is missing: USING btree (b)'],
  ],
])

test('cutOverChecks() looks for no index of a constraint, and for none that only the target has', () => {
  assert.deepEqual(told(pairOf(), both('indexes', [{ ...unique, ofConstraint: true }])), [])
  assert.deepEqual(told(pairOf(), both('indexes', [], [index])), [])
})

const check = { name: 'low', definition: 'CHECK ((a > 0))', references: null, valid: true }
const weak = { ...check, valid: false }
const foreign = {
  ...check,
  name: 'fk',
  definition: 'FOREIGN KEY (p) REFERENCES (id) ON DELETE CASCADE',
  references: 'public.t',
}
const mapped = { ...foreign, references: 'cdc.t' }
const uniqueA = { ...check, name: 'un', definition: 'UNIQUE (a)' }

function withIndex(definition: string, more: Partial<typeof index> = {}): Sides {
  const indexes = [{ ...unique, ...more }]
  return { source: { constraints: [{ ...check, definition }] }, target: { indexes } }
}

holds('constraints', [
  ['one of another name', both('constraints', [check], [{ ...check, name: 'x' }]), ['pass']],
  ['none', both('constraints', [check]), ['fail', 'low is missing: CHECK ((a > 0))']],
  [
    'one that rows may break',
    both('constraints', [check], [weak]),
    ['fail', 'low is NOT VALID: CHECK ((a > 0))'],
  ],
  ['one that rows may break on both sides', both('constraints', [weak], [weak]), ['pass']],
  ['two, one of which no row breaks', both('constraints', [check], [weak, check]), ['pass']],
  ['a foreign key to the mapped table', both('constraints', [foreign], [mapped]), ['pass']],
  [
    'a foreign key to the table of the name at the source',
    both('constraints', [foreign], [foreign]),
    ['fail', 'fk is missing: FOREIGN KEY (p) REFERENCES cdc.t(id) ON DELETE CASCADE'],
  ],
  [
    'a foreign key to a table that is not compared',
    both('constraints', [{ ...foreign, references: 'public.z' }]),
    ['fail', 'fk is missing: FOREIGN KEY (p) REFERENCES public.z(id) ON DELETE CASCADE'],
  ],
  ['a unique index for a UNIQUE constraint', withIndex(uniqueA.definition), ['pass']],
  [
    'an index that is not unique',
    withIndex(uniqueA.definition, { unique: false }),
    ['fail', 'low is missing: UNIQUE (a)'],
  ],
  [
    'a unique index over something else',
    withIndex(uniqueA.definition, { definition: 'USING btree (b)' }),
    ['fail', 'low is missing: UNIQUE (a)'],
  ],
  [
    'a constraint that only holds the word',
    withIndex('x UNIQUE (a)', { definition: 'x USING btree (a)' }),
    ['fail', 'low is missing: x UNIQUE (a)'],
  ],
])

test('cutOverChecks() takes NOT NULL of columns that both sides have as a constraint', () => {
  const name = 'public.t: constraints at the target'
  const wanted = [column('a', { notNull: true }), column('B', { notNull: true }), column('c')]
  assert.deepEqual(told(pairOf(wanted), {}), [[name, 'pass']])
  const lacking = pairOf(wanted, [column('c', { notNull: true }), column('B'), column('a')])
  assert.deepEqual(told(lacking, both('constraints', [check])), [
    [name, 'fail', 'low is missing: CHECK ((a > 0)); a is not NOT NULL; "B" is not NOT NULL'],
  ])
  assert.deepEqual(told(pairOf(wanted, [column('z')]), {}), [])
})

const always = 'GENERATED ALWAYS AS IDENTITY'
const byDefault = 'GENERATED BY DEFAULT AS IDENTITY'
type Identity = Column['identity']
const identities: readonly (readonly [Identity, Identity, readonly string[]])[] = [
  ['always', 'always', ['pass']],
  ['by default', 'by default', ['pass']],
  ['always', null, ['fail', `"Id" is none, and at the source ${always}`]],
  ['by default', 'always', ['fail', `"Id" is ${always}, and at the source ${byDefault}`]],
]

for (const [source, target, expected] of identities) {
  test(`cutOverChecks() of an identity that is ${source} at the source, ${target} at the target`, () => {
    const pair = pairOf(
      [column('a'), column('Id', { identity: source })],
      [column('Id', { identity: target }), column('a')],
    )
    assert.deepEqual(told(pair, {}), [['public.t: identity columns at the target', ...expected]])
    assert.deepEqual(told(pairOf([column('a')], [column('a', { identity: target })]), {}), [])
  })
}

const trigger = { name: 'Touch', definition: 'CREATE TRIGGER BEFORE UPDATE', enabled: true }
const off = { ...trigger, enabled: false }

holds('triggers', [
  [
    'one of another name, beside one that is off',
    both('triggers', [trigger, { ...off, definition: 'x' }], [off, { ...trigger, name: 'x' }]),
    ['pass'],
  ],
  [
    'one that is off at the target',
    both('triggers', [trigger], [off]),
    ['fail', '"Touch" does not fire: CREATE TRIGGER BEFORE UPDATE'],
  ],
  [
    'another one',
    both('triggers', [trigger], [{ ...trigger, definition: 'x' }]),
    ['fail', '"Touch" is missing: CREATE TRIGGER BEFORE UPDATE'],
  ],
])

const ahead = {
  column: 'id',
  sequence: 'public.t_id_seq',
  position: { next: '6', furthest: '5', behind: false },
  unread: null,
}
const behind = { ...ahead, position: { next: '1', furthest: '5', behind: true } }
const unread = { ...ahead, column: 'n', position: null, unread: 'cannot say how far it is' }
const given = 'public.t_id_seq gives 1 next, and id is at 5'

holds('sequences', [
  ['one that is ahead', both('sequences', [], [ahead]), ['pass']],
  ['one that is behind', both('sequences', [], [behind]), ['fail', given]],
  ['one behind, one not read', both('sequences', [], [unread, behind]), ['fail', given]],
  [
    'two that could not be read',
    both('sequences', [], [unread, ahead, { ...unread, unread: 'nor this one' }]),
    ['unknown', 'cannot say how far it is; nor this one'],
  ],
  [
    'one whose column has none at the target',
    both('sequences', [ahead, { ...ahead, column: 'N' }], [ahead]),
    ['fail', '"N" has no public.t_id_seq'],
  ],
])

test('cutOverChecks() tells an identity column without its sequence as identity, not as sequence', () => {
  const pair = pairOf([column('id', { identity: 'always' })], [column('id')])
  assert.deepEqual(
    told(pair, both('sequences', [ahead])).map(([name]) => name),
    ['public.t: identity columns at the target'],
  )
})
