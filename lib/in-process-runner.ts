/** The test runner that Stryker drives: mutants are tried inside one process, and what survives there is tried again in a fresh one. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'

import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core'
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  determineHitLimitReached,
} from '@stryker-mutator/api/test-runner'

import { restoreGlobalState, takeGlobalState } from './in-process-globals.ts'
import { BlockedError, loadBundle, loadId, runFiles } from './in-process-run.ts'
import { inFreshProcess, timedOut } from './fresh-process.ts'
import { stopCounting, writeBundles } from './test-bundle.ts'
import type { GlobalState } from './in-process-globals.ts'
import type { LoadedFile, TestOutcome } from './in-process-run.ts'
import type { CoverageData, MutantCoverage } from '@stryker-mutator/api/core'
import type {
  CompleteDryRunResult,
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
} from '@stryker-mutator/api/test-runner'

const { NAMESPACE, ACTIVE_MUTANT_ENV_VARIABLE: activeMutantVariable } = INSTRUMENTER_CONSTANTS

/** What instrumented code reads and writes. */
type Switchboard = {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number | undefined
  hitLimit?: number | undefined
  mutantCoverage?: MutantCoverage | undefined
}

const kept: ReadonlySet<PropertyKey> = new Set([NAMESPACE])

/** Says that the bundles are there: all workers share one folder, and the first one makes them. */
const bundlesMade = '.bundles-made'

/** How long each test file took without a mutant, for the workers that did not see it. */
const durationsFile = '.durations.json'

/** Runs these test files of the current folder, which is Stryker's sandbox. */
export function inProcessRunner(testFiles: readonly string[]): TestRunner {
  let paths = testFiles
  const loaded = new Map<string, LoadedFile>()
  let state: GlobalState | null = null
  let runs = 0
  const board: Switchboard = ((globalThis as Record<string, unknown>)[NAMESPACE] ??= {})

  function restore(): void {
    if (state !== null) restoreGlobalState(state, kept)
  }

  async function init(): Promise<void> {
    if (!existsSync(bundlesMade)) {
      await writeBundles(process.cwd(), testFiles)
      writeFileSync(bundlesMade, '')
    }
  }

  /** A file is read when it is wanted first; what it takes from packages is there before the state is taken down. */
  function filesOf(wanted: readonly string[]): readonly LoadedFile[] {
    const missing = wanted.filter((path) => !loaded.has(path))
    for (const path of missing) loaded.set(path, loadBundle(path))
    if (missing.length > 0 || state === null) state = takeGlobalState()
    return wanted.flatMap((path) => loaded.get(path) ?? [])
  }

  async function dryRun(): Promise<DryRunResult> {
    Object.assign(board, idle())
    const outcomes = await runFiles(filesOf(paths), {
      only: null,
      bail: false,
      blockedMaxMs: 120_000,
      onTest: (id) => (board.currentTestId = id ?? undefined),
    })
    const covered = board.mutantCoverage ?? { static: {}, perTest: {} }
    Object.assign(board, idle())
    restore()
    await stopCounting(process.cwd(), paths)
    loaded.clear()
    writeFileSync(durationsFile, JSON.stringify(durationsOf(outcomes)))
    return dryRunOf(outcomes, covered)
  }

  async function mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    runs += 1
    if (runs === 1) paths = paths.toSorted(byDuration())
    const only = options.testFilter === undefined ? null : new Set(options.testFilter)
    const files = filesOf(ownFirst(wantedPaths(paths, only), options.activeMutant.fileName))
    const blockedMaxMs = Math.min(options.timeout * 0.6, blockedLimitMs(files))
    Object.assign(board, activeIn(options))
    process.env[activeMutantVariable] = options.activeMutant.id
    let outcomes: readonly TestOutcome[]
    try {
      outcomes = await runFiles(files, { only, bail: !options.disableBail, blockedMaxMs })
    } catch (error) {
      if (!(error instanceof BlockedError)) throw error
      return limitOf(board) ?? timedOut(error.message)
    } finally {
      const { hitCount, hitLimit } = board
      Object.assign(board, idle(), { hitCount, hitLimit })
      delete process.env[activeMutantVariable]
      restore()
    }
    const limit = limitOf(board)
    Object.assign(board, idle())
    if (limit !== null) return limit
    const failed = outcomes.find(({ outcome }) => outcome === 'failed')
    if (failed === undefined) return inFreshProcess(options, outcomes)
    const clean = await runFiles(files, { only: new Set([failed.id]), bail: true, blockedMaxMs })
    restore()
    if (clean.every(({ outcome }) => outcome !== 'failed')) return killedBy(failed, outcomes.length)
    // It fails without the mutant too. In a process that ran others, something of theirs was left: Stryker starts another one.
    if (runs > 1) throw new Error(`the process is spoilt: ${failed.id} fails without a mutant`)
    return inFreshProcess(options, outcomes)
  }

  return { capabilities: () => ({ reloadEnvironment: true }), init, dryRun, mutantRun }
}

