/** Whether the rule of baselines holds for real runs: none alarms on the same server, and one that is slower is not taken for noise. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { baselineRunsMin } from './baseline.ts'
import { goal } from './bench-goal.ts'
import { startBenchTarget } from './bench-process.ts'
import { runPart } from './run-part.ts'
import type { BaselineVerdict } from './baseline.ts'
import type { BaselineResult } from './baseline-result.ts'
import type { BenchRun } from './bench-load.ts'
import type { BenchTarget } from './bench-process.ts'
import type { Check, Findings } from './result.ts'

const gates = 20
const delayMs = 40
/** Of the whole response time, which is more than the delay. */
const slower = 0.25

/** As a user makes them: 10 runs are saved, 20 are held against them, then the server is slower. About 4 minutes. */
export async function benchBaseline(run: BenchRun): Promise<Findings> {
  await using target = await startBenchTarget(run.signal)
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-baseline-'))
  const file = join(folder, 'baseline.json')
  try {
    await target.slow(delayMs)
    const same: BaselineResult[] = []
    for (let nth = 1; nth <= baselineRunsMin + gates; nth += 1) {
      run.progress(`the same server, run ${nth} of ${baselineRunsMin + gates}`)
      same.push(await held({ target, file, run, saves: true }))
    }
    run.progress('a server that is slower')
    const usual = same.at(-1)?.metrics.find(({ metric }) => metric === 'p50')?.median ?? delayMs
    await target.slow(delayMs + slower * usual)
    const slowed = await held({ target, file, run, saves: false })
    const checks = [alarms(same.slice(baselineRunsMin)), noticed(slowed)]
    return { checks, environment: { stack: 'a plain server of its own' } }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** One run of the script, and three more where it asks for them. */
async function held(given: {
  readonly target: BenchTarget
  readonly file: string
  readonly run: BenchRun
  readonly saves: boolean
}): Promise<BaselineResult> {
  const { target, file, run, saves } = given
  // A p99 of fewer than a thousand says what ten requests did.
  const load = ['--connect', target.url, '--arrival-rate', '300', '--run-time', '4s']
  const args = [...load, '--threshold', 'p99<60s', '--threshold', 'p95<60s']
  const baseline = ['--baseline', file, ...(saves ? ['--save-baseline', file] : [])]
  const end = await runPart(
    { name: 'load', script: 'load/light', args: [...args, ...baseline], environment: {} },
    { ...run, reports: [] },
  )
  if ('ended' in end) throw new Error(`Cannot bench a baseline: ${end.ended}`)
  const { baseline: result, verdict, checks } = end.result
  if (result !== undefined) return result
  const why = checks.find((check) => check.verdict === verdict)?.message ?? ''
  throw new Error(`Cannot bench a baseline on a machine this busy: the run is ${verdict}, ${why}`)
}

/** A false alarm is what makes people turn a gate off. The rule has one or two in a hundred gates: one in twenty is chance, two are not. */
function alarms(same: readonly BaselineResult[]): Check {
  const told = same.map(({ verdict }) => verdict)
  const wrong = same
    .flatMap(({ metrics }) => metrics)
    .filter(({ verdict }) => verdict === 'regressed' || verdict === 'one-sided')
  return goal({
    name: `alarms in ${gates} runs on the same server`,
    measured: told.filter((each) => each === 'regressed' || each === 'one-sided').length,
    comparison: '<=',
    limit: 1,
    unit: 'runs',
    message: [counted(told), ...wrong.map(({ metric }) => `false of ${metric}`)].join('; '),
  })
}

/** What lies under the noise must be called that, and never a pass. */
function noticed({ metrics }: BaselineResult): Check {
  const told = metrics.filter(({ metric }) => metric === 'p50' || metric === 'p95')
  const missed = told.filter(({ verdict }) => verdict === 'within noise' || verdict === 'improved')
  return goal({
    name: `a server slower by ${slower * 100} % that is taken for noise`,
    measured: told.length === 0 ? Number.NaN : missed.length,
    comparison: '<=',
    limit: 0,
    unit: 'percentiles',
    message: told.map(({ metric, verdict }) => `${metric} ${verdict}`).join(', '),
  })
}

function counted(verdicts: readonly BaselineVerdict[]): string {
  const words = [...new Set(verdicts)]
  return words
    .map((word) => `${verdicts.filter((each) => each === word).length} ${word}`)
    .join(', ')
}
