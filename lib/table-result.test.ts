/** What was counted and found in a table makes its verdict: equal only where all of it was read and nothing is left open. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { resultOf } from './scratch-findings.ts'
import { unreadResult } from './table-result.ts'
import type { FindingsStory } from './scratch-findings.ts'

const live = true
const unsteady = 'changed during the compare; use --live'

const stories: readonly (readonly [
  story: string,
  given: FindingsStory,
  verdict: string,
  reason: string | null,
])[] = [
  ['all read, nothing found', {}, 'equal', null],
  ['a missing row', { counts: { missing: 1 } }, 'different', null],
  ['an extra row', { counts: { extra: 1 } }, 'different', null],
  ['a changed row', { counts: { changed: 1 } }, 'different', null],
  ['a row that is open', { counts: { unresolved: 1 } }, 'unresolved', unsteady],
  ['chunks that changed meanwhile', { totals: { unsteadyChunks: 1 } }, 'unresolved', unsteady],
  [
    'a proven one beside one that is open',
    { counts: { missing: 1, unresolved: 1 } },
    'different',
    unsteady,
  ],
  ['a failure', { totals: { failure: 'gone' } }, 'unresolved', 'gone'],
  [
    'a failure beside a proven one',
    { totals: { failure: 'gone' }, counts: { extra: 2 } },
    'different',
    'gone',
  ],
  [
    'a schema that differs',
    { pair: { schemaReason: 'column x is missing' } },
    'different',
    'column x is missing',
  ],
  [
    'a schema that differs, and a failure',
    { pair: { schemaReason: 'x' }, totals: { failure: 'gone' } },
    'different',
    'x',
  ],
  ['chunks that proved equal by their rows', { totals: { differingChunks: 3 } }, 'equal', null],
  [
    'counts that differ',
    { depth: 'counts', totals: { differingChunks: 3 } },
    'different',
    'counts differ in 3 chunks',
  ],
  [
    'checksums that differ',
    { depth: 'checksums', totals: { differingChunks: 1 } },
    'different',
    'checksums differ in 1 chunks',
  ],
  [
    'checksums of a table that failed',
    { depth: 'checksums', totals: { differingChunks: 1, failure: 'gone' } },
    'unresolved',
    'gone',
  ],
  [
    'a row that stays hot',
    { live, counts: { unresolved: 1 }, totals: { reasons: ['too hot'] } },
    'unresolved',
    'too hot',
  ],
  [
    'a difference by waiting',
    { live, counts: { changed: 1 }, totals: { reasons: ['by waiting'] } },
    'different',
    'by waiting',
  ],
  [
    'several reasons of settling',
    { live, counts: { unresolved: 2 }, totals: { reasons: ['too hot', 'by waiting'] } },
    'unresolved',
    'too hot; by waiting',
  ],
  [
    'an open row while writes flow, without a reason',
    { live, counts: { unresolved: 1 } },
    'unresolved',
    null,
  ],
  [
    'chunks that changed, of counts',
    { depth: 'counts', totals: { unsteadyChunks: 2 } },
    'unresolved',
    unsteady,
  ],
  ['counts that are the same', { depth: 'counts' }, 'equal', null],
  ['checksums that are the same', { depth: 'checksums' }, 'equal', null],
  [
    'a failure beside a proven one and open ones',
    { totals: { failure: 'gone', reasons: ['too hot'] }, counts: { extra: 2, unresolved: 1 } },
    'different',
    'gone',
  ],
  [
    'a failure beside open ones',
    { totals: { failure: 'gone' }, counts: { unresolved: 1 } },
    'unresolved',
    'gone',
  ],
]

for (const [story, given, verdict, reason] of stories) {
  test(`tableResult() of ${story} is ${verdict}`, () => {
    const result = resultOf(given)
    assert.deepEqual([result.verdict, result.reason], [verdict, reason])
  })
}

test('tableResult() counts what was read, and says nothing of what was not', () => {
  const whole = resultOf({ totals: { rows: { source: 100, target: 97 } }, counts: { missing: 3 } })
  assert.deepEqual(
    [whole.sourceRows, whole.targetRows, whole.difference, whole.match],
    [100, 97, -3, false],
  )
  assert.deepEqual([whole.missing, whole.extra, whole.changed, whole.unresolved], [3, 0, 0, 0])
  assert.deepEqual(
    [whole.sourceChecksum, whole.targetChecksum, whole.rowsPerSecond],
    ['7', '7', 2000],
  )
  const broken = resultOf({ totals: { failure: 'gone' } })
  const figures = [
    'sourceRows',
    'targetRows',
    'difference',
    'match',
    'sourceChecksum',
    'missing',
    'changed',
  ] as const
  for (const name of figures) assert.equal(broken[name], null, name)
  const counted = resultOf({ depth: 'counts' })
  assert.deepEqual([counted.sourceRows, counted.sourceChecksum, counted.missing], [100, null, null])
})

test('tableResult() while writes flow counts what is proven, and shows no checksums of two moments', () => {
  const totals = { rows: { source: 100, target: 90 }, sums: { source: 7n, target: 8n } }
  const result = resultOf({ live, totals, counts: { missing: 2, extra: 1 } })
  assert.deepEqual([result.sourceRows, result.targetRows, result.difference], [100, 99, -1])
  assert.deepEqual([result.sourceChecksum, result.targetChecksum], [null, null])
  assert.equal(resultOf({ live }).sourceChecksum, '7')
})

test('tableResult() tells which part an earlier run has read', () => {
  const earlier = { segments: 2, of: 5, id: 'range 1', at: '2025-01-01T00:00:00.000Z' }
  const told =
    '2 of 5 segments, up to "range 1", were read by an earlier run until 2025-01-01T00:00:00.000Z'
  assert.equal(resultOf({ totals: { earlier } }).reason, told)
  assert.equal(resultOf({ totals: { earlier, failure: 'gone' } }).reason, `gone; ${told}`)
})

test('unreadResult() has no figure at all', () => {
  const of = {
    table: 't',
    targetTable: 'u',
    verdict: 'skipped',
    reason: 'no right',
    depth: 'rows',
  } as const
  const { verdict, reason, sourceRows, match, missing, differences, schema } = unreadResult(of)
  assert.deepEqual(
    [verdict, reason, sourceRows, match, missing],
    ['skipped', 'no right', null, null, null],
  )
  assert.deepEqual([differences, schema], [[], []])
})
