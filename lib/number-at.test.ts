/** Numbers of typed arrays. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { numberAt } from './number-at.ts'

test('numberAt() is the number at an index, and 0 outside of the array', () => {
  const numbers = Int32Array.of(-7, 0, 9)
  assert.deepEqual(
    [-1, 0, 1, 2, 3].map((index) => numberAt(numbers, index)),
    [0, -7, 0, 9, 0],
  )
})
