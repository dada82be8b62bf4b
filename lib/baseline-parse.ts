/** Reads a baseline from text: a file of `--save-baseline`, or the Result of one load run. */
import { gatedMetrics } from './baseline.ts'
import { fingerprintOf } from './baseline-fingerprint.ts'
import { appendRun, baselineRun, emptyBaseline } from './baseline-runs.ts'
import { UsageError } from './errors.ts'
import type { Baseline } from './baseline-runs.ts'
import type { Findings } from './result.ts'

/**
 * A file of `--save-baseline`; a Result of a load run is a baseline of one run.
 * @throws UsageError that says what was found and expected
 */
export function parseBaseline(text: string): Baseline {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    throw new UsageError('it is no JSON, expected a file of --save-baseline')
  }
  if (isRecord(found) && found['schema'] === emptyBaseline.schema && isLoads(found['loads'])) {
    return found as Baseline
  }
  if (isRecord(found) && isRecord(found['settings']) && isRecord(found['environment'])) {
    return ofResult(found as Findings & Parameters<typeof fingerprintOf>[0])
  }
  throw new UsageError('it holds no runs, expected a file of --save-baseline or of --report x.json')
}

function ofResult(result: Findings & Parameters<typeof fingerprintOf>[0]): Baseline {
  const startedAt = 'startedAt' in result ? String(result.startedAt) : ''
  const interrupted = 'interrupted' in result && result.interrupted === true
  const run = baselineRun(result, { startedAt, fingerprint: fingerprintOf(result) })
  if (run !== null && !interrupted) return appendRun(emptyBaseline, run)
  const script = 'script' in result ? String(result.script) : 'another'
  throw new UsageError(`it is a Result of ${script}, expected one of a valid and whole load run`)
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
    return found === null || (typeof found === 'number' && Number.isFinite(found))
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
