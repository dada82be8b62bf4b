/** Runs the same mutants with our runner and with Stryker's own, and judges whether they agree. */
import { runMutants } from './mutation-run.ts'
import { parityDifferences } from './mutation-parity.ts'
import { mutationScope } from './mutation-scope.ts'
import { roundedScore, scoreOf } from './mutant-score.ts'
import type { Progress } from './progress.ts'
import type { Check, Findings } from './result.ts'

export type ParityRuns = {
  /** Mutants that were tried, a second, fixed start excluded. */
  readonly ours: number
  readonly oracle: number
  readonly tried: number
  readonly findings: Findings
}

/** Of a run that differs no more are named. */
const namedMax = 10

export async function mutationParity(given: {
  readonly mutate: string
  readonly concurrency: number
  readonly signal: AbortSignal
  readonly progress: Progress
}): Promise<Findings> {
  return (await runParity(given)).findings
}

/** Both runs, one after the other. */
export async function runParity({
  mutate,
  ...settings
}: Parameters<typeof mutationParity>[0]): Promise<ParityRuns> {
  const scope = await mutationScope({ mutate, since: null })
  const common = { ...settings, scope, skip: [], timeoutFactor: 4 }
  const ours = await runMutants({ ...common, runner: 'in-process' })
  const oracle = await runMutants({ ...common, runner: 'tap' })
  const complete = !settings.signal.aborted && ours.open + oracle.open === 0
  const tried = ours.mutants.filter(({ status }) => status !== 'ignored' && status !== 'uncovered')
  const differences = parityDifferences(ours.mutants, oracle.mutants)
  const [perSecond, oraclePerSecond] = [ours, oracle].map(
    ({ mutantsMs }) => (1000 * tried.length) / Math.max(1, mutantsMs),
  ) as [number, number]
  const faster = (perSecond / oraclePerSecond).toFixed(1)
  const checks: Check[] = [
    {
      name: 'both runners say the same',
      verdict:
        !complete || tried.length === 0 ? 'unknown' : differences.length === 0 ? 'pass' : 'fail',
      measured: differences.length,
      limit: 0,
      comparison: '==',
      message: [
        `${tried.length} mutants, ours tries ${perSecond.toFixed(1)} a second, Stryker's ${oraclePerSecond.toFixed(1)}: ${faster} times as many`,
        ...differences
          .slice(0, namedMax)
          .map((each) => `${each.id}: ours ${each.ours}, Stryker's ${each.oracle}`),
      ].join('; '),
    },
  ]
  const environment = { stack: null, mutated: scope.words }
  const score = roundedScore(scoreOf(ours.mutants))
  return {
    ours: perSecond,
    oracle: oraclePerSecond,
    tried: tried.length,
    findings: { checks, environment, mutants: ours.mutants, score },
  }
}
