/** A mutation run as a script does it: chooses, runs, keeps the record, and says what became of how many. */
import { runMutants } from './mutation-run.ts'
import { writeRecord } from './mutation-record.ts'
import { mutationScope } from './mutation-scope.ts'
import { roundedScore, scoreOf } from './mutant-score.ts'
import { scoreWords } from './mutant-words.ts'
import type { MutationSettings } from './mutation-run.ts'
import type { ScopeChoice } from './mutation-scope.ts'
import type { Check, Findings } from './result.ts'

/** The check passes where every mutant has a status, also where there is none: what that is worth the gate says. */
export async function mutationRun({
  mutate,
  since,
  ...settings
}: Omit<MutationSettings, 'scope' | 'runner'> & ScopeChoice): Promise<Findings> {
  const startedAt = new Date().toISOString()
  const scope = await mutationScope({ mutate, since })
  const found = await runMutants({ ...settings, scope, runner: 'in-process' })
  const { mutants, open, partial, sources } = found
  const complete = open === 0 && !settings.signal.aborted
  await writeRecord({ startedAt, complete, scope: scope.words, partial, sources, mutants })
  const score = scoreOf(mutants)
  const check: Check = {
    name: 'every mutant has a status',
    verdict: complete ? 'pass' : 'unknown',
    message: complete ? scoreWords(score) : `${open} have none; ${scoreWords(score)}`,
  }
  const environment = { stack: null, mutated: scope.words, modules: scope.files.length }
  return { checks: [check], environment, mutants, score: roundedScore(score) }
}
