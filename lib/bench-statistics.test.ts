/** The bench's statistics, on numbers that can be checked by hand. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { median, slotsOf } from './bench-statistics.ts'

test('median() takes the middle, the mean of two middles, and hides no hole', () => {
  assert.equal(median([3, 1, 2]), 2)
  assert.equal(median([4, 1, 2, 3]), 2.5)
  assert.ok(Number.isNaN(median([])))
  for (const holed of [
    [1, Number.NaN, 2],
    [1, 2, Number.NaN],
    [Number.NaN, 1, 2],
  ]) {
    assert.ok(Number.isNaN(median(holed)), holed.join(' '))
  }
})

test('slotsOf() sees a burst and a gap, and leaves out what lies outside', () => {
  const even = Array.from({ length: 100 }, (_, index) => 1000 + index)
  assert.deepEqual(slotsOf(even, { fromMs: 20, toMs: 80, slotMs: 10 }), { fullest: 1, empty: 0 })
  const burst = [0, 25, 25, 25, 25, 35, 55, 99]
  assert.deepEqual(slotsOf(burst, { fromMs: 20, toMs: 60, slotMs: 10 }), {
    fullest: 4 / 1.5,
    empty: 1,
  })
})
