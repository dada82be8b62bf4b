/** Whether the rule of baselines holds for real runs: none alarms on the same server, and one slower by a fifth is not taken for noise. */
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
const delayMs = 10
const slowerMs = 12

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
    run.progress('a server that is slower by a fifth')
    await target.slow(slowerMs)
    const slower = await held({ target, file, run, saves: false })
    const checks = [alarms(same.slice(baselineRunsMin)), noticed(slower)]
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
  const load = ['--connect', target.url, '--users', '20', '--spawn-rate', '1000', '--run-time']
  const args = [...load, '3s', '--threshold', 'p99<60s', '--threshold', 'p95<60s']
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

/** A false alarm is what makes people turn a gate off. */
function alarms(same: readonly BaselineResult[]): Check {
  const told = same.map(({ verdict }) => verdict)
  return goal({
    name: `alarms in ${gates} runs on the same server`,
    measured: told.filter((each) => each === 'regressed' || each === 'one-sided').length,
    comparison: '<=',
    limit: 0,
    unit: 'runs',
    message: counted(told),
  })
}

/** What lies under the noise must be called that, and never a pass. */
function noticed({ metrics }: BaselineResult): Check {
  const told = metrics.filter(({ metric }) => metric === 'p50' || metric === 'p95')
  const missed = told.filter(({ verdict }) => verdict === 'within noise' || verdict === 'improved')
  return goal({
    name: `a server slower by ${Math.round((slowerMs / delayMs - 1) * 100)} % that is taken for noise`,
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
