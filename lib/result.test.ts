/** The verdict of several verdicts, and the exit code that CI sees. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { exitCodeOf, otherSchema, worst } from './result.ts'
import type { Verdict } from './result.ts'

const stories: readonly (readonly [verdicts: readonly Verdict[], verdict: Verdict])[] = [
  [[], 'unknown'],
  [['pass'], 'pass'],
  [['pass', 'pass'], 'pass'],
  [['pass', 'unknown'], 'unknown'],
  [['unknown', 'pass'], 'unknown'],
  [['fail', 'unknown', 'pass'], 'fail'],
  [['pass', 'unknown', 'fail'], 'fail'],
  [['fail', 'pass'], 'fail'],
]

for (const [verdicts, verdict] of stories) {
  test(`worst() of ${verdicts.join(', ') || 'none'} is ${verdict}`, () => {
    assert.equal(worst(verdicts), verdict)
  })
}

test('exitCodeOf() is 0 only where all passed, and tells a failure from no verdict', () => {
  assert.deepEqual((['pass', 'fail', 'unknown'] as const).map(exitCodeOf), [0, 1, 3])
})

for (const [found, other] of [
  [{ schema: 'cdc-testbench/result/1' }, null],
  [{}, null],
  [null, null],
  ['text', null],
  [
    { schema: 'cdc-testbench/result/2' },
    'its format is "cdc-testbench/result/2", expected "cdc-testbench/result/1"',
  ],
  [{ schema: 7 }, 'its format is 7, expected "cdc-testbench/result/1"'],
] as const) {
  test(`otherSchema() of ${JSON.stringify(found)} is ${other}`, () => {
    assert.equal(otherSchema(found), other)
  })
}
