/** The section of a Result that tells how the run stands beside earlier ones, and the checks that follow from it. */
import {
  baselineRunsMin,
  compareTotals,
  confirmed,
  confirmingRuns,
  gravest,
  smallestVisible,
} from './baseline.ts'
import { differences } from './baseline-fingerprint.ts'
import { loadOf, medians } from './baseline-runs.ts'
import { median } from './bench-statistics.ts'
import { holds } from './chart-checks.js'
import type { BaselineVerdict, GatedMetric, GatedTotals, MetricComparison } from './baseline.ts'
import type { Fingerprint } from './baseline-fingerprint.ts'
import type {
  Baseline,
  BaselineLine,
  BaselineLoad,
  BaselineRun,
  EndpointTotals,
} from './baseline-runs.ts'
import type { Check, Verdict } from './result.ts'

export type BaselineResult = {
  readonly verdict: BaselineVerdict
  /** Earlier runs of the same load. */
  readonly runs: number
  /** When the oldest of them started; null where there is none. */
  readonly since: string | null
  /** `not comparable`: what is otherwise in the load that was saved last. */
  readonly differs: readonly string[]
  readonly metrics: readonly MetricComparison[]
  /** The fresh runs that judged a suspicion. */
  readonly again: readonly GatedTotals[]
  /** Medians of the first ten runs, and of the runs that are kept now; null below ten. */
  readonly drift: readonly {
    readonly metric: GatedMetric
    readonly since: string
    readonly before: number | null
    readonly now: number | null
  }[]
  /** Shown and never judged. `before` are medians. */
  readonly endpoints: readonly EndpointComparison[]
  /** The newest earlier run, to be drawn behind this one. */
  readonly line: BaselineLine | null
}

export type EndpointComparison = {
  readonly method: string
  readonly name: string
  readonly before: EndpointNumbers
  readonly now: EndpointNumbers
  /** The smallest changes that the earlier runs let anybody see; Results of an earlier version do not tell. */
  readonly visible?: EndpointNumbers
}

type EndpointNumbers = Readonly<Record<'p50' | 'p95' | 'p99' | 'failureRate', number | null>>

/** `runs`: one, or several fresh ones that count together. `again`: three that were made because of a suspicion. */
export function holdAgainst(
  baseline: Baseline,
  { runs, again = [] }: { runs: readonly BaselineRun[]; again?: readonly BaselineRun[] },
): BaselineResult {
  const [run] = runs
  const load = run === undefined ? null : loadOf(baseline, run.fingerprint)
  if (run === undefined || load === null) return withoutRuns(baseline, run)
  const earlier = load.runs.map(({ totals }) => totals)
  const screened = compareTotals(
    earlier,
    runs.map(({ totals }) => totals),
  )
  const fresh = again.map(({ totals }) => totals)
  const isJudged = fresh.length >= confirmingRuns
  const metrics = isJudged ? confirmed(screened, { earlier, fresh }) : screened
  return {
    verdict: gravest(metrics),
    runs: earlier.length,
    since: load.runs[0]?.startedAt ?? null,
    differs: [],
    metrics,
    again: fresh,
    drift: driftOf(load),
    endpoints: endpointsOf(load, runs),
    line: load.line,
  }
}

function withoutRuns(baseline: Baseline, run: BaselineRun | undefined): BaselineResult {
  return {
    ...withoutLoad(baseline, run?.fingerprint),
    runs: 0,
    since: null,
    metrics: [],
    again: [],
    drift: [],
    endpoints: [],
    line: null,
  }
}

/** An empty baseline has too few runs; one of other loads only is not comparable. */
export function withoutLoad(
  { loads }: Baseline,
  fingerprint: Fingerprint | undefined,
): { verdict: 'too few runs' | 'not comparable'; differs: readonly string[] } {
  const last = loads.at(-1)
  if (last === undefined) return { verdict: 'too few runs', differs: [] }
  const differs = fingerprint === undefined ? [] : differences(last.fingerprint, fingerprint)
  return { verdict: 'not comparable', differs }
}

function driftOf({ anchor, runs }: BaselineLoad): BaselineResult['drift'] {
  if (anchor === null) return []
  const now = medians(runs.map(({ totals }) => totals))
  return Object.entries(anchor.totals).map(([name, before]) => {
    const metric = name as GatedMetric
    return { metric, since: anchor.since, before, now: now[metric] }
  })
}

