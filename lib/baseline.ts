/** Holds a run against earlier runs of the same load: worse, better or neither, and how small a change could be seen. */
import { median } from './bench-statistics.ts'

/**
 * Five totals and no more: with fifty numbers of single endpoints one in eight gates would be false. `floor` and `wanted` are in
 * the unit of the metric, `ratio` apart: there they are shares of the median.
 */
export const gatedMetrics = [
  { metric: 'achieved-rate', unit: '1/s', worse: 'lower', floor: 0.05, wanted: 0.2 },
  { metric: 'failure-rate', unit: 'ratio', worse: 'higher', floor: 0.001, wanted: 0.01 },
  { metric: 'p50', unit: 'ms', worse: 'higher', floor: 0.05, wanted: 0.2 },
  { metric: 'p95', unit: 'ms', worse: 'higher', floor: 0.05, wanted: 0.2 },
  { metric: 'p99', unit: 'ms', worse: 'higher', floor: 0.05, wanted: 0.2 },
] as const

type Gate = (typeof gatedMetrics)[number]
export type GatedMetric = Gate['metric']

/** Null where nothing was measured. Milliseconds, a ratio from 0 to 1, requests a second. */
export type GatedTotals = Readonly<Record<GatedMetric, number | null>>

/** How many runs a baseline needs before it says more than a difference. */
export const baselineRunsMin = 10
/** How many fresh runs confirm what one has shown. */
export const confirmingRuns = 3

/**
 * `suspect`: beyond the limit in one run, and three fresh ones have not confirmed it. `one-sided`: measured only now, or no longer.
 */
export type BaselineVerdict =
  | 'regressed'
  | 'one-sided'
  | 'suspect'
  | 'not comparable'
  | 'too few runs'
  | 'too noisy'
  | 'improved'
  | 'within noise'

/** The worst first: what a whole comparison is called. */
const gravity: readonly BaselineVerdict[] = [
  'regressed',
  'one-sided',
  'suspect',
  'not comparable',
  'too few runs',
  'too noisy',
  'improved',
  'within noise',
]

/** All numbers in the metric's own unit. */
export type MetricComparison = {
  readonly metric: GatedMetric
  readonly unit: Gate['unit']
  readonly comparison: '<=' | '>='
  readonly verdict: BaselineVerdict
  /** Median of the earlier runs; null where none measured it. */
  readonly median: number | null
  /** Of this run; where several fresh runs decided, their median. */
  readonly measured: number | null
  /** The smallest change that these earlier runs let anybody see: the limit is the median and this. */
  readonly visible: number | null
  readonly limit: number | null
}

/**
 * Screens `fresh` (one run, or three and more, of which the median counts) against the totals of earlier runs. A run is
 * suspect beyond median + max(2.5 × 1.4826 MAD, 5 %); only three fresh runs make that `regressed`. With 4 % of noise between
 * runs and 10 earlier ones a gate is false in about 1 of 100, and finds +20 % in 94 of 100; the test beside simulates it.
 */
export function compareTotals(
  earlier: readonly GatedTotals[],
  fresh: readonly GatedTotals[],
): readonly MetricComparison[] {
  return gatedMetrics.map((gate) => {
    const before = earlier.flatMap((each) => each[gate.metric] ?? [])
    const now = fresh.flatMap((each) => each[gate.metric] ?? [])
    return compareMetric(gate, {
      before,
      now,
      runs: earlier.length,
      fresh: fresh.length,
    })
  })
}

type Sides = {
  readonly before: readonly number[]
  readonly now: readonly number[]
  /** Earlier runs, those included that did not measure it. */
  readonly runs: number
  readonly fresh: number
}

function compareMetric(gate: Gate, sides: Sides): MetricComparison {
  const { before, now } = sides
  const middle = before.length === 0 ? null : median(before)
  const visible = smallestVisible(gate.metric, before)
  // A run that has no such number any more is not made good by others that have.
  const measured = now.length < sides.fresh || now.length === 0 ? null : median(now)
  const sign = gate.worse === 'higher' ? 1 : -1
  const limit = middle === null || visible === null ? null : middle + sign * visible
  return {
    metric: gate.metric,
    unit: gate.unit,
    comparison: gate.worse === 'higher' ? '<=' : '>=',
    verdict: verdictOf({ gate, sides, middle, visible, measured }),
    median: middle,
    measured,
    visible,
    limit,
  }
}

/** How small a change of a metric these earlier values let anybody see; null where there are none. */
export function smallestVisible(metric: GatedMetric, before: readonly number[]): number | null {
  const gate = gatedMetrics.find((each) => each.metric === metric)
  return gate === undefined || before.length === 0
    ? null
    : visibleChange(gate, { before, middle: median(before) })
}

/** 1.4826 makes the median absolute deviation of a normal distribution its standard deviation. */
function visibleChange(
  gate: Gate,
  { before, middle }: { before: readonly number[]; middle: number },
) {
  const deviation = 1.4826 * median(before.map((each) => Math.abs(each - middle)))
  return Math.max(2.5 * deviation, inUnit(gate, { share: gate.floor, middle }))
}

function inUnit(gate: Gate, { share, middle }: { share: number; middle: number }): number {
  return gate.unit === 'ratio' ? share : share * middle
}

function verdictOf({
  gate,
  sides,
  middle,
  visible,
  measured,
}: {
  gate: Gate
  sides: Sides
  middle: number | null
  visible: number | null
  measured: number | null
}): BaselineVerdict {
  const isConfirmed = sides.fresh >= confirmingRuns
  if (sides.runs < baselineRunsMin) return 'too few runs'
  if (middle === null || visible === null) return measured === null ? 'not comparable' : 'one-sided'
  if (sides.before.length < baselineRunsMin) return 'too few runs'
  if (measured === null) return isConfirmed ? 'one-sided' : 'suspect'
  const change = gate.worse === 'higher' ? measured - middle : middle - measured
  if (change > visible) return isConfirmed ? 'regressed' : 'suspect'
  // What lies under the noise is not seen: to call that "within noise" would be a pass for want of an eye.
  if (visible > inUnit(gate, { share: gate.wanted, middle })) return 'too noisy'
  return change < -visible ? 'improved' : 'within noise'
}

/**
 * What three fresh runs make of a suspicion: the suspect metrics are theirs to judge, the others stay as the first run left them.
 */
export function confirmed(
  screened: readonly MetricComparison[],
  { earlier, fresh }: { earlier: readonly GatedTotals[]; fresh: readonly GatedTotals[] },
): readonly MetricComparison[] {
  const again = compareTotals(earlier, fresh)
  return screened.map((first) => {
    const decided = again.find(({ metric }) => metric === first.metric)
    return first.verdict === 'suspect' && decided !== undefined ? decided : first
  })
}

/** What the whole is called: the gravest of its metrics; nothing at all is not comparable. */
export function gravest(metrics: readonly MetricComparison[]): BaselineVerdict {
  const present = new Set(metrics.map(({ verdict }) => verdict))
  return gravity.find((verdict) => present.has(verdict)) ?? 'not comparable'
}
