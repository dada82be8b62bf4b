/** The score of mutants: what stands above and below each line, and nothing where nothing was measured. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { byFile, roundedScore, scoreOf } from './mutant-score.ts'
import type { MutantStatus } from './mutant.ts'

function mutants(counts: Partial<Record<MutantStatus, number>>): { status: MutantStatus }[] {
  return Object.entries(counts).flatMap(([status, count]) =>
    Array.from({ length: count }, () => ({ status: status as MutantStatus })),
  )
}

test('a timeout and a suspicious verdict stand beside, below the lines of killed and survived', () => {
  const score = scoreOf(mutants({ killed: 45, survived: 3, timeout: 1, ignored: 7 }))
  assert.deepEqual(roundedScore(score), {
    score: 93.8,
    killedPercent: 91.8,
    survivedPercent: 6.1,
    killed: 45,
    survived: 3,
    timeout: 1,
    suspicious: 0,
    uncovered: 0,
    ignored: 7,
  })
  assert.equal(scoreOf(mutants({ killed: 1, suspicious: 1 })).killedPercent, 50)
})

test('what no test covers counts as missed', () => {
  const score = scoreOf(mutants({ killed: 2, survived: 1, uncovered: 1 }))
  assert.deepEqual([score.score, score.killedPercent, score.survivedPercent], [50, 50, 50])
})

test('nothing scored is no score, and not 0 or 100', () => {
  const none = roundedScore(scoreOf(mutants({ ignored: 2 })))
  assert.deepEqual([none.score, none.killedPercent, none.survivedPercent], [null, null, null])
  const late = scoreOf(mutants({ timeout: 2 }))
  assert.deepEqual([late.score, late.killedPercent, late.survivedPercent], [null, 0, 0])
})

test('byFile() keeps each file together, files by name', () => {
  const files = ['lib/b.ts', 'lib/a.ts', 'lib/b.ts'].map((file, index) => ({ file, index }))
  assert.deepEqual(byFile(files), [
    ['lib/a.ts', [{ file: 'lib/a.ts', index: 1 }]],
    [
      'lib/b.ts',
      [
        { file: 'lib/b.ts', index: 0 },
        { file: 'lib/b.ts', index: 2 },
      ],
    ],
  ])
})
