/** Reads a baseline from text: a file of `--save-baseline`, or the Result of one load run. */
import { gatedMetrics } from './baseline.ts'
import { fingerprintOf } from './baseline-fingerprint.ts'
import { appendRun, baselineRun, emptyBaseline } from './baseline-runs.ts'
import { UsageError } from './errors.ts'
import { otherSchema } from './result.ts'
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
  if (
    isRecord(found) &&
    found['schema'] === emptyBaseline.schema &&
    isListOf(found['loads'], isLoad)
  ) {
    return { baseline: found as Baseline }
  }
  if (isRecord(found) && isRecord(found['settings']) && isRecord(found['environment'])) {
    const other = otherSchema(found)
    if (other !== null) throw new UsageError(other)
    return ofResult(found as Partial<Result> & Pick<Result, 'settings' | 'environment'>)
  }
  throw noRuns()
}

function noRuns(): UsageError {
  return new UsageError(
    'it holds no runs, expected a file of --save-baseline or of --report x.json',
  )
}

function ofResult(result: Partial<Result> & Pick<Result, 'settings' | 'environment'>): ReadRuns {
  if (!isReadable(result)) throw noRuns()
  const { startedAt = '', script = 'another script', interrupted = false, load } = result
  const fingerprint = fingerprintOf(result)
  const run = baselineRun({ checks: [], ...result }, { startedAt, fingerprint })
  if (run !== null && !interrupted) {
    const baseline = appendRun(emptyBaseline, run)
    if (!isListOf(baseline.loads, isLoad)) throw noRuns()
    return { baseline }
  }
  const how = load?.valid === false ? 'an invalid' : interrupted ? 'an interrupted' : 'a'
  return { instead: `it is ${how} Result of ${script}` }
}

/** Whether what is kept of a run stands where it is looked for: somebody may have edited the file. */
function isReadable({ totals, requests = [], series = [], chart }: Partial<Result>): boolean {
  return (
    (totals === undefined || isStatistics(totals)) &&
    isListOf(requests, isStatistics) &&
    isListOf(series, isRecord) &&
    (chart === undefined || isLine(chart))
  )
}

function isStatistics(value: unknown): boolean {
  return isRecord(value) && isRecord(value['responseTimeMs'])
}

function isLoad(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { fingerprint, line, runs, anchor } = value
  return (
    isRecord(fingerprint) &&
    isListOf(Object.values(fingerprint), isText) &&
    isLine(line) &&
    isListOf(runs, isRun) &&
    (anchor === null || (isRecord(anchor) && isText(anchor['since']) && isTotals(anchor['totals'])))
  )
}

function isLine(value: unknown): boolean {
  return (
    isRecord(value) &&
    Number.isFinite(value['bucketSeconds']) &&
    isListOf(value['points'], isRecord)
  )
}

function isRun(value: unknown): boolean {
  return (
    isRecord(value) &&
    isText(value['startedAt']) &&
    isTotals(value['totals']) &&
    isListOf(value['endpoints'], isEndpoint)
  )
}

function isEndpoint(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { method, name, ...numbers } = value
  return isText(method) && isText(name) && isListOf(Object.values(numbers), isMeasure)
}

function isTotals(value: unknown): boolean {
  return isRecord(value) && gatedMetrics.every(({ metric }) => isMeasure(value[metric]))
}

/** A number, or null where nothing was measured. */
function isMeasure(value: unknown): boolean {
  return value === null || Number.isFinite(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