function endpointsOf(
  load: BaselineLoad,
  runs: readonly BaselineRun[],
): readonly EndpointComparison[] {
  return (runs[0]?.endpoints ?? []).map(({ method, name }) => {
    const earlier = named(load.runs, { method, name })
    const now = numbersOf(named(runs, { method, name }))
    return { method, name, before: numbersOf(earlier), now, visible: visibleOf(earlier) }
  })
}

function named(
  runs: readonly Pick<BaselineRun, 'endpoints'>[],
  wanted: { method: string; name: string },
): readonly EndpointTotals[] {
  return runs.flatMap(({ endpoints }) =>
    endpoints.filter(({ method, name }) => method === wanted.method && name === wanted.name),
  )
}

/** Medians of what was measured of one endpoint. */
export function numbersOf(found: readonly EndpointTotals[]): EndpointNumbers {
  return eachOf(found, (values) => (values.length === 0 ? null : median(values)))
}

/** What can be seen of one endpoint, by the rule of the totals. */
export function visibleOf(found: readonly EndpointTotals[]): EndpointNumbers {
  return eachOf(found, (values, metric) => smallestVisible(metric, values))
}

function eachOf(
  found: readonly EndpointTotals[],
  tell: (values: readonly number[], metric: GatedMetric) => number | null,
): EndpointNumbers {
  function told(key: keyof EndpointNumbers, metric: GatedMetric): number | null {
    return tell(
      found.flatMap((each) => each[key] ?? []),
      metric,
    )
  }
  return {
    p50: told('p50', 'p50'),
    p95: told('p95', 'p95'),
    p99: told('p99', 'p99'),
    failureRate: told('failureRate', 'failure-rate'),
  }
}

const verdicts: Readonly<Record<BaselineVerdict, Verdict | null>> = {
  regressed: 'fail',
  'one-sided': 'fail',
  suspect: 'unknown',
  // Where a baseline is not required these say nothing: a check that passed would be a lie.
  'not comparable': null,
  'too few runs': null,
  'too noisy': null,
  improved: 'pass',
  'within noise': 'pass',
}

/** One check a metric; `required` makes what could not be told `unknown`, else it is no check at all. */
export function baselineChecks(
  result: BaselineResult,
  { required }: { readonly required: boolean },
): readonly Check[] {
  const open: Verdict | null = required ? 'unknown' : null
  if (result.metrics.length === 0) {
    return open === null
      ? []
      : [{ name: 'held against the baseline', verdict: open, message: whyNot(result) }]
  }
  return result.metrics.flatMap((metric) => {
    const verdict = verdicts[metric.verdict] ?? open
    return verdict === null ? [] : [checkOf(metric, { verdict, result })]
  })
}

function checkOf(
  { metric, unit, comparison, verdict: word, measured, limit }: MetricComparison,
  { verdict, result }: { verdict: Verdict; result: BaselineResult },
): Check {
  const note = word === 'too few runs' ? whyNot(result) : wordsOf(word, result)
  return {
    name: `${metric} against the baseline`,
    verdict,
    measured,
    ...(limit === null ? {} : { limit: toldLimit(limit, { measured, comparison }) }),
    unit,
    comparison,
    message: note,
  }
}

/** Judged with all its digits, told with those that anybody reads: more where fewer would tell another verdict. */
function toldLimit(
  limit: number,
  { measured, comparison }: Pick<MetricComparison, 'measured' | 'comparison'>,
): number {
  const whole = String(Math.trunc(Math.abs(limit))).length
  for (let digits = Math.max(3, whole); digits <= 17; digits += 1) {
    const told = Number(limit.toPrecision(digits))
    const isApart = told !== measured || limit === measured
    if (
      measured === null ||
      (isApart && holds(measured, comparison, told) === holds(measured, comparison, limit))
    )
      return told
  }
  return limit
}

function wordsOf(word: BaselineVerdict, { runs, again }: BaselineResult): string {
  if (word === 'suspect') return 'beyond the limit, and no three runs have confirmed it'
  if (word === 'one-sided') return 'measured on one side only'
  const judged = word === 'regressed' && again.length > 0 ? ', three more runs agree' : ''
  return `${word}, ${runs} earlier runs${judged}`
}

/** Why there is no verdict beside the baseline, in a sentence without its subject. */
export function whyNot({ verdict, runs, differs }: BaselineResult): string {
  if (verdict !== 'not comparable') {
    return `too few runs: the baseline has ${runs} of this load, expected ${baselineRunsMin}`
  }
  return `not comparable: the baseline has no run of this load; ${differs.join(', ')}`
}
