/** No name stands twice, and each is told from its doubles. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { uniqueNames } from './unique-names.ts'

test('uniqueNames() counts doubles from 2 on, each name for itself, and keeps the order', () => {
  assert.deepEqual(uniqueNames([]), [])
  assert.deepEqual(uniqueNames(['b', 'a', 'b', 'a', 'b']), ['b', 'a', 'b (2)', 'a (2)', 'b (3)'])
})

test('uniqueNames() steps over a name that looks like the number of a double', () => {
  assert.deepEqual(uniqueNames(['a (2)', 'a', 'a', 'a']), ['a (2)', 'a', 'a (3)', 'a (4)'])
  assert.deepEqual(uniqueNames(['a', 'a', 'a (2)']), ['a', 'a (2)', 'a (2) (2)'])
})
