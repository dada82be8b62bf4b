/** Goals of a bench, at their limits. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { goal, short } from './bench-goal.ts'
import type { Goal } from './bench-goal.ts'

const base = { name: 'rows', limit: 10, unit: '1/s', message: 'as fast as that' }

const verdicts: readonly (readonly [Goal['comparison'], readonly string[]])[] = [
  ['<', ['pass', 'fail', 'fail']],
  ['<=', ['pass', 'pass', 'fail']],
  ['>=', ['fail', 'pass', 'pass']],
]

for (const [comparison, expected] of verdicts) {
  test(`goal() of ${comparison} 10 says of 9, 10 and 11: ${expected.join(', ')}`, () => {
    const checks = [9, 10, 11].map((measured) => goal({ ...base, comparison, measured }))
    assert.deepEqual(
      checks,
      [9, 10, 11].map((measured, index) => ({
        ...base,
        comparison,
        measured,
        verdict: expected[index],
      })),
    )
  })

  test(`goal() of ${comparison} 10 is unknown where there is no figure`, () => {
    for (const measured of [Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.deepEqual(goal({ ...base, comparison, measured }), {
        ...base,
        comparison,
        measured: null,
        verdict: 'unknown',
      })
    }
  })
}

test('short() keeps three digits', () => {
  assert.deepEqual([1234, 12.345, 0.0012345, 7].map(short), [1230, 12.3, 0.00123, 7])
})
