/** Thresholds as text: `p99<1000ms`, `GET /connectors p95<200ms`; parsed, and held against what was measured. */
import { UsageError } from './errors.ts'
import { parseDuration } from './units.ts'
import { limitOf, measuredOf } from './verdict-line.js'
import type { Check, LatencyMs, RequestStatistics } from './result.ts'

export type Comparison = '<' | '<=' | '>' | '>=' | '=='

export type Threshold = {
  /** As the user wrote it, without needless spaces. */
  readonly text: string
  /** `GET /connectors/{name}/status`, or null for all requests. */
  readonly endpoint: string | null
  readonly metric: Metric
  readonly comparison: Comparison
  /** Milliseconds, a ratio from 0 to 1, or requests a second. */
  readonly limit: number
}

const percentiles = {
  p50: 'p50',
  p66: 'p66',
  p75: 'p75',
  p80: 'p80',
  p90: 'p90',
  p95: 'p95',
  p98: 'p98',
  p99: 'p99',
  'p99.9': 'p999',
  'p99.99': 'p9999',
  min: 'min',
  mean: 'mean',
  max: 'max',
} as const satisfies Record<string, keyof LatencyMs>

export type LatencyMetric = keyof typeof percentiles
type Kind = 'duration' | 'ratio' | 'rate'

/** Metrics that only some workloads measure: elsewhere they are `unknown`, never a pass. */
const others = {
  'failure-rate': 'ratio',
  throughput: 'rate',
  'pool-utilization': 'ratio',
  'lag-p50': 'duration',
  'lag-p95': 'duration',
  'lag-p99': 'duration',
  'lag-max': 'duration',
} as const satisfies Record<string, Kind>

export type Metric = LatencyMetric | keyof typeof others

const metrics: readonly Metric[] = [
  ...(Object.keys(percentiles) as LatencyMetric[]),
  ...(Object.keys(others) as (keyof typeof others)[]),
]

const pattern = /^(?:(.+?)\s+)?([a-z][\w.-]*)\s*(<=|>=|==|<|>)\s*(\S+)$/

/** Throws a UsageError that says what was expected. */
export function parseThreshold(written: string): Threshold {
  const [, endpoint = null, name = '', comparison = '', bound = ''] =
    pattern.exec(written.trim()) ?? []
  if (comparison === '')
    throw new UsageError("expected METRIC<LIMIT such as 'p99<500ms' or 'failure-rate<=1%'")
  const metric = metrics.find((each) => each === name)
  if (metric === undefined)
    throw new UsageError(`unknown metric ${name}, expected one of ${metrics.join(' ')}`)
  if (endpoint !== null && !/^[A-Z]+ \S/.test(endpoint)) {
    throw new UsageError(
      `"${endpoint}" is no endpoint, expected one such as 'GET /connectors p95<200ms'`,
    )
  }
  const limit = parseLimit(bound, kindOf(metric))
  const text = `${endpoint === null ? '' : `${endpoint} `}${metric}${comparison}${bound}`
  return { text, endpoint, metric, comparison: comparison as Comparison, limit }
}

/** In what a threshold's limit and what was measured are told: `ms`, `ratio`, `1/s`. */
export function unitOf({ metric }: Pick<Threshold, 'metric'>): 'ms' | 'ratio' | '1/s' {
  const kind = kindOf(metric)
  return kind === 'duration' ? 'ms' : kind === 'rate' ? '1/s' : 'ratio'
}

export function isLatency(metric: Metric): metric is LatencyMetric {
  return metric in percentiles
}

function kindOf(metric: Metric): Kind {
  return metric in others ? others[metric as keyof typeof others] : 'duration'
}

function parseLimit(bound: string, kind: Kind): number {
  if (kind === 'duration') {
    const milliseconds = parseDuration(bound)
    if (milliseconds !== null) return milliseconds
    throw new UsageError(
      `the limit is "${bound}", expected a duration with its unit such as 500ms or 2s`,
    )
  }
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(%|\/s)?$/.exec(bound) ?? []
  const value = Number(digits)
  if (digits !== undefined && kind === 'ratio' && unit !== '/s') {
    const ratio = unit === '%' ? value / 100 : value
    if (ratio <= 1) return ratio
  }
  if (digits !== undefined && kind === 'rate' && unit !== '%') return value
  const expected =
    kind === 'ratio' ? 'a percentage from 0% to 100%' : 'a number for a second such as 10 or 10/s'
  throw new UsageError(`the limit is "${bound}", expected ${expected}`)
}

/** What a threshold is held against: the statistics of a run, and what else its workload measured. */
export type Measured = {
  readonly totals: RequestStatistics | undefined
  readonly requests: readonly RequestStatistics[]
  readonly gauges?: Readonly<Partial<Record<Metric, number>>>
}

/** The value that the threshold is about, in its limit's unit; null where it was not measured. */
export function measure({ endpoint, metric }: Threshold, measured: Measured): number | null {
  const gauge = endpoint === null ? measured.gauges?.[metric] : undefined
  if (gauge !== undefined) return gauge
  const statistics =
    endpoint === null
      ? measured.totals
      : measured.requests.find(({ method, name }) => `${method} ${name}` === endpoint)
  if (statistics === undefined || statistics.sent === 0) return null
  if (metric === 'failure-rate') return statistics.failureRate
  if (metric === 'throughput') return statistics.throughput
  return isLatency(metric) ? statistics.responseTimeMs[percentiles[metric]] : null
}

/** The check of one threshold: what was not measured is `unknown`, and never a pass. */
export function judge(threshold: Threshold, measured: Measured): Check {
  const value = measure(threshold, measured)
  const { comparison, limit } = threshold
  const base = {
    name: threshold.text,
    measured: value,
    limit,
    unit: unitOf(threshold),
    comparison,
  }
  if (value === null) {
    const known = measured.requests.map(({ method, name }) => `${method} ${name}`).join(', ')
    const hint =
      threshold.endpoint === null ? '' : `; measured were: ${known === '' ? 'none' : known}`
    return { ...base, verdict: 'unknown', message: `${threshold.text} was not measured${hint}` }
  }
  const holds = compare({ value, comparison, limit })
  const message = `${subject(threshold)} ${measuredOf(base)}, limit ${limitOf(base)}`
  return { ...base, verdict: holds ? 'pass' : 'fail', message }
}

function compare({
  value,
  comparison,
  limit,
}: {
  value: number
  comparison: Comparison
  limit: number
}): boolean {
  switch (comparison) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
    case '==':
      return value === limit
  }
}

function subject({ endpoint, metric }: Threshold): string {
  const of = endpoint === null ? '' : ` of ${endpoint}`
  return isLatency(metric) ? `${metric} response time${of}` : `${metric}${of}`
}

/** The user's thresholds, and those defaults whose metric (of the same endpoint) the user did not name. */
export function withDefaults(
  given: readonly Threshold[],
  { defaults }: { defaults: readonly Threshold[] },
): readonly Threshold[] {
  const untouched = defaults.filter(
    (each) =>
      !given.some(({ metric, endpoint }) => metric === each.metric && endpoint === each.endpoint),
  )
  return [...untouched, ...given]
}
