/**
 * Results: what became of the mutants of the last run, file by file, the lowest score first.
 *
 * Usage: npx tsx mutation/results.ts [options]
 */
import { script } from '../lib/cli.ts'
import type { Options } from '../lib/flags.ts'

export const options = {} as const satisfies Options

await script(import.meta, options, async ({ flags, announce }) => {
  const { readRecord } = await import('../lib/mutation-record.ts')
  const { resultLines, scoreWords } = await import('../lib/mutant-words.ts')
  const { roundedScore, scoreOf } = await import('../lib/mutant-score.ts')
  const { mutants, scope, startedAt } = await readRecord()
  const score = scoreOf(mutants)
  if (!flags.json) announce(resultLines(mutants).join('\n'))
  return {
    checks: [{ name: 'done', verdict: 'pass', message: scoreWords(score) }],
    environment: { stack: null, mutated: scope, mutatedAt: startedAt },
    mutants,
    score: roundedScore(score),
  }
})
