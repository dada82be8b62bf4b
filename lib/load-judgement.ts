/** Turns what a load run measured into checks: thresholds, and whether the measurement itself can be trusted. */
import { judge } from './threshold.ts'
import type { Check, Load, RequestStatistics } from './result.ts'
import type { Measured, Threshold } from './threshold.ts'

export type LoadMeasured = {
  /** Whether the server counts the requests itself. */
  readonly counts: boolean
  readonly load: Load
  readonly requests: readonly RequestStatistics[]
  readonly totals: RequestStatistics
  readonly gauges?: NonNullable<Measured['gauges']>
}

/** Thresholds first, as they were given. An invalid run has no verdict, whatever its numbers say. */
export function loadChecks(
  measured: LoadMeasured,
  thresholds: readonly Threshold[],
): readonly Check[] {
  const { load } = measured
  const judged = thresholds.map((threshold) => judge(threshold, measured))
  return [
    ...(load.valid ? judged : judged.map((check) => withoutVerdict(check, load))),
    scheduleCheck(load),
    ...(measured.counts ? [countCheck(load)] : []),
  ]
}

function withoutVerdict(check: Check, load: Load): Check {
  return {
    ...check,
    verdict: 'unknown',
    message: `the run is invalid: ${load.invalidBecause.join('; ')}`,
  }
}

/** The check of whether the generator was in time. */
export const scheduleName = 'generator kept its schedule'

function scheduleCheck({ valid, invalidBecause, scheduleLagMs }: Load): Check {
  const base = {
    name: scheduleName,
    measured: scheduleLagMs.p99,
    limit: 50,
    unit: 'ms',
  }
  if (valid) return { ...base, comparison: '<=', verdict: 'pass' }
  return { ...base, comparison: '<=', verdict: 'unknown', message: invalidBecause.join('; ') }
}

/** A request that only one side saw means that the numbers are wrong. */
function countCheck({ serverCounted, sentInAll }: Load): Check {
  const name = "sent equals the server's own count"
  const base = { name, measured: sentInAll, unit: 'requests', comparison: '==' } as const
  if (serverCounted === null) {
    return { ...base, verdict: 'unknown', message: 'the server did not tell its count' }
  }
  if (serverCounted === sentInAll) return { ...base, limit: serverCounted, verdict: 'pass' }
  const message = `sent ${sentInAll}, the server counted ${serverCounted}`
  return { ...base, limit: serverCounted, verdict: 'unknown', message }
}

const brokenSecondsMax = 5
const requestsMin = 100

/** Says after each second whether `--abort-on-fail` has seen enough. */
export function createAbortRule(
  thresholds: readonly Threshold[],
): (soFar: Measured & { readonly totals: RequestStatistics }) => boolean {
  let brokenSeconds = 0
  return (soFar) => {
    const broken = thresholds.some((threshold) => judge(threshold, soFar).verdict === 'fail')
    brokenSeconds = broken ? brokenSeconds + 1 : 0
    return brokenSeconds >= brokenSecondsMax && soFar.totals.sent >= requestsMin
  }
}
