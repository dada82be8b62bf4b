/** When failures happened, in a few columns: nothing is lost where they become wider, and all lines are as long as the run. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { columnsMax, countAt, noColumns, sparkOf } from './failure-columns.js'
import { failureSection } from './html-failures.js'
import { textOf } from './html-tree.js'
import { sampleResult } from './sample-result.ts'
import type { Failure } from './result.ts'

function countedAt(seconds: readonly number[]) {
  return seconds.reduce(countAt, noColumns)
}

test('countAt() counts in the column of the second, late ones too, and widens columns that are full', () => {
  assert.deepEqual(countedAt([0.2, 2.9, 2.1, 0.9]), { step: 1, counts: [2, 0, 2] })
  assert.deepEqual(countedAt([0, 1, 23.9]).step, 1)
  assert.deepEqual(countedAt([0, 1, 2, 24]), {
    step: 2,
    counts: [2, 1, ...Array.from({ length: 10 }, () => 0), 1],
  })
  const day = countedAt([...Array.from({ length: 500 }, (_, index) => index * 173), 86_400, 3])
  assert.ok(day.counts.length <= columnsMax)
  assert.equal(
    day.counts.reduce((sum, each) => sum + each, 0),
    502,
  )
  // Before the measured time there is nothing.
  assert.deepEqual(countedAt([-0.1]), { step: 1, counts: [1] })
})

test('sparkOf() covers the whole run, the highest column is full and the lowest is seen', () => {
  assert.equal(sparkOf({ step: 1, counts: [8, 0, 1, 4] }, 6), '█·▁▄··')
  assert.equal(sparkOf(countedAt([0]), 24), `█${'·'.repeat(23)}`)
  assert.equal(sparkOf(countedAt([0, 0, 47]), 48), `█${'·'.repeat(22)}▄`)
  assert.equal(sparkOf(countedAt([599]), 600).length, 19)
  assert.equal(sparkOf(noColumns, 0), '')
})

test('failureSection() tells first and last in the seconds of the charts, with a line where they are known', async () => {
  const result = await sampleResult('fail')
  const [first] = result.failures ?? []
  assert.ok(first !== undefined)
  function textsOf(failure: Failure) {
    return failureSection({ ...result, failures: [failure] })
      .map(textOf)
      .join('')
  }
  assert.doesNotMatch(textsOf(first), /Over time/)
  const over = {
    from: 61.2,
    to: 75,
    step: 4,
    counts: [...Array.from({ length: 15 }, () => 0), 3, 1, 0, 9],
  }
  assert.match(textsOf({ ...first, over }), /Over time.*1:011:15·{15}▃▁·█·{4}$/)
})
