/** What Stryker says becomes a status, and only what was decided counts. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { verdictOf } from './mutant-verdict.ts'
import type { FoundMutant } from './mutant.ts'

const mutant: FoundMutant = {
  id: 'aaaaaaaaaa',
  file: 'lib/quote.ts',
  line: 12,
  mutator: 'EqualityOperator',
  original: 'a < b',
  replacement: 'a <= b',
  from: 100,
  to: 105,
}

const tests = ['lib/quote.test.ts::one', 'lib/quote.test.ts::two']

const stories: readonly (readonly [
  status: string,
  reason: string | null,
  told: readonly [status: string, killedBy: string | null, reason: string | null] | null,
])[] = [
  ['Killed', 'expected 1', ['killed', tests[1] ?? '', 'expected 1']],
  ['Survived', null, ['survived', null, null]],
  ['NoCoverage', null, ['uncovered', null, null]],
  ['Timeout', 'Hit limit reached (501/500)', ['killed', null, 'Hit limit reached (501/500)']],
  ['Timeout', 'blocked for 3000 ms', ['timeout', null, 'by the clock: blocked for 3000 ms']],
  ['Timeout', null, ['timeout', null, 'by the clock: no end in time']],
  ['Timeout', 'No Hit limit reached', ['timeout', null, 'by the clock: No Hit limit reached']],
  [
    'Ignored',
    'Ignored because of excluded mutation "MessageText"',
    ['ignored', null, 'words for people, SQL or HTML'],
  ],
  ['Ignored', 'skipped by --skip-mutants', ['ignored', null, 'skipped by --skip-mutants']],
  [
    'Ignored',
    'not Ignored because of excluded mutation',
    ['ignored', null, 'not Ignored because of excluded mutation'],
  ],
  ['Ignored', null, ['ignored', null, 'ignored']],
  ['RuntimeError', 'exit 77', ['suspicious', null, 'the test run crashed: exit 77']],
  ['CompileError', null, ['suspicious', null, 'the test run crashed: ']],
  ['RuntimeError', 'suspicious: failed once', ['suspicious', null, 'failed once']],
  ['RuntimeError', 'Error: suspicious: failed once', ['suspicious', null, 'failed once']],
  ['Pending', null, null],
]

for (const [status, statusReason, told] of stories) {
  test(`Stryker's ${status} (${statusReason ?? 'no reason'}) is ${told?.[0] ?? 'no verdict'}`, () => {
    const killedBy = status === 'Killed' ? tests.slice(1) : []
    const tested = {
      kind: 'tested',
      id: mutant.id,
      status,
      statusReason,
      killedBy,
      coveredBy: tests,
    } as const
    const expected =
      told === null
        ? null
        : { ...mutant, coveredBy: tests, status: told[0], killedBy: told[1], reason: told[2] }
    assert.deepEqual(verdictOf(mutant, tested), expected)
  })
}

test('a kill that names no test has none', () => {
  const tested = {
    kind: 'tested',
    id: mutant.id,
    status: 'Killed',
    statusReason: null,
    killedBy: [],
    coveredBy: [],
  } as const
  assert.equal(verdictOf(mutant, tested)?.killedBy, null)
})
