/** Laws of what GitHub Actions is told. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { annotations, takeGithub } from '../lib/github.ts'
import { propertiesOf } from '../lib/property.ts'
import { sampleResult } from '../lib/sample-result.ts'
import type { Check } from '../lib/result.ts'

const property = propertiesOf(import.meta.url)

const check: fc.Arbitrary<Check> = fc.record(
  {
    name: texts(),
    verdict: fc.constantFrom('pass' as const, 'fail' as const, 'fail' as const, 'unknown' as const),
    message: fc.oneof(texts(), fc.constant('\n::warning::planted'), fc.constant('100 %\r')),
  },
  { noNullPrototype: true },
)

property(
  'annotations',
  'each failed check is one command of one line and at most ten are told, whatever they are called',
  {
    arbitrary: fc.oneof(
      fc.array(check, { maxLength: 6 }),
      fc.array(check, { minLength: 18, maxLength: 40 }),
    ),
    labels: {
      'more than ten fail': {
        percent: 10,
        is: (checks) => checks.filter(({ verdict }) => verdict === 'fail').length > 10,
      },
    },
    holds: async (checks) => {
      const failed = checks.filter(({ verdict }) => verdict === 'fail').length
      const lines = annotations({ ...(await sampleResult('pass')), script: 'load/spike', checks })
      assert.equal(lines.length, Math.min(failed, 10))
      for (const line of lines) {
        assert.match(line, /^::error title=load\/spike::[^\r\n]*$/)
        assert.doesNotMatch(line, /%(?!25|0[AD])/)
      }
    },
  },
)

property('environment', 'what is around is taken once, and nothing else of the environment', {
  arbitrary: fc.dictionary(
    fc.constantFrom('GITHUB_STEP_SUMMARY', 'GITHUB_ACTIONS', 'GITHUB_SHA', 'HOME'),
    fc.constantFrom('', 'true', '/a/file'),
    { noNullPrototype: true },
  ),
  holds: (given) => {
    const environment: NodeJS.ProcessEnv = { ...given }
    const { summary, annotates } = takeGithub(environment)
    assert.equal(summary, given['GITHUB_STEP_SUMMARY'] ?? '')
    assert.equal(annotates, given['GITHUB_ACTIONS'] === 'true')
    const kept = Object.entries(given).filter(
      ([name]) => name !== 'GITHUB_STEP_SUMMARY' && name !== 'GITHUB_ACTIONS',
    )
    assert.deepEqual(environment, Object.fromEntries(kept))
  },
})
