/** Judges a mutation run: what it must have reached, and what would make its score a lie. */
import { crashReason } from './mutant.ts'
import { scoreOf } from './mutant-score.ts'
import { fallen, moreIgnored, noSurvivors } from './mutation-baseline.ts'
import type { Mutant } from './mutant.ts'
import type { AcceptedSurvivor, Baseline } from './mutation-baseline.ts'
import type { Check } from './result.ts'

export type JudgedRun = {
  readonly complete: boolean
  /** Files of which only some mutants were tried: their scores cannot be held against a record. */
  readonly partial: readonly string[]
  readonly mutants: readonly Mutant[]
}

/** How many of what is wrong a message names. */
const namedMax = 5

/** Limits are in per cent. The three percentages are held apart: a run can reach one and miss another. */
export function judgeMutants(
  { complete, partial, mutants }: JudgedRun,
  { baseline, accepted }: { baseline: Baseline; accepted: readonly AcceptedSurvivor[] },
): readonly Check[] {
  const score = scoreOf(mutants)
  const whole = mutants.filter(({ file }) => !partial.includes(file))
  const crashed = mutants.filter(({ reason }) => reason?.startsWith(crashReason) === true)
  return [
    {
      name: 'the run was complete',
      verdict: complete ? 'pass' : 'unknown',
      ...(complete ? {} : { message: 'it was cut short: npx tsx mutation/run.ts' }),
    },
    scored(score.killed + score.survived + score.uncovered),
    limited('score', { measured: score.score, comparison: '>', limit: 80 }),
    limited('killed', { measured: score.killedPercent, comparison: '>', limit: 85 }),
    limited('survived', { measured: score.survivedPercent, comparison: '<', limit: 10 }),
    none('no test run crashed', crashed.map(named)),
    none('no timeout by the clock counts as a kill', mutants.filter(isUnprovenKill).map(named)),
    none('no more mutants are ignored than was recorded', moreIgnored(baseline, whole)),
    none('no file fell below its recorded score', fallen(baseline, whole)),
    none('each accepted survivor survives', noSurvivors(accepted, whole)),
  ]
}

function scored(measured: number): Check {
  const check = { name: 'mutants were scored', measured, limit: 0, comparison: '>' } as const
  return measured > 0
    ? { ...check, verdict: 'pass' }
    : { ...check, verdict: 'fail', message: 'nothing was scored: a score of nothing is none' }
}

function limited(
  name: string,
  given: { measured: number | null; comparison: '<' | '>'; limit: number },
): Check {
  const { measured, comparison, limit } = given
  if (measured === null) return { name, verdict: 'unknown', unit: '%', ...given }
  const holds = comparison === '>' ? measured > limit : measured < limit
  return { name, verdict: holds ? 'pass' : 'fail', unit: '%', ...given }
}

function none(name: string, wrong: readonly string[]): Check {
  const check = { name, measured: wrong.length, limit: 0, comparison: '==' } as const
  if (wrong.length === 0) return { ...check, verdict: 'pass' }
  const more = wrong.length > namedMax ? [`and ${wrong.length - namedMax} more`] : []
  return { ...check, verdict: 'fail', message: [...wrong.slice(0, namedMax), ...more].join(', ') }
}

/** A kill has a test that failed, or a count of hits that says so on every machine. */
function isUnprovenKill({ status, killedBy, reason }: Mutant): boolean {
  return status === 'killed' && killedBy === null && reason?.startsWith('Hit limit') !== true
}

function named({ id, file, line }: Mutant): string {
  return `${id} (${file}:${line})`
}
