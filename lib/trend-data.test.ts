/** Trends of endpoints: columns that never get too many, and lines that begin late. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { columnsMax, noTrends, withSecond } from './trend-data.js'
import type { Trends } from './trend-data.js'

function after(seconds: readonly (readonly (number | null)[])[], from: Trends = noTrends): Trends {
  return seconds.reduce<Trends>((trends, values) => withSecond(trends, values), from)
}

test('withSecond() adds a column, and a line that is new begins with nothing', () => {
  const trends = after([[1], [2, 20], [], [null, 40]])
  assert.deepEqual(trends, {
    step: 1,
    seen: 4,
    lines: [
      [1, 2, null, null],
      [null, 20, null, 40],
    ],
  })
})

test('withSecond() makes one of two columns where they are full: the highest stands for both', () => {
  const full = after(Array.from({ length: columnsMax }, (_, index) => [index]))
  assert.deepEqual([full.step, full.lines[0]?.length], [1, columnsMax])
  const more = after([[5], [99], [7]], full)
  assert.deepEqual([more.step, more.seen], [2, columnsMax + 3])
  assert.deepEqual(more.lines[0]?.slice(0, 3), [1, 3, 5])
  assert.deepEqual(more.lines[0]?.slice(-2), [99, 7])
  assert.equal(more.lines[0]?.length, columnsMax / 2 + 2)
})

test('withSecond() keeps a gap where neither of two columns has a value', () => {
  const seconds = Array.from({ length: columnsMax + 1 }, (_, index) => [index % 4 < 2 ? null : 3])
  assert.deepEqual(after(seconds).lines[0]?.slice(0, 4), [null, 3, null, 3])
})

test('withSecond() is the same for who was there from the start and who came in between, over hours', () => {
  const seconds = Array.from({ length: 4000 }, (_, index) => [
    index % 17,
    index % 5 === 0 ? null : index,
  ])
  const whole = after(seconds)
  const later = after(
    seconds.slice(1777),
    JSON.parse(JSON.stringify(after(seconds.slice(0, 1777)))) as Trends,
  )
  assert.deepEqual(later, whole)
  assert.ok((whole.lines[0]?.length ?? 0) <= columnsMax)
  assert.equal(Math.max(...(whole.lines[1] ?? []).map(Number)), 3999)
})
