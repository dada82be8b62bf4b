/** The clock that the threads of a process share. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { sharedNow } from './load-messages.ts'

test('sharedNow() is the monotonic clock in ms', () => {
  const before = process.hrtime.bigint()
  const ms = sharedNow()
  const after = process.hrtime.bigint()
  // A double holds the nanoseconds of some months: a microsecond is more than it rounds by.
  assert.ok(ms * 1e6 >= Number(before) - 1000 && ms * 1e6 <= Number(after) + 1000, String(ms))
})
