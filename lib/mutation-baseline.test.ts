/** Records of mutants: what is written, and what falls below it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { fallen, moreIgnored, noSurvivors, recorded } from './mutation-baseline.ts'
import { parityDifferences } from './mutation-parity.ts'
import { resultLines, scoreWords, survivorLines } from './mutant-words.ts'
import { scoreOf } from './mutant-score.ts'
import type { Mutant, MutantStatus } from './mutant.ts'

function mutant(id: string, status: MutantStatus, more: Partial<Mutant> = {}): Mutant {
  return {
    id,
    file: 'lib/b.ts',
    line: 2,
    mutator: 'EqualityOperator',
    original: '<',
    replacement: '<=',
    from: 7,
    to: 8,
    status,
    killedBy: null,
    coveredBy: [],
    reason: null,
    ...more,
  }
}

const two = [mutant('a', 'killed'), mutant('b', 'killed'), mutant('c', 'survived')]
const run = [...two, mutant('d', 'ignored'), mutant('e', 'killed', { file: 'lib/a.ts' })]

test('recorded() rounds down, keeps the others, and has no file without a score', () => {
  const before = { 'lib/c.ts': { score: 50, ignored: 1 }, 'lib/b.ts': { score: 1, ignored: 9 } }
  const found = recorded(before, [...run, mutant('f', 'ignored', { file: 'lib/d.ts' })])
  assert.deepEqual(Object.entries(found), [
    ['lib/a.ts', { score: 100, ignored: 0 }],
    ['lib/b.ts', { score: 66.6, ignored: 1 }],
    ['lib/c.ts', { score: 50, ignored: 1 }],
  ])
})

test('fallen() and moreIgnored() name a file that is worse than its record, and no other', () => {
  const same = { 'lib/b.ts': { score: 66.6, ignored: 1 } }
  assert.deepEqual([fallen(same, run), moreIgnored(same, run)], [[], []])
  const better = { 'lib/b.ts': { score: 66.7, ignored: 0 } }
  assert.deepEqual(
    [fallen(better, run), moreIgnored(better, run)],
    [['lib/b.ts 66.6 % < 66.7 %'], ['lib/b.ts 1 > 0']],
  )
  assert.deepEqual([fallen({}, run), moreIgnored({}, run)], [[], []])
  assert.deepEqual(fallen(better, [mutant('d', 'ignored')]), [])
})

test('noSurvivors() tells what became of an accepted survivor', () => {
  const accepted = ['a', 'c', 'x'].map((id) => ({ id, file: 'lib/b.ts', mutant: '', reason: '' }))
  assert.deepEqual(noSurvivors(accepted, run), [
    'a in lib/b.ts is killed',
    'x in lib/b.ts is no mutant any more',
  ])
})

test('scoreWords() leaves out what did not occur, and says that nothing was scored', () => {
  assert.equal(scoreWords(scoreOf(run)), 'score 75.0 %: 3 killed, 1 survived, 1 ignored')
  assert.equal(scoreWords(scoreOf([mutant('a', 'ignored')])), 'nothing was scored, 1 ignored')
  assert.equal(scoreWords(scoreOf([])), 'nothing was scored')
})

test('resultLines() has the lowest score first, those without one after, and all at the end', () => {
  const lines = resultLines([...run, mutant('f', 'ignored', { file: 'lib/c.ts' })])
  assert.deepEqual(lines, [
    'file       score  killed  survived  timeout  suspicious  uncovered  ignored',
    'lib/b.ts  66.7 %       2         1        0           0          0        1',
    'lib/a.ts   100 %       1         0        0           0          0        0',
    'lib/c.ts       -       0         0        0           0          0        1',
    'all       75.0 %       3         1        0           0          0        2',
  ])
})

test('survivorLines() shows the change, why it was accepted, and which tests ran it', () => {
  const sources = { 'lib/b.ts': 'one\nif (a < b)\n' }
  const covering = ['1', '2', '3', '4', '5'].map((name) => `lib/b.test.ts::${name}`)
  const survivors = [
    mutant('c', 'survived', { from: 10, to: 11, coveredBy: covering }),
    mutant('d', 'uncovered', { from: 10, to: 11 }),
    mutant('e', 'survived', { from: 10, to: 11, coveredBy: covering.slice(0, 4) }),
  ]
  function reasonOf(id: string): string | undefined {
    return id === 'c' ? 'equal' : undefined
  }
  const diff = ['  - if (a < b)', '  + if (a <= b)']
  const four = covering.slice(0, 4).map((name) => `"${name.replace('::', ': ')}"`)
  assert.deepEqual(survivorLines(survivors, { sources, reasonOf }), [
    'c  lib/b.ts:2  EqualityOperator  survived',
    ...diff,
    '  accepted: equal',
    `  run by ${four.join(', ')} and 1 more`,
    '',
    'd  lib/b.ts:2  EqualityOperator  uncovered',
    ...diff,
    '  no test runs it',
    '',
    'e  lib/b.ts:2  EqualityOperator  survived',
    ...diff,
    `  run by ${four.join(', ')}`,
    '',
  ])
})

const where = '(lib/b.ts:2 EqualityOperator <='

test('parityDifferences(): a mutant is noticed or not, by whichever way', () => {
  const crash = 'the test run crashed: Tap process exited with code 3'
  const same: readonly (readonly [Mutant, Mutant])[] = [
    [mutant('a', 'killed'), mutant('a', 'timeout')],
    [mutant('b', 'survived'), mutant('b', 'uncovered')],
    [mutant('c', 'killed'), mutant('c', 'suspicious', { reason: crash })],
    [mutant('d', 'ignored'), mutant('d', 'ignored')],
  ]
  const [ours, oracle] = [same.map(([one]) => one), same.map(([, other]) => other)]
  assert.deepEqual(parityDifferences(ours, oracle), [])
})

test('parityDifferences() tells both verdicts, and mutants of one run alone', () => {
  const found = parityDifferences(
    [
      mutant('a', 'killed', { reason: 'because\nof it' }),
      mutant('b', 'survived'),
      mutant('c', 'suspicious'),
      mutant('d', 'ignored'),
      mutant('e', 'killed'),
      mutant('g', 'survived'),
    ],
    [
      mutant('a', 'survived'),
      mutant('b', 'suspicious', { reason: 'the test run crashed: exited with code 1' }),
      mutant('c', 'suspicious'),
      mutant('d', 'killed'),
      mutant('f', 'killed'),
      mutant('g', 'suspicious', { reason: 'the test run crashed: out of memory' }),
    ],
  )
  assert.deepEqual(
    found.map(({ id }) => id),
    ['a', 'b', 'c', 'd', 'e', 'g', 'f'],
  )
  assert.deepEqual(found[0], {
    id: 'a',
    ours: `killed ${where}, because)`,
    oracle: `survived ${where})`,
  })
  assert.deepEqual(found[4], { id: 'e', ours: `killed ${where})`, oracle: null })
  assert.deepEqual(found[6], { id: 'f', ours: null, oracle: `killed ${where})` })
})