function activeIn(options: MutantRunOptions): Switchboard {
  return {
    ...idle(),
    activeMutant: internalized(options.activeMutant.id),
    hitLimit: hitLimitOf(options),
    hitCount: options.hitLimit && 0,
  }
}

/** As V8 keeps literals: two of them that differ are told apart without a look at their letters. */
function internalized(text: string): string {
  return Object.keys({ [text]: true })[0] ?? text
}

/**
 * Stryker's limit is a hundred times what all tests of the mutant hit: where they hit it a million times, an endless loop would
 * turn for a minute before that.
 */
function hitLimitOf({ hitLimit }: MutantRunOptions): number | undefined {
  return hitLimit === undefined
    ? undefined
    : Math.max(Math.min(hitLimit, quickHits), Math.ceil(hitLimit / 25))
}

const quickHits = 1_000_000

/** No test is blocked ten times as long as all of its file took without a mutant. */
function blockedLimitMs(files: readonly LoadedFile[]): number {
  const durations = knownDurations()
  return Math.max(5000, ...files.map(({ path }) => 10 * (durations[path] ?? 0)))
}

function knownDurations(): Record<string, number> {
  return JSON.parse(readFileSync(durationsFile, 'utf8')) as Record<string, number>
}

function durationsOf(outcomes: readonly TestOutcome[]): Record<string, number> {
  const durations: Record<string, number> = {}
  for (const { file, durationMs } of outcomes) {
    durations[file] = (durations[file] ?? 0) + durationMs
  }
  return durations
}

/** A mutant that a quick test kills never sees a slow one. */
function byDuration(): (one: string, other: string) => number {
  const durations = knownDurations()
  return (one, other) => (durations[one] ?? 0) - (durations[other] ?? 0)
}

/** The test beside a module kills most of its mutants. */
function ownFirst(paths: readonly string[], mutated: string): readonly string[] {
  const stem = basename(mutated).replace(/\.[jt]s$/, '')
  function isOwn(path: string): boolean {
    return basename(path) === `${stem}.test.ts`
  }
  return [...paths.filter(isOwn), ...paths.filter((path) => !isOwn(path))]
}

/** The files of the tests that are asked for. */
function wantedPaths(
  paths: readonly string[],
  only: ReadonlySet<string> | null,
): readonly string[] {
  if (only === null) return paths
  const wanted = new Set([...only].map((id) => id.slice(0, id.indexOf('::'))))
  return paths.filter((path) => wanted.has(path))
}

function idle(): Switchboard {
  return {
    activeMutant: undefined,
    currentTestId: undefined,
    hitCount: undefined,
    hitLimit: undefined,
    mutantCoverage: undefined,
  }
}

function dryRunOf(outcomes: readonly TestOutcome[], covered: MutantCoverage): DryRunResult {
  // What runs when a file is loaded is covered by each of its tests: a mutant there is active from the start.
  const perTest = Object.fromEntries(
    outcomes.map(({ id, file }) => [
      id,
      sum(covered.perTest[id] ?? {}, covered.perTest[loadId(file)] ?? {}),
    ]),
  )
  const result: CompleteDryRunResult = {
    status: DryRunStatus.Complete,
    tests: outcomes.map(asTestResult),
    mutantCoverage: { static: covered.static, perTest },
  }
  return result
}

function sum(one: CoverageData, other: CoverageData): CoverageData {
  const total: Record<string, number> = { ...one }
  for (const [id, hits] of Object.entries(other)) total[id] = (total[id] ?? 0) + hits
  return total
}

function asTestResult({ id, name, file, outcome, message, durationMs }: TestOutcome): TestResult {
  const common = { id, name, fileName: file, timeSpentMs: Math.round(durationMs) }
  if (outcome === 'passed') return { ...common, status: TestStatus.Success }
  if (outcome === 'skipped') return { ...common, status: TestStatus.Skipped }
  return { ...common, status: TestStatus.Failed, failureMessage: message }
}

function limitOf({ hitCount, hitLimit }: Switchboard): MutantRunResult | null {
  const reached = determineHitLimitReached(hitCount, hitLimit)
  return reached === undefined ? null : timedOut(reached.reason ?? '')
}

function killedBy({ id, message }: TestOutcome, nrOfTests: number): MutantRunResult {
  return { status: MutantRunStatus.Killed, killedBy: [id], failureMessage: message, nrOfTests }
}
