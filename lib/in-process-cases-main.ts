/** Runs test files of the current folder inside this process and prints their outcomes: node:test itself has a say in what a process may do. */
import { restoreGlobalState, takeGlobalState } from './in-process-globals.ts'
import { BlockedError, loadBundle, runFiles } from './in-process-run.ts'
import type { LoadedFile, TestOutcome } from './in-process-run.ts'

/** One run of one file. */
export type Case = {
  readonly path: string
  readonly only: readonly string[] | null
  readonly bail: boolean
  readonly blockedMaxMs: number
}

/** What became of its tests, or of the process that they blocked; and what was not as before when all had been put back. */
export type CaseOutcome = {
  readonly outcomes: readonly TestOutcome[] | 'blocked'
  readonly left: string | null
}

const cases = JSON.parse(process.argv[2] ?? '[]') as readonly Case[]
const found: CaseOutcome[] = []
for (const each of cases) found.push(await outcomeOf(each))
process.stdout.write(JSON.stringify(found))

async function outcomeOf(given: Case): Promise<CaseOutcome> {
  const file = loadBundle(given.path)
  const state = takeGlobalState()
  const before = traces()
  const outcomes = await run(file, given)
  restoreGlobalState(state, new Set())
  const after = traces()
  return { outcomes, left: after === before ? null : `${before} became ${after}` }
}

async function run(
  file: LoadedFile,
  { only, bail, blockedMaxMs }: Case,
): Promise<CaseOutcome['outcomes']> {
  try {
    return await runFiles([file], { only: only && new Set(only), bail, blockedMaxMs })
  } catch (error) {
    if (error instanceof BlockedError) return 'blocked'
    throw error
  }
}

/** What the cases change. */
function traces(): string {
  return JSON.stringify([
    Reflect.has(globalThis, 'left'),
    Reflect.has(Array.prototype, 'left'),
    process.env['LEFT'],
    process.env['PATH'],
    Math.max(1, 2),
    process.cwd(),
    process.listenerCount('SIGUSR2'),
    process.listenerCount('unhandledRejection'),
    String(setTimeout).length,
  ])
}
