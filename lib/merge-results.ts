/** Several Results as one: each a part with its verdict, their checks under the name of their script, the sections that apply. */
import { partNames } from './parts-words.js'
import { requestsPerSecond } from './report-rows.js'
import { resultSchema, worst } from './result.ts'
import { reasonOf } from './verdict-line.js'
import type { Check, ExitCode, Findings, RequestStatistics, Result, Verdict } from './result.ts'

/** One of the runs that a Result is made of. */
export type Part = {
  readonly script: string
  readonly verdict: Verdict
  readonly exitCode: ExitCode
  readonly startedAt: string
  readonly durationMs: number
  /** Why the verdict is what it is, in a sentence. */
  readonly reason: string
  readonly command: string
  /** Name of its own report, in the folder of this one; null where there is none. */
  readonly report: string | null
  /** Of a load: all its endpoints together. */
  readonly load?: PartLoad
}

/** Percentiles in ms; null where nothing was measured. */
export type PartLoad = {
  /** Requests that ended, a second. */
  readonly rate: number
  readonly failureRate: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}

export type Merged = { readonly result: Result; readonly report: string | null }

/** Of these a page shows one: with several loads it shows none, and their parts lead to them. */
const single = [
  'load',
  'pool',
  'tablesPerMinute',
  'totals',
  'requests',
  'failures',
  'series',
  'chart',
  'pulse',
  'connectorStates',
  'marks',
  'phases',
  'capacity',
  'baseline',
  'score',
  'faultScore',
] as const

/** Histograms are not in a Result, so percentiles of several are never made into one. */
export function mergedFindings(merged: readonly Merged[]): Findings {
  const names = partNames(merged.map(({ result }) => result.script))
  const results = merged.map(({ result }) => result)
  return {
    ...Object.assign({}, ...singleSections(results)),
    ...joined(results),
    parts: merged.map(partOf),
    checks: results.flatMap(({ checks, script, verdict }, index) =>
      (checks.length > 0 ? checks : [nothingChecked(script, verdict)]).map((check) => ({
        ...check,
        name: `${names[index]}: ${check.name}`,
      })),
    ),
  }
}

function nothingChecked(script: string, verdict: Result['verdict']): Check {
  return { name: 'checked', verdict, message: `${script} checked nothing` }
}

function partOf({ result, report }: Merged): Part {
  const { script, verdict, exitCode, startedAt, durationMs, command } = result
  return {
    script,
    verdict,
    exitCode,
    startedAt,
    durationMs,
    reason: reasonOf(result),
    command,
    report,
    ...(result.totals === undefined ? {} : { load: partLoad(result.totals) }),
  }
}

function partLoad(totals: RequestStatistics): PartLoad {
  const { failureRate, responseTimeMs } = totals
  const { p50, p95, p99 } = responseTimeMs
  return { rate: requestsPerSecond(totals), failureRate, p50, p95, p99 }
}

function singleSections(results: readonly Result[]): readonly Readonly<Record<string, unknown>>[] {
  const records: readonly Readonly<Record<string, unknown>>[] = results
  const loads = results.filter((each) => each.load !== undefined).length
  return single.flatMap((key) => {
    const withIt = records.filter((each) => each[key] !== undefined)
    const [only, another] = withIt
    // What belongs to a load comes of the one load, or not at all.
    const isOthers = loads > 1 && !key.toLowerCase().endsWith('score')
    return only === undefined || another !== undefined || isOthers ? [] : [{ [key]: only[key] }]
  })
}

/** What several can have, one after the other. */
const lists = ['tables', 'properties', 'mutants', 'faults'] as const

function joined(results: readonly Result[]): Readonly<Record<string, unknown>> {
  const records: readonly Readonly<Record<string, unknown>>[] = results
  const sections = lists.map((key) => [key, records.flatMap((each) => each[key] ?? [])] as const)
  return Object.fromEntries(sections.filter(([, all]) => all.length > 0))
}

/** The worst of several ends: a failure first, then a bug, a mistake, a stop, and no verdict. */
export function worstExit(codes: readonly ExitCode[]): ExitCode {
  const order: readonly ExitCode[] = [1, 4, 2, 143, 130, 3, 0]
  return order.find((code) => codes.includes(code)) ?? 3
}

/** One Result of several, as a report shows it; one alone is itself. `by` is who merges them. */
export function mergedResult(
  merged: readonly Merged[],
  by: { readonly script: string; readonly version: string },
): Result {
  const results = merged.map(({ result }) => result)
  const [first] = results
  if (first === undefined) throw new Error('Cannot merge no Result at all')
  if (results.length === 1) return first
  const findings = mergedFindings(merged)
  const starts = results.map(({ startedAt }) => Date.parse(startedAt))
  const ends = results.map(({ durationMs }, index) => (starts[index] ?? 0) + durationMs)
  return {
    ...findings,
    schema: resultSchema,
    ...by,
    verdict: worst(results.map(({ verdict }) => verdict)),
    exitCode: worstExit(results.map(({ exitCode }) => exitCode)),
    startedAt: new Date(Math.min(...starts)).toISOString(),
    durationMs: Math.max(...ends) - Math.min(...starts),
    seed: first.seed,
    interrupted: results.some(({ interrupted }) => interrupted),
    command: results.map(({ command }) => command).join(' ; '),
    settings: {},
    environment: commonEntries(results.map(({ environment }) => environment)),
  }
}

function commonEntries(records: readonly Readonly<Record<string, unknown>>[]) {
  const [first = {}, ...others] = records
  const entries = Object.entries(first).filter(([key, value]) =>
    others.every((each) => JSON.stringify(each[key]) === JSON.stringify(value)),
  )
  return Object.fromEntries(entries) as Readonly<Record<string, unknown>>
}
