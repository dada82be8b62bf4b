/** Slices as SQL, and between which rows they lie; the laws of property/reconciliation-slices.test.ts hold for all rows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  fromSlices,
  givenSlices,
  inSlice,
  joinedSlices,
  longestRising,
  slicesBetween,
} from './slices.ts'
import { scratchPair } from './scratch-pair.ts'

test('slicesBetween() are in the order of the source, from the first row to the last', () => {
  assert.deepEqual(
    slicesBetween([
      { source: '(10,1)', target: '(7,3)' },
      { source: '(9,200)', target: '(7,2)' },
      // Written again, at the end of the target.
      { source: '(2,1)', target: '(65536,1)' },
    ]),
    [
      { source: { from: null, to: '(9,200)' }, target: { from: null, to: '(7,2)' } },
      { source: { from: '(9,200)', to: '(10,1)' }, target: { from: '(7,2)', to: '(7,3)' } },
      { source: { from: '(10,1)', to: null }, target: { from: '(7,3)', to: null } },
    ],
  )
  const all = { from: null, to: null }
  assert.deepEqual(slicesBetween([]), [{ source: all, target: all }])
  for (const wrong of ['', '(1)', 'x(1,2)', '(1,2)x', '(a,b)']) {
    assert.throws(
      () =>
        slicesBetween([
          { source: wrong, target: '(0,1)' },
          { source: '(0,1)', target: '(0,1)' },
        ]),
      {
        message: `Cannot read the position "${wrong}": expected (page,item)`,
      },
    )
  }
})

test('slicesBetween() tells 65,535 items of a page apart from the next page', () => {
  const boundaries = [
    { source: '(1,0)', target: '(1,0)' },
    { source: '(0,65535)', target: '(0,65535)' },
    { source: '(4294967294,1)', target: '(4294967294,1)' },
  ]
  assert.deepEqual(
    slicesBetween(boundaries).map(({ source }) => source.from),
    [null, '(0,65535)', '(1,0)', '(4294967294,1)'],
  )
})

test('joinedSlices() makes one of neighbours', () => {
  const slices = [
    { from: null, to: 'a' },
    { from: 'a', to: 'b' },
    { from: 'c', to: 'd' },
    { from: 'd', to: null },
  ]
  assert.deepEqual(joinedSlices(slices), [
    { from: null, to: 'b' },
    { from: 'c', to: null },
  ])
  assert.deepEqual(joinedSlices([]), [])
  // The last of one list and the first of another: both unbounded, and no neighbours.
  const apart = [
    { from: 'd', to: null },
    { from: null, to: 'a' },
  ]
  assert.deepEqual(joinedSlices(apart), apart)
})

test('longestRising() takes each number once', () => {
  assert.deepEqual(longestRising([]), [])
  assert.deepEqual(longestRising([5]), [0])
  assert.deepEqual(longestRising([1, 9, 2, 3]), [0, 2, 3])
  assert.deepEqual(longestRising([2, 2, 2]).length, 1)
  assert.deepEqual(longestRising([3, 2, 1]).length, 1)
  assert.deepEqual(longestRising([0, 8, 4, 12, 2, 10, 6, 14, 1, 9]), [0, 4, 6, 9])
})

test('fromSlices() reads the compared columns of each slice by its pages', () => {
  const pair = scratchPair({
    table: 'x',
    key: ['id'],
    columns: [
      { name: 'id', type: 'integer' },
      { name: 'A"b', type: 'text' },
    ],
  })
  const given = `unnest('{"(0,0)","(3,1)"}'::tid[], '{"(3,1)","(4294967295,0)"}'::tid[]) WITH ORDINALITY AS slice (lower, upper, number)`
  const slices = [
    { from: null, to: '(3,1)' },
    { from: '(3,1)', to: null },
  ]
  assert.equal(givenSlices(slices), given)
  assert.equal(inSlice, 't.ctid >= slice.lower AND t.ctid < slice.upper')
  assert.equal(
    fromSlices(pair, 'source', slices),
    `${given}, LATERAL (SELECT t."id", t."A""b" FROM "public"."x" AS t WHERE ${inSlice} OFFSET 0) AS t`,
  )
})
