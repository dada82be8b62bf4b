/** The JSON Schema of the Result: it takes what scripts write, and refuses what they never would. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { resultProblems, strictResultProblems } from './result-schema.ts'
import { sampleNames, sampleResult } from './sample-result.ts'

for (const name of sampleNames) {
  test(`the sample ${name} is a Result`, async () => {
    assert.deepEqual(strictResultProblems(await sampleResult(name)), [])
  })
}

const sample = await sampleResult('fail')

const wrong: readonly (readonly [story: string, changed: unknown, told: RegExp])[] = [
  ['no object', [], /^#: Instance type "array" is invalid/],
  ['a verdict of another word', { ...sample, verdict: 'ok' }, /#\/verdict: .*"pass"/],
  ['no checks', { ...sample, checks: undefined }, /required property "checks"/],
  [
    'a check without a verdict',
    { ...sample, checks: [{ name: 'x' }] },
    /#\/checks\/0: .*required property "verdict"/,
  ],
  ['a count of a half', { ...sample, seed: 0.5 }, /#\/seed: /],
  [
    'no percentile where there was one',
    { ...sample, totals: { ...sample.totals, responseTimeMs: {} } },
    /#\/totals\/responseTimeMs: .*"min"/,
  ],
]

for (const [story, changed, told] of wrong) {
  test(`${story} is no Result, and the place is named`, () => {
    const plain: unknown = JSON.parse(JSON.stringify(changed))
    assert.match(resultProblems(plain).join('\n'), told)
  })
}

test('a reader takes a key that a newer bench has added, a test of ours does not', () => {
  const newer = { ...sample, totals: { ...sample.totals, novelty: 1 } }
  assert.deepEqual(resultProblems(newer), [])
  assert.match(strictResultProblems(newer).join('\n'), /novelty/)
})
