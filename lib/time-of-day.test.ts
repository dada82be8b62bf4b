/** The time of day of a second of a run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { timeOfDay } from './time-of-day.js'

test('timeOfDay() is UTC, over midnight, and where clocks of others are put forward or back', () => {
  for (const [began, seconds, told] of [
    ['2026-11-24T18:27:22.900Z', 0.2, '18:27:23'],
    ['2026-12-31T23:59:58Z', 2, '00:00:00'],
    ['2026-12-31T23:59:58Z', 86_402, '00:00:00'],
    ['2026-03-29T00:59:59Z', 1, '01:00:00'],
    ['2026-10-25T00:59:59Z', 3601, '02:00:00'],
  ] as const) {
    assert.equal(timeOfDay(Date.parse(began), seconds), told, began)
  }
  assert.equal(timeOfDay(Number.NaN, 1), '-')
})
