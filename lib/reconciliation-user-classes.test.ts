/** What the size of a table is called, to the row. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { sizeClass } from './reconciliation-user-classes.ts'

test('sizeClass() calls small what is under 10,000 rows, and large what is over 100,000', () => {
  const rows = [0, 9999, 10_000, 100_000, 100_001]
  assert.deepEqual(rows.map(sizeClass), ['small', 'small', 'medium', 'medium', 'large'])
})
