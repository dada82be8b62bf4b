/** What a compare told of a fault is held against what it had to tell: nothing less, and nothing more. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'

import { judgeFault, toldOf } from './fault-judge.ts'
import {
  differs,
  range,
  toldChanged,
  toldCheck,
  toldColumn,
  toldExtra,
  toldMissing,
  toldTable,
} from './fault.ts'
import { unreadResult } from './table-result.ts'
import type { Told } from './fault.ts'
import type { ListedDifference, TableResult } from './table.ts'

const missing = toldMissing('public.t', { id: 1 })
const changed = toldChanged('public.t', { id: 2 }, { v: ['a', null] })
const other = differs('public.u', toldExtra('public.u', { id: 3 }, 2))
const damage = differs('public.t', missing, changed)

const stories: readonly (readonly [
  story: string,
  of: { kind: 'loss' | 'benign'; told: readonly Told[]; found: readonly Told[] },
  judged: readonly [verdict: string, exact: boolean, damaged: number, reported: number],
])[] = [
  [
    'all of it is told',
    { kind: 'loss', told: damage, found: damage.toReversed() },
    ['detected', true, 2, 2],
  ],
  ['nothing is told', { kind: 'loss', told: damage, found: [] }, ['missed', false, 2, 0]],
  [
    'a row is left out',
    { kind: 'loss', told: damage, found: differs('public.t', missing) },
    ['detected', false, 2, 1],
  ],
  [
    'a row too many is told',
    { kind: 'loss', told: differs('public.t', missing), found: damage },
    ['detected', false, 1, 2],
  ],
  [
    'one of two tables is missed',
    { kind: 'loss', told: [...damage, ...other], found: damage },
    ['missed', false, 4, 2],
  ],
  ['another table is told', { kind: 'loss', told: damage, found: other }, ['missed', false, 2, 2]],
  [
    'a row is told twice',
    { kind: 'loss', told: damage, found: [...damage, missing] },
    ['detected', false, 2, 3],
  ],
  [
    'nothing is told of what is benign',
    { kind: 'benign', told: [], found: [] },
    ['clean', true, 0, 0],
  ],
  [
    'something is told of what is benign',
    { kind: 'benign', told: [], found: other },
    ['false-alarm', false, 0, 2],
  ],
  [
    'a column of another type is told of what is benign, as it says itself',
    {
      kind: 'benign',
      told: [toldColumn('public.t', 'v', { source: 'integer', target: 'bigint' })],
      found: [toldColumn('public.t', 'v', { source: 'integer', target: 'bigint' })],
    },
    ['clean', true, 0, 0],
  ],
]

for (const [story, { found, ...fault }, [verdict, exact, rowsDamaged, rowsReported]] of stories) {
  test(`judgeFault() where ${story}: ${verdict}${exact ? ', exactly' : ''}`, () => {
    const judged = judgeFault(fault, found)
    assert.deepEqual(
      {
        verdict: judged.verdict,
        exact: judged.exact,
        damaged: judged.rowsDamaged,
        reported: judged.rowsReported,
      },
      { verdict, exact, damaged: rowsDamaged, reported: rowsReported },
    )
    assert.equal(judged.untold.length + judged.unexpected.length === 0, exact)
  })
}

test('judgeFault() counts what is told several times', () => {
  const judged = judgeFault({ kind: 'loss', told: [missing, missing, missing] }, [missing, missing])
  assert.deepEqual([judged.untold.length, judged.unexpected.length], [1, 0])
  const more = judgeFault({ kind: 'loss', told: [missing] }, [missing, missing, missing])
  assert.deepEqual([more.untold.length, more.unexpected.length], [0, 2])
})

test('judgeFault() takes as many wrong lines as are missing for no match', () => {
  const judged = judgeFault({ kind: 'loss', told: [missing] }, [changed])
  assert.deepEqual([judged.verdict, judged.exact], ['detected', false])
})

test('toldOf() tells no reason where there is none', () => {
  const [told] = toldOf({ tables: [{ ...equal, verdict: 'missing' }], rows: [], checks: [] })
  assert.equal(told?.text, 'public.t: is missing')
})

test('judgeFault() names what was not told and what was told beside', () => {
  const judged = judgeFault({ kind: 'loss', told: damage }, [
    ...differs('public.t', changed),
    ...other,
  ])
  assert.deepEqual(judged.untold, ["public.t: id='1' is not in the target"])
  assert.deepEqual(judged.unexpected, [
    'public.u: is different',
    "public.u: id='3' is not in the source ×2",
  ])
})

const equal: TableResult = {
  ...unreadResult({
    table: 'public.t',
    targetTable: 'public.t',
    verdict: 'skipped',
    reason: '',
    depth: 'rows',
  }),
  verdict: 'equal',
  reason: null,
}

function row(difference: Partial<ListedDifference>): ListedDifference {
  const names = { table: 'public.t', targetTable: 'public.t' }
  return {
    ...names,
    kind: 'changed',
    key: { id: '1' },
    columns: [],
    source: null,
    target: null,
    copies: 1,
    ...difference,
  }
}

test('toldOf() of equal tables is nothing, and of all others what the catalogue would say', () => {
  assert.deepEqual(
    toldOf({ tables: [equal], rows: [], checks: [{ name: 'c', verdict: 'pass' }] }),
    [],
  )
  const long = 'ü'.repeat(1001)
  const cut = {
    cut: 'ü'.repeat(1000),
    length: 1001,
    sha256: createHash('sha256').update(long).digest('hex'),
  }
  const found = toldOf({
    tables: [
      {
        ...equal,
        verdict: 'different',
        reason: 'why',
        schema: [{ column: 'v', source: 'text', target: null }],
      },
      { ...equal, table: 'public.u', verdict: 'missing', reason: 'only at the source' },
      { ...equal, table: 'public.w', schema: [{ column: 'n', source: null, target: 'integer' }] },
    ],
    rows: [
      row({ columns: ['b', 'a'], source: { b: '1', a: null }, target: { b: '2', a: '' } }),
      row({ columns: ['v'], source: { v: cut }, target: { v: 'NULL' } }),
      row({ kind: 'missing', source: { id: '1', v: 'x' } }),
      row({ kind: 'extra', key: null, target: { v: 'x', w: null }, copies: 3 }),
      row({ kind: 'missing', key: null, source: { v: cut } }),
      row({ kind: 'missing', key: null }),
    ],
    checks: [
      { name: 'sequences', verdict: 'fail', message: 'behind' },
      { name: 'indexes', verdict: 'unknown' },
    ],
  })
  assert.deepEqual(found, [
    toldTable('public.t', 'different'),
    toldColumn('public.t', 'v', { source: 'text', target: null }),
    toldTable('public.u', 'missing: only at the source'),
    toldColumn('public.w', 'n', { source: null, target: 'integer' }),
    toldChanged('public.t', { id: 1 }, { a: [null, ''], b: ['1', '2'] }),
    toldChanged('public.t', { id: 1 }, { v: [long, 'NULL'] }),
    toldMissing('public.t', { id: 1 }),
    toldExtra('public.t', { v: 'x', w: null }, 3),
    toldMissing('public.t', { v: long }),
    toldMissing('public.t', {}),
    toldCheck('sequences', 'behind'),
    toldCheck('indexes', ''),
  ])
})

test('toldOf() calls a row that is not proven what it is: no catalogue asks for it', () => {
  const [told] = toldOf({
    tables: [],
    rows: [row({ kind: 'unresolved', columns: ['v'] })],
    checks: [],
  })
  assert.equal(told?.text, "public.t: id='1' changed: v NULL → NULL (unresolved)")
})

test('a told text tells NULL from the word, and long values by their length and hash', () => {
  assert.equal(changed.text, "public.t: id='2' changed: v 'a' → NULL")
  assert.equal(
    toldChanged('t', { k: null }, { v: [null, 'NULL'] }).text,
    "t: k=NULL changed: v NULL → 'NULL'",
  )
  assert.equal(
    toldChanged('t', { k: 1 }, { b: ['1', '2'], a: ['3', '4'] }).text,
    "t: k='1' changed: a '3' → '4', b '1' → '2'",
  )
  assert.equal(
    toldColumn('t', 'c', { source: 'text', target: null }).text,
    't: column c is text at the source, absent at the target',
  )
  assert.deepEqual(toldCheck('c', 'm'), { subject: 'c', text: 'c: m', rows: 0 })
  assert.equal(toldExtra('t', { b: 1, a: 'x' }).text, "t: a='x' b='1' is not in the source")
  assert.match(
    toldChanged('t', { k: 1 }, { v: ['x'.repeat(1001), 'x'.repeat(1000)] }).text,
    /v 'x{24}…' \(1001 characters, SHA-256 [0-9a-f]{12}\) → 'x{1000}'$/,
  )
  assert.deepEqual([toldMissing('t', { k: 1 }, 4).rows, toldTable('t', 'different').rows], [4, 0])
  assert.deepEqual(range(3, 5), [3, 4, 5])
  assert.equal(
    toldColumn('t', 'c', { source: null, target: 'text' }).text,
    't: column c is absent at the source, text at the target',
  )
})
