/** The gate passes a run that is good, and fails each that is not, for the reason that it has. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { judgeMutants } from './mutation-gate.ts'
import type { Mutant, MutantStatus } from './mutant.ts'

function mutant(status: MutantStatus, more: Partial<Mutant> = {}): Mutant {
  return {
    id: 'aaaaaaaaaa',
    file: 'lib/quote.ts',
    line: 12,
    mutator: 'EqualityOperator',
    original: 'a < b',
    replacement: 'a <= b',
    from: 100,
    to: 105,
    status,
    killedBy: status === 'killed' ? 'lib/quote.test.ts::one' : null,
    coveredBy: [],
    reason: null,
    ...more,
  }
}

function many(counts: Partial<Record<MutantStatus, number>>): Mutant[] {
  return Object.entries(counts).flatMap(([status, count]) =>
    Array.from({ length: count }, () => mutant(status as MutantStatus)),
  )
}

const good = many({ killed: 95, survived: 5, ignored: 3 })
const asRecorded = { 'lib/quote.ts': { score: 95, ignored: 3 } }

function failing(
  mutants: readonly Mutant[],
  {
    baseline = asRecorded,
    partial = [],
    accepted = [],
  }: Partial<Parameters<typeof judgeMutants>[1] & { partial: readonly string[] }> = {},
): readonly string[] {
  const checks = judgeMutants({ complete: true, partial, mutants }, { baseline, accepted })
  return checks.filter(({ verdict }) => verdict !== 'pass').map(({ name }) => name)
}

test('a good run passes every check', () => {
  assert.deepEqual(failing(good), [])
})

const stories: readonly (readonly [story: string, mutants: Mutant[], failed: string[]])[] = [
  [
    'nothing was scored',
    many({ ignored: 3, timeout: 1 }),
    ['mutants were scored', 'score', 'killed'],
  ],
  ['no mutant at all', [], ['mutants were scored', 'score', 'killed', 'survived']],
  [
    'a score of exactly the limit',
    many({ killed: 80, survived: 20 }),
    ['score', 'killed', 'survived'],
  ],
  ['exactly 85 % killed', many({ killed: 85, survived: 9, timeout: 6 }), ['killed']],
  ['exactly 10 % survived', many({ killed: 90, survived: 9, uncovered: 1 }), ['survived']],
  [
    'a test run that crashed',
    [...good, mutant('suspicious', { reason: 'the test run crashed: exit 77' })],
    ['no test run crashed'],
  ],
  [
    'a kill without a test or a count of hits',
    [...good, mutant('killed', { killedBy: null, reason: 'by the clock: late' })],
    ['no timeout by the clock counts as a kill'],
  ],
  [
    'one more ignored',
    [...good, mutant('ignored')],
    ['no more mutants are ignored than was recorded'],
  ],
  [
    'a file below its record',
    many({ killed: 94, survived: 6, ignored: 3 }),
    ['no file fell below its recorded score'],
  ],
]

for (const [story, mutants, failed] of stories) {
  test(`the gate fails: ${story}`, () => {
    const baseline = story.includes('record') || story.includes('ignored') ? asRecorded : {}
    assert.deepEqual(failing(mutants, { baseline }), failed)
  })
}

test('a kill by hit limit needs no test that failed', () => {
  const byHits = mutant('killed', { killedBy: null, reason: 'Hit limit reached (501/500)' })
  assert.deepEqual(failing([...good, byHits]), [])
})

test('a verdict that changed is no crash, and no kill', () => {
  assert.deepEqual(failing([...good, mutant('suspicious', { reason: 'failed once' })]), [])
})

test('a file of which only some mutants were tried is held against no record', () => {
  const mutants = [...many({ killed: 94, survived: 6 }), ...many({ ignored: 9 })]
  assert.deepEqual(failing(mutants, { partial: ['lib/quote.ts'] }), [])
})

test('an accepted survivor must survive, unless its file is not in the run', () => {
  const entry = { id: 'bbbbbbbbbb', mutant: 'a < b → a <= b', reason: 'equal' }
  const accepted = [{ ...entry, file: 'lib/quote.ts' }]
  const name = ['each accepted survivor survives']
  assert.deepEqual(failing(good, { accepted }), name)
  assert.deepEqual(failing([...good, mutant('killed', { id: entry.id })], { accepted }), name)
  assert.deepEqual(
    failing([...good, mutant('survived', { id: entry.id })], { accepted, baseline: {} }),
    [],
  )
  assert.deepEqual(
    failing([...good, mutant('uncovered', { id: entry.id })], { accepted, baseline: {} }),
    [],
  )
  assert.deepEqual(failing(good, { accepted: [{ ...entry, file: 'lib/units.ts' }] }), [])
})

test('a run that was cut short has no verdict', () => {
  const checks = judgeMutants(
    { complete: false, partial: [], mutants: good },
    { baseline: {}, accepted: [] },
  )
  assert.deepEqual(checks[0], {
    name: 'the run was complete',
    verdict: 'unknown',
    message: 'it was cut short: npx tsx mutation/run.ts',
  })
})

test('a check says what it measured, its limit, and names the first of what is wrong', () => {
  const crashed = Array.from({ length: 7 }, (_, index) =>
    mutant('suspicious', { id: `c${index}`, reason: 'the test run crashed: x' }),
  )
  const checks = judgeMutants(
    { complete: true, partial: [], mutants: [...many({ killed: 3, survived: 1 }), ...crashed] },
    { baseline: {}, accepted: [] },
  )
  assert.deepEqual(checks.slice(1, 6), [
    { name: 'mutants were scored', measured: 4, limit: 0, comparison: '>', verdict: 'pass' },
    { name: 'score', verdict: 'fail', unit: '%', measured: 75, comparison: '>', limit: 80 },
    {
      name: 'killed',
      verdict: 'fail',
      unit: '%',
      measured: 300 / 11,
      comparison: '>',
      limit: 85,
    },
    {
      name: 'survived',
      verdict: 'pass',
      unit: '%',
      measured: 100 / 11,
      comparison: '<',
      limit: 10,
    },
    {
      name: 'no test run crashed',
      measured: 7,
      limit: 0,
      comparison: '==',
      verdict: 'fail',
      message:
        'c0 (lib/quote.ts:12), c1 (lib/quote.ts:12), c2 (lib/quote.ts:12), c3 (lib/quote.ts:12), c4 (lib/quote.ts:12), and 2 more',
    },
  ])
})

test('nothing scored fails, and what cannot be measured then is unknown', () => {
  const [, scored, score] = judgeMutants(
    { complete: true, partial: [], mutants: many({ ignored: 1 }) },
    { baseline: {}, accepted: [] },
  )
  assert.deepEqual(scored, {
    name: 'mutants were scored',
    measured: 0,
    limit: 0,
    comparison: '>',
    verdict: 'fail',
    message: 'nothing was scored: a score of nothing is none',
  })
  assert.deepEqual(score, {
    name: 'score',
    measured: null,
    limit: 80,
    comparison: '>',
    unit: '%',
    verdict: 'unknown',
  })
})

test('one mutant that no test runs is scored', () => {
  assert.deepEqual(failing(many({ uncovered: 1 }), { baseline: {} }), [
    'score',
    'killed',
    'survived',
  ])
})

test('a kill that says nothing at all is no kill, and five of what is wrong are all named', () => {
  const unproven = Array.from({ length: 5 }, () => mutant('killed', { killedBy: null }))
  const checks = judgeMutants(
    { complete: true, partial: [], mutants: [...good, ...unproven] },
    { baseline: {}, accepted: [] },
  )
  const told = checks.find(({ name }) => name === 'no timeout by the clock counts as a kill')
  assert.equal(
    told?.message,
    Array.from({ length: 5 }, () => 'aaaaaaaaaa (lib/quote.ts:12)').join(', '),
  )
})
