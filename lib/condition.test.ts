/** Conditions stay inside their brackets: what would end elsewhere is told, and nothing else; condition-sql.test.ts asks PostgreSQL. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseCondition } from './condition.ts'
import { UsageError } from './errors.ts'
import { soundConditions, unsoundConditions } from './scratch-conditions.ts'

for (const condition of soundConditions) {
  test(`parseCondition() takes ${JSON.stringify(condition)}`, () => {
    assert.equal(parseCondition(condition), condition)
  })
}

for (const [condition, does, found] of unsoundConditions) {
  test(`parseCondition() refuses ${JSON.stringify(condition)}, which ${does}`, () => {
    assert.throws(
      () => parseCondition(condition),
      new UsageError(`expected one condition in SQL, found ${found}`),
    )
  })
}

test('parseCondition() refuses an empty one', () => {
  for (const text of ['', ' \n']) {
    assert.throws(() => parseCondition(text), new UsageError('expected a condition in SQL'))
  }
})
