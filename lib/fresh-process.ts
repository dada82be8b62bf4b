/** Tries a mutant again in a process that has seen no other. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core'
import { MutantRunStatus } from '@stryker-mutator/api/test-runner'

import { suspicious } from './mutant-verdict.ts'
import { bundlePath } from './test-bundle.ts'
import type { TestOutcome } from './in-process-run.ts'
import type { MutantRunOptions, MutantRunResult } from '@stryker-mutator/api/test-runner'

const { ACTIVE_MUTANT_ENV_VARIABLE: activeMutantVariable } = INSTRUMENTER_CONSTANTS

/** How much longer than the run in one process a fresh one may take: it has to start, too. */
const freshExtraMs = 10_000

/** The verdict of a process that has seen no other mutant: node:test itself runs the files that survived here. */
export function inFreshProcess(
  { activeMutant: { id: mutant }, testFilter, timeout }: MutantRunOptions,
  outcomes: readonly TestOutcome[],
): MutantRunResult {
  const paths = [...new Set(outcomes.map(({ file }) => file))]
  const timeoutMs = timeout + freshExtraMs
  const first = runFresh(paths, { mutant, timeoutMs })
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

function runFresh(
  paths: readonly string[],
  { mutant, timeoutMs }: { mutant: string | null; timeoutMs: number },
): 'passed' | 'failed' | 'late' {
  const bundles = paths.flatMap((path) => ['-r', resolve(bundlePath(path))])
  const { status, error } = spawnSync(process.execPath, [...bundles, '-e', ''], {
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
