/** Policies of `--compare`: how each is written, and what is none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UsageError } from './errors.ts'
import { parsePolicy } from './policy.ts'

for (const name of ['exact', 'sql-equal', 'instant', 'json'] as const) {
  test(`parsePolicy() takes ${name}`, () => {
    assert.deepEqual(parsePolicy(name), { name })
  })
}

const tolerances: readonly (readonly [text: string, epsilon: number])[] = [
  ['epsilon(1e-9)', 1e-9],
  ['epsilon(1)', 1],
  ['Epsilon( 12.25 )', 12.25],
  ['epsilon(0.5E+10)', 5e9],
  ['epsilon(10e12)', 1e13],
]

for (const [text, epsilon] of tolerances) {
  test(`parsePolicy() takes ${text}`, () => {
    assert.deepEqual(parsePolicy(text), { name: 'epsilon', epsilon })
  })
}

const others = ['', 'Exact', 'exact ', 'epsilon', 'epsilon()', 'epsilon(0)', 'epsilon(0.0)']
const numbers = ['-1', '1e999', '.5', '1.', '1e', '1 2', '0x1'].map((each) => `epsilon(${each})`)
for (const text of [...others, ...numbers, 'xepsilon(1)', 'epsilon(1)x']) {
  test(`parsePolicy() refuses "${text}"`, () => {
    assert.throws(
      () => parsePolicy(text),
      new UsageError(
        `expected exact, sql-equal, instant, json or epsilon(N) with N above 0, found "${text}"`,
      ),
    )
  })
}
