/** How fast mutants are tried: against the clock, beside Stryker's own runner, and after a change of one line. */
import { readFile, symlink, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'

import { goal, short } from './bench-goal.ts'
import { runMutants } from './mutation-run.ts'
import { mutationScope } from './mutation-scope.ts'
import { nodeArguments, plainEnvironment, runProcess } from './process.ts'
import { runParity } from './run-parity.ts'
import { projectFolder } from './stryker-process.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { startWatchdog } from './watchdog.ts'
import type { Progress } from './progress.ts'
import type { Check, Findings } from './result.ts'

type Bench = { readonly signal: AbortSignal; readonly progress: Progress }

/** More than 1,000 mutants, and tests that are as many and as long as those of the other modules. */
const thousand =
  'lib/connect-config.ts,lib/connect-json.ts,lib/column-selection.ts,lib/row-merge.ts,lib/copy-binary.ts,lib/repair-order.ts,lib/table-selection.ts'

/** Few enough that a process for each test file and mutant comes to an end. */
const sample = 'lib/async-queue.ts,lib/closing-stack.ts,lib/row-merge.ts'

export async function benchMutation(bench: Bench): Promise<Findings> {
  const checks = [await ofThousand(bench), await besideStryker(bench), await afterOneLine(bench)]
  return { checks, environment: { stack: null } }
}

/** The start of Stryker and the run without mutants are in the time. */
async function ofThousand({ signal, progress }: Bench): Promise<Check> {
  const scope = await mutationScope({ mutate: thousand, since: null })
  const started = performance.now()
  const { mutants } = await runMutants({
    scope,
    skip: [],
    concurrency: availableParallelism(),
    timeoutFactor: 4,
    runner: 'in-process',
    signal,
    progress,
  })
  const seconds = (performance.now() - started) / 1000
  const tried = mutants.filter(({ status }) => status !== 'ignored' && status !== 'uncovered')
  return goal({
    name: '1,000 mutants',
    measured: tried.length < 1000 ? Number.NaN : short((seconds * 1000) / tried.length),
    comparison: '<=',
    limit: 300,
    unit: 's',
    message: `${tried.length} in ${short(seconds)} s`,
  })
}

async function besideStryker({ signal, progress }: Bench): Promise<Check> {
  const { ours, oracle, tried } = await runParity({
    mutate: sample,
    concurrency: availableParallelism(),
    signal,
    progress,
  })
  return goal({
    name: "mutants a second ÷ those of Stryker's tap runner",
    measured: short(ours / oracle),
    comparison: '>=',
    limit: 8,
    unit: '×',
    message: `${short(ours)} and ${short(oracle)} a second, ${tried} mutants; neither start is counted`,
  })
}

/** A clone with one line changed, and the script as somebody would run it. */
async function afterOneLine({ signal, progress }: Bench): Promise<Check> {
  progress('trying what changed since a commit')
  await using watchdog = await startWatchdog()
  await using folder = await makeTemporaryFolder('bench-mutation', { watchdog, user: null })
  const clone = join(folder.path, 'clone')
  const run = { env: plainEnvironment(), deadlineMs: 600_000, signal }
  const args = ['clone', '--quiet', '--shared', projectFolder, clone]
  await runProcess('git', { ...run, cwd: projectFolder, args })
  await symlink(join(projectFolder, 'node_modules'), join(clone, 'node_modules'))
  const changed = join(clone, 'lib/row-merge.ts')
  await writeFile(changed, `${await readFile(changed, 'utf8')}// A line more.\n`)
  const started = performance.now()
  const script = new URL('../mutation/run.ts', import.meta.url)
  const [tsx = '', loader = ''] = nodeArguments(script)
  const words = ['mutation/run.ts', '--since', 'HEAD', '--json']
  const printed = await runProcess(process.execPath, {
    ...run,
    cwd: clone,
    args: [tsx, loader, ...words],
  })
  const seconds = (performance.now() - started) / 1000
  const { mutants = [] } = JSON.parse(printed) as Findings
  return goal({
    name: 'what one line changed',
    measured: mutants.length === 0 ? Number.NaN : short(seconds),
    comparison: '<=',
    limit: 20,
    unit: 's',
    message: `${mutants.length} mutants`,
  })
}
