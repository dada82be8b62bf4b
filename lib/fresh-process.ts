/** Tries a mutant again in a process that has seen no other. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core'
import { MutantRunStatus } from '@stryker-mutator/api/test-runner'

import { escapeRegExp } from './escape-regexp.ts'
import { suspicious } from './mutant-verdict.ts'
import { bundlePath } from './test-bundle.ts'
import type { TestOutcome } from './in-process-run.ts'
import type { MutantRunOptions, MutantRunResult } from '@stryker-mutator/api/test-runner'

const { ACTIVE_MUTANT_ENV_VARIABLE: activeMutantVariable } = INSTRUMENTER_CONSTANTS

/** How much longer than the run in one process a fresh one may take: it has to start, too. */
const freshExtraMs = 10_000

/** The verdict of a process that has seen no other mutant: node:test itself runs what survived here. */
export function inFreshProcess(
  { activeMutant: { id: mutant }, testFilter, timeout }: MutantRunOptions,
  outcomes: readonly TestOutcome[],
): MutantRunResult {
  const paths = [...new Set(outcomes.map(({ file }) => file))]
  const timeoutMs = timeout + freshExtraMs
  const first = runFresh(paths, { mutant, timeoutMs, names: namesOf(outcomes) })
  if (first === 'passed') return { status: MutantRunStatus.Survived, nrOfTests: outcomes.length }
  const clean = runFresh(paths, { mutant: null, timeoutMs })
  if (clean !== 'passed') return crashed('its tests fail in a fresh process without a mutant too')
  if (first === 'late') return timedOut('its tests did not end in a fresh process')
  const again = runFresh(paths, { mutant, timeoutMs })
  if (again !== 'failed') return crashed(`${suspicious}its tests failed once in a fresh process`)
  return {
    status: MutantRunStatus.Killed,
    killedBy: testFilter?.slice(0, 1) ?? [],
    failureMessage: 'its tests fail in a fresh process alone',
    nrOfTests: outcomes.length,
  }
}

/** Of tests that all passed, the names: the others of their files do not reach the mutant. None where it takes all to know. */
function namesOf(outcomes: readonly TestOutcome[]): readonly string[] {
  // A suite or a test within a test would be left out where its own name is no name of these.
  const plain = outcomes.every(({ outcome, name }) => outcome === 'passed' && !name.includes(' > '))
  return plain ? outcomes.map(({ name }) => name) : []
}

type FreshRun = {
  readonly mutant: string | null
  readonly timeoutMs: number
  /** Only these tests; all where there are none. */
  readonly names?: readonly string[]
}

function runFresh(
  paths: readonly string[],
  { mutant, timeoutMs, names = [] }: FreshRun,
): 'passed' | 'failed' | 'late' {
  const only = names.map((name) => `--test-name-pattern=^${escapeRegExp(name)}$`)
  const bundles = paths.flatMap((path) => ['-r', resolve(bundlePath(path))])
  const { status, error } = spawnSync(process.execPath, [...only, ...bundles, '-e', ''], {
    env: { ...process.env, ...(mutant === null ? {} : { [activeMutantVariable]: mutant }) },
    timeout: Math.ceil(timeoutMs),
    killSignal: 'SIGKILL',
    stdio: 'ignore',
  })
  if (status === 0) return 'passed'
  return error === undefined ? 'failed' : 'late'
}

/** Past a limit: of hits, or of time. */
export function timedOut(reason: string): MutantRunResult {
  return { status: MutantRunStatus.Timeout, reason }
}

/** Without a verdict. */
export function crashed(errorMessage: string): MutantRunResult {
  return { status: MutantRunStatus.Error, errorMessage }
}
