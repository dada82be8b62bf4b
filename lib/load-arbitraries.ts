/** Thresholds as text beside what they say, and what they are held against. */
import * as fc from 'fast-check'

import { emptyStatistics } from './request-tally.ts'
import type { RequestStatistics } from './result.ts'
import type { Measured } from './threshold.ts'

export const metricKinds = {
  p50: 'ms',
  p95: 'ms',
  p99: 'ms',
  'p99.9': 'ms',
  min: 'ms',
  mean: 'ms',
  max: 'ms',
  'failure-rate': '%',
  throughput: '/s',
  'pool-utilization': '%',
  'lag-p99': 'ms',
} as const
export type Metric = keyof typeof metricKinds
const metric = fc.constantFrom(...(Object.keys(metricKinds) as Metric[]))
const comparison = fc.constantFrom(
  '<' as const,
  '<=' as const,
  '>' as const,
  '>=' as const,
  '==' as const,
)
const path = fc.constantFrom('/connectors', '/connectors/{name}/status', '/a b')

/** A threshold as text, and what it says. */
export const writtenThresholds = fc
  .tuple(fc.option(path), metric, comparison, fc.nat(2000), fc.constantFrom('', ' ', '  '))
  .map(([endpoint, name, sign, value, blank]) => {
    const unit = metricKinds[name]
    const limit = unit === '%' ? (value % 101) / 100 : value
    const bound = unit === '%' ? `${value % 101}%` : `${value}${unit}`
    const front = endpoint === null ? '' : `GET ${endpoint} `
    return {
      text: `${blank}${front}${name}${blank}${sign}${blank}${bound}`,
      endpoint: endpoint === null ? null : `GET ${endpoint}`,
      metric: name,
      comparison: sign,
      limit,
    }
  })

export function statistics(name: string, value: number | null, sent: number): RequestStatistics {
  const none = emptyStatistics({ method: 'GET', name })
  const { responseTimeMs } = none
  const all = Object.fromEntries(
    Object.keys(responseTimeMs).map((key) => [key, value]),
  ) as RequestStatistics['responseTimeMs']
  return {
    ...none,
    sent,
    throughput: value ?? 0,
    failureRate: value === null ? null : Math.min(1, value / 2000),
    responseTimeMs: all,
  }
}

const value = fc.option(fc.nat(2000), { freq: 6 })
export const measuredValues = fc.record(
  {
    total: value,
    own: value,
    sent: fc.constantFrom(0, 1, 500),
    gauge: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  },
  { noNullPrototype: true },
)

export function measuredOf({
  total,
  own,
  sent,
  gauge,
}: {
  total: number | null
  own: number | null
  sent: number
  gauge: number | null
}): Measured {
  return {
    totals: statistics('Aggregated', total, sent),
    requests: [statistics('/connectors', own, sent)],
    gauges: gauge === null ? {} : { 'pool-utilization': gauge },
  }
}

/** One of `--stages`; a fifth of them are jumps. */
export const stage = fc.record(
  {
    durationMs: fc.oneof(
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 4, arbitrary: fc.nat(5000) },
    ),
    target: fc.nat(60),
  },
  { noNullPrototype: true },
)
