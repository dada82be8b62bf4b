/** The runs that a baseline keeps: of each load the totals of the last ones, and the line of the newest. */
import { gatedMetrics } from './baseline.ts'
import { differences } from './baseline-fingerprint.ts'
import { median } from './bench-statistics.ts'
import type { GatedTotals } from './baseline.ts'
import type { Fingerprint } from './baseline-fingerprint.ts'
import type { Findings, SeriesPoint } from './result.ts'

export type EndpointTotals = {
  readonly method: string
  readonly name: string
  readonly failureRate: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}

export type BaselineRun = {
  readonly startedAt: string
  readonly fingerprint: Fingerprint
  readonly totals: GatedTotals
  readonly endpoints: readonly EndpointTotals[]
  readonly line: BaselineLine
}

/** A run over time, to be drawn behind another: at most 600 points. */
export type BaselineLine = {
  readonly bucketSeconds: number
  readonly points: readonly Pick<SeriesPoint, 't' | 'users' | 'sent' | 'p50' | 'p95' | 'p99'>[]
}

export type BaselineLoad = {
  readonly fingerprint: Fingerprint
  /** The medians of the first ten runs: what the window of the last twenty would forget while it drifts. */
  readonly anchor: { readonly since: string; readonly totals: GatedTotals } | null
  /** The oldest first. */
  readonly runs: readonly Omit<BaselineRun, 'fingerprint' | 'line'>[]
  /** Of the newest run. */
  readonly line: BaselineLine
}

/** The load that was saved last comes last. */
export type Baseline = {
  readonly schema: 'cdc-testbench/baseline/1'
  readonly loads: readonly BaselineLoad[]
}

export const emptyBaseline: Baseline = { schema: 'cdc-testbench/baseline/1', loads: [] }

const runsMax = 20
const anchorRuns = 10
const loadsMax = 50
const endpointsMax = 200

/** What is kept of a run; null where it is no load run, or one that has no verdict of its own. */
export function baselineRun(
  { load, totals, requests = [], series = [], chart }: Findings,
  { startedAt, fingerprint }: { startedAt: string; fingerprint: Fingerprint },
): BaselineRun | null {
  if (load?.valid !== true || totals === undefined) return null
  const { p50, p95, p99 } = totals.responseTimeMs
  const { failureRate } = totals
  return {
    startedAt,
    fingerprint,
    totals: { 'achieved-rate': load.achievedRate, 'failure-rate': failureRate, p50, p95, p99 },
    endpoints: requests
      .toSorted((left, right) => right.sent - left.sent)
      .slice(0, endpointsMax)
      .map(({ method, name, failureRate: rate, responseTimeMs: time }) => ({
        method,
        name,
        failureRate: rate,
        p50: time.p50,
        p95: time.p95,
        p99: time.p99,
      })),
    line: lineOf(chart ?? { bucketSeconds: 1, points: series }, load.measuredSeconds),
  }
}

/** Whole seconds only, where there is one: what is left of the last and what came after the end would be drawn as a fall. */
function lineOf(
  { bucketSeconds, points }: NonNullable<Findings['chart']>,
  measuredSeconds: number,
): BaselineLine {
  const whole = points.filter(({ t }) => t <= measuredSeconds)
  const kept = (whole.length === 0 ? points : whole).map(({ t, users, sent, p50, p95, p99 }) => ({
    t,
    users,
    sent,
    p50,
    p95,
    p99,
  }))
  return { bucketSeconds, points: kept }
}

/** The earlier runs of the same load; null where there are none. */
export function loadOf({ loads }: Baseline, fingerprint: Fingerprint): BaselineLoad | null {
  return loads.find((each) => differences(each.fingerprint, fingerprint).length === 0) ?? null
}

/** The baseline with one run more: of each load the last 20 are kept, and of 50 loads those that were saved last. */
export function appendRun(baseline: Baseline, run: BaselineRun): Baseline {
  const { fingerprint, line, ...kept } = run
  const found = loadOf(baseline, fingerprint)
  const runs = [...(found?.runs ?? []), kept]
  const load: BaselineLoad = {
    fingerprint,
    anchor: found?.anchor ?? anchorOf(runs),
    runs: runs.slice(-runsMax),
    line,
  }
  const others = baseline.loads.filter((each) => each !== found)
  return { ...baseline, loads: [...others, load].slice(-loadsMax) }
}

function anchorOf(runs: BaselineLoad['runs']): BaselineLoad['anchor'] {
  const [first] = runs
  if (first === undefined || runs.length < anchorRuns) return null
  return { since: first.startedAt, totals: medians(runs.map(({ totals }) => totals)) }
}

/** Of each metric the median of those runs that measured it. */
export function medians(totals: readonly GatedTotals[]): GatedTotals {
  const entries = gatedMetrics.map(({ metric }) => {
    const values = totals.flatMap((each) => each[metric] ?? [])
    return [metric, values.length === 0 ? null : median(values)]
  })
  return Object.fromEntries(entries) as GatedTotals
}
