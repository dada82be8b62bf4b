/** The rows that both sides have for one key, as differences: how they print decides, and copies are counted. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { differencesOfKey, leftOver, oneSided } from './differences.ts'
import { scratchPair } from './scratch-pair.ts'
import { toldDifference } from './scratch-reconcile.ts'
import type { FoundRow } from './differences.ts'
import type { Value } from './table.ts'

const pair = scratchPair({
  table: 't',
  key: ['id'],
  columns: [
    { name: 'id', type: 'integer' },
    { name: 'v', type: 'text' },
    { name: 'w', type: 'text' },
  ],
})

let digests = 0

/** Each with a digest of its own, as values with several binary forms have. */
function row(...values: readonly Value[]): FoundRow {
  digests += 1
  return { digest: String(digests), values, own: values }
}

function told(source: readonly FoundRow[], target: readonly FoundRow[]): readonly string[] {
  return differencesOfKey(pair, ['1'], { source, target }).map(toldDifference)
}

test('differencesOfKey() calls equal what prints alike, whatever the digests are', () => {
  assert.deepEqual(told([row('1', 'x', null)], [row('1', 'x', null)]), [])
  assert.deepEqual(told([row('1', 'x', null)], [row('1', 'x', '')]), ['changed id=1: w NULL → '])
})

test('differencesOfKey() tells the columns that differ, and rows that one side lacks', () => {
  assert.deepEqual(told([row('1', 'x', 'y')], [row('1', 'a', 'y')]), ['changed id=1: v x → a'])
  assert.deepEqual(told([row('1', 'x', 'y')], []), ['missing id=1: id=1 v=x w=y'])
  assert.deepEqual(told([], [row('1', 'x', 'y')]), ['extra id=1: id=1 v=x w=y'])
})

test('differencesOfKey() of a key that is there more than once pairs what is left, and counts copies', () => {
  const twice = row('1', 'b', 'y')
  assert.deepEqual(told([row('1', 'a', 'y')], [twice, row('1', 'a', 'y'), twice]), [
    'extra id=1 ×2: id=1 v=b w=y',
  ])
  assert.deepEqual(
    told([row('1', 'a', 'y'), row('1', 'c', 'y')], [row('1', 'a', 'y'), row('1', 'd', 'y')]),
    ['changed id=1: v c → d'],
  )
})

test('differencesOfKey() tells long values apart by what is behind their cut', () => {
  const long = { cut: 'x'.repeat(1000), length: 5000 }
  const [ours, theirs] = ['aa', 'bb'].map((sha256) => row('1', { ...long, sha256 }, 'y'))
  assert.ok(ours !== undefined && theirs !== undefined)
  assert.deepEqual(told([ours], [{ ...ours, digest: 'another' }]), [])
  assert.deepEqual(told([ours], [theirs]), ['changed id=1: v xxx…(5000) → xxx…(5000)'])
})

test('leftOver() of numbers with a tolerance matches the smallest first, so that the fewest are left', () => {
  const near = scratchPair({
    table: 't',
    columns: [{ name: 'v', type: 'numeric', policy: { name: 'epsilon', epsilon: 0.1 } }],
  })
  const rows = {
    source: ['2.00', '1.0', '1.08'].map((text) => row(text)),
    target: ['1.05', '0.95', '1.15'].map((text) => row(text)),
  }
  const left = leftOver(near, rows, ({ source, target }) => {
    return Math.abs(Number(source.values[0]) - Number(target.values[0])) <= 0.1
  })
  assert.deepEqual(
    left.source.map(({ values }) => values[0]),
    ['2.00'],
  )
  assert.deepEqual(
    left.target.map(({ values }) => values[0]),
    ['1.15'],
  )
})

test('oneSided() of a row without a key has none, and is whole', () => {
  const found = oneSided({ ...pair, key: null }, 'target', {
    row: row('1', null, 'y'),
    copies: 3,
    key: null,
  })
  assert.deepEqual(found, {
    kind: 'extra',
    key: null,
    columns: [],
    source: null,
    target: { id: '1', v: null, w: 'y' },
    copies: 3,
  })
})
