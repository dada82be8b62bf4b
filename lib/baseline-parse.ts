/** Reads a baseline from text: a file of `--save-baseline`, or the Result of one load run. */
import { gatedMetrics } from './baseline.ts'
import { fingerprintOf } from './baseline-fingerprint.ts'
import { appendRun, baselineRun, emptyBaseline } from './baseline-runs.ts'
import { UsageError } from './errors.ts'
import type { Baseline } from './baseline-runs.ts'
import type { Result } from './result.ts'

/** What a file holds: runs; or, of a Result that is none of a valid and whole load run, what it is instead. */
export type ReadRuns = { readonly baseline: Baseline } | { readonly instead: string }

/**
 * A file of `--save-baseline`; a Result of a load run is a baseline of one run.
 * @throws UsageError that says what was found and expected
 */
export function parseBaseline(text: string): Baseline {
  const read = readRuns(text)
  if ('baseline' in read) return read.baseline
  throw new UsageError(`${read.instead}, expected one of a valid and whole load run`)
}

/** @throws UsageError where the text is neither a baseline nor a Result */
export function readRuns(text: string): ReadRuns {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    throw new UsageError('it is no JSON, expected a file of --save-baseline')
  }
  if (isRecord(found) && found['schema'] === emptyBaseline.schema && isLoads(found['loads'])) {
    return { baseline: found as Baseline }
  }
  if (isRecord(found) && isRecord(found['settings']) && isRecord(found['environment'])) {
    return ofResult(found as Partial<Result> & Pick<Result, 'settings' | 'environment'>)
  }
  throw new UsageError('it holds no runs, expected a file of --save-baseline or of --report x.json')
}

function ofResult(result: Partial<Result> & Pick<Result, 'settings' | 'environment'>): ReadRuns {
  const { startedAt = '', script = 'another script', interrupted = false, load } = result
  const fingerprint = fingerprintOf(result)
  const run = baselineRun({ checks: [], ...result }, { startedAt, fingerprint })
  if (run !== null && !interrupted) return { baseline: appendRun(emptyBaseline, run) }
  const how = load?.valid === false ? 'an invalid' : interrupted ? 'an interrupted' : 'a'
  return { instead: `it is ${how} Result of ${script}` }
}

function isLoads(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (load: unknown) =>
        isRecord(load) &&
        isRecord(load['fingerprint']) &&
        isRecord(load['line']) &&
        Array.isArray(load['runs']) &&
        load['runs'].every((run: unknown) => isRecord(run) && isTotals(run['totals'])),
    )
  )
}

function isTotals(value: unknown): boolean {
  if (!isRecord(value)) return false
  return gatedMetrics.every(({ metric }) => {
    const found = value[metric]
    return found === null || Number.isFinite(found)
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
