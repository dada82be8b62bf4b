/** A baseline on the disk: read before a run, and given one run more at its end, however many runs end at once. */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { openAtomicFile } from './atomic-file.ts'
import { parseBaseline, readRuns } from './baseline-parse.ts'
import { appendRun, emptyBaseline } from './baseline-runs.ts'
import { UsageError, messageOf } from './errors.ts'
import { lockFile } from './file-lock.ts'
import { jsonText } from './report-json.ts'
import type { ReadRuns } from './baseline-parse.ts'
import type { Baseline, BaselineRun } from './baseline-runs.ts'

/** Another run that ends now writes for some milliseconds. */
const lockMaxMs = 10_000

export type BaselinePaths = {
  readonly baseline: string | undefined
  readonly 'save-baseline': string | undefined
}

/** What is wrong with the files of `--baseline` and `--save-baseline`, one line an error: known before anything is started. */
export function baselineProblems({ baseline, 'save-baseline': save }: BaselinePaths): string[] {
  const problems: string[] = []
  function attempt(flag: string, path: string | undefined, check: (path: string) => unknown): void {
    try {
      if (path !== undefined) check(path)
    } catch (error) {
      problems.push(`Cannot use --${flag} "${path}": ${messageOf(error)}`)
    }
  }
  attempt('baseline', baseline, () => readHeld({ baseline, 'save-baseline': save }))
  attempt('save-baseline', save, (path) => {
    readBaseline(path, { missing: true })
    refuseUnwritable(path)
  })
  return problems
}

function refuseUnwritable(path: string): void {
  const folder = dirname(path)
  if (!existsSync(folder)) throw new UsageError(`there is no folder "${folder}"`)
  accessSync(folder, constants.W_OK)
}

/**
 * The earlier runs that a run is held against: a file that is not there yet is an empty one where the run is saved to it.
 * @throws UsageError where it cannot be read or is no baseline
 */
export function readHeld({ baseline, 'save-baseline': save }: BaselinePaths): Baseline {
  if (baseline === undefined) return emptyBaseline
  const missing = save !== undefined && resolve(save) === resolve(baseline)
  return readBaseline(baseline, { missing })
}

/**
 * What the file holds; where it may be missing and is, nothing.
 * @throws UsageError where it cannot be read or is no baseline
 */
export function readBaseline(path: string, { missing }: { readonly missing: boolean }): Baseline {
  if (missing && !existsSync(path)) return emptyBaseline
  return parseBaseline(textOf(path))
}

/**
 * A baseline, or one Result, as `scripts/compare.ts` takes them.
 * @throws UsageError where the file cannot be read or is neither
 */
export function readRunsFile(path: string): ReadRuns {
  try {
    return readRuns(textOf(path))
  } catch (error) {
    throw new UsageError(`Cannot compare "${path}": ${messageOf(error)}`)
  }
}

function textOf(path: string): string {
  try {
    if (statSync(path).isDirectory()) throw new Error('it is a folder')
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(messageOf(error))
  }
}

/** @throws UsageError or the system's error where the file cannot be read, locked or written */
export async function saveRun(path: string, run: BaselineRun): Promise<void> {
  await using _lock = await locked(path)
  await using file = await openAtomicFile(path)
  await file.write(jsonText(appendRun(readBaseline(path, { missing: true }), run)))
}

async function locked(path: string): Promise<AsyncDisposable> {
  const deadline = performance.now() + lockMaxMs
  for (;;) {
    try {
      return await lockFile(path)
    } catch (error) {
      if (!(error instanceof UsageError) || performance.now() > deadline) throw error
      await delay(50)
    }
  }
}
