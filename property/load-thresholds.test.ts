/** Laws of thresholds, held against a naive evaluation. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { goal, short } from '../lib/bench-goal.ts'
import { UsageError } from '../lib/errors.ts'
import {
  measuredOf,
  measuredValues,
  metricKinds,
  statistics,
  writtenThresholds,
} from '../lib/load-arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { judge, measure, parseThreshold, withDefaults } from '../lib/threshold.ts'
import type { Metric } from '../lib/load-arbitraries.ts'

const property = propertiesOf(import.meta.url)

function holdsNaively(left: number, sign: string, right: number): boolean {
  return (
    {
      '<': left < right,
      '<=': left <= right,
      '>': left > right,
      '>=': left >= right,
      '==': left === right,
    }[sign] ?? false
  )
}

property('threshold-text', 'a threshold is read as it was written, whatever blanks stand between', {
  arbitrary: writtenThresholds,
  labels: { 'an endpoint': { percent: 20, is: ({ endpoint }) => endpoint !== null } },
  holds: ({ text, ...expected }) => {
    const { endpoint, metric: name, comparison: sign, limit, text: told } = parseThreshold(text)
    assert.deepEqual({ endpoint, metric: name, comparison: sign, limit }, expected)
    assert.deepEqual(parseThreshold(told), parseThreshold(text))
  },
})

property(
  'threshold-naive',
  'a threshold says what a naive evaluation says, and nothing where nothing was measured',
  {
    arbitrary: fc
      .tuple(writtenThresholds, measuredValues, fc.boolean())
      .map(([threshold, found, turn]): [typeof threshold, typeof found] => {
        // Every other time exactly what the limit is.
        const { limit } = threshold
        const met = { ...found, total: limit, own: limit, sent: 500 as const }
        return [threshold, turn && metricKinds[threshold.metric] !== '%' ? met : found]
      }),
    labels: {
      'not measured': { percent: 5, is: ([, { sent }]) => sent === 0 },
      'on the limit': {
        percent: 15,
        is: ([{ limit, metric: name }, { total }]) => metricKinds[name] === 'ms' && limit === total,
      },
    },
    holds: ([{ text, endpoint, metric: name, comparison: sign, limit }, given]) => {
      const threshold = parseThreshold(text)
      const measured = measuredOf(given)
      const raw =
        endpoint === null ? given.total : endpoint === 'GET /connectors' ? given.own : null
      const expected = naive({
        name,
        raw,
        gauge: endpoint === null ? given.gauge : null,
        sent: given.sent,
        known: endpoint === null || endpoint === 'GET /connectors',
      })
      assert.equal(measure(threshold, measured), expected)
      const check = judge(threshold, measured)
      assert.equal(
        check.verdict,
        expected === null ? 'unknown' : holdsNaively(expected, sign, limit) ? 'pass' : 'fail',
      )
      assert.equal(check.measured, expected)
    },
  },
)

function naive({
  name,
  raw,
  gauge,
  sent,
  known,
}: {
  name: Metric
  raw: number | null
  gauge: number | null
  sent: number
  known: boolean
}): number | null {
  if (name === 'pool-utilization') return gauge
  if (name === 'lag-p99' || sent === 0 || !known) return null
  if (name === 'throughput') return raw ?? 0
  if (name === 'failure-rate') return raw === null ? null : Math.min(1, raw / 2000)
  return raw
}

const latencies = 'p50 p66 p75 p80 p90 p95 p98 p99 p99.9 p99.99 min mean max'.split(' ')

property('threshold-metric', 'each latency is measured by its own name, and by no other', {
  arbitrary: fc.uniqueArray(fc.nat(9999), {
    minLength: latencies.length,
    maxLength: latencies.length,
  }),
  holds: (numbers) => {
    const told = latencies.map((name, index) => [name.replace('.', ''), numbers[index]] as const)
    const totals = statistics('Aggregated', 0, 1)
    const responseTimeMs = { ...totals.responseTimeMs, ...Object.fromEntries(told) }
    const measured = { totals: { ...totals, responseTimeMs }, requests: [] }
    assert.deepEqual(
      latencies.map((name) => measure(parseThreshold(`${name}<1s`), measured)),
      numbers,
    )
  },
})

property('threshold-refused', 'a limit that its metric cannot have is refused', {
  arbitrary: fc.tuple(fc.constantFrom('', 'GET /connectors '), fc.integer({ min: 101, max: 9999 })),
  holds: ([endpoint, most]) => {
    const limits = [`p99<${most}`, `p99<${most}%`, `lag-p99<${most}/s`, `throughput<${most}%`]
    const ratios = ['%', '/s', 'ms', ''].map((unit) => `failure-rate<${most}${unit}`)
    for (const written of [...limits, ...ratios, `p101<${most}ms`])
      assert.throws(() => parseThreshold(`${endpoint}${written}`), UsageError)
  },
})

property('threshold-monotone', 'what holds under a limit holds under a looser one', {
  arbitrary: fc.tuple(fc.nat(2000), fc.nat(2000), fc.nat(2000)),
  holds: ([found, one, more]) => {
    const measured = measuredOf({ total: found, own: found, sent: 1, gauge: null })
    function passes(limit: number): boolean {
      return judge(parseThreshold(`p99<${limit}ms`), measured).verdict === 'pass'
    }
    assert.ok(!passes(one) || passes(one + more))
    assert.equal(
      passes(one),
      !(judge(parseThreshold(`p99>=${one}ms`), measured).verdict === 'pass'),
    )
  },
})

property('defaults', 'a threshold that was given takes the place of its default, and of no other', {
  arbitrary: fc.tuple(
    fc.array(writtenThresholds, { maxLength: 4 }),
    fc.array(writtenThresholds, { maxLength: 4 }),
  ),
  holds: ([given, defaults]) => {
    const own = given.map(({ text }) => parseThreshold(text))
    const others = defaults.map(({ text }) => parseThreshold(text))
    const all = withDefaults(own, { defaults: others })
    for (const each of own) assert.ok(all.includes(each))
    for (const each of others) {
      const named = own.some(
        ({ metric: name, endpoint }) => name === each.metric && endpoint === each.endpoint,
      )
      assert.equal(all.includes(each), !named)
    }
  },
})

const measuredFigures = fc.oneof(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.constantFrom(NaN, Infinity, 5),
)

property(
  'goal',
  'a goal is reached or missed by its own comparison, and a figure that could not be had is no verdict',
  {
    arbitrary: fc.tuple(
      measuredFigures,
      fc.constant(5),
      fc.constantFrom('<' as const, '<=' as const, '>=' as const),
    ),
    labels: { 'at the limit': { percent: 8, is: ([measured, limit]) => measured === limit } },
    holds: ([measured, limit, comparison]) => {
      const given = { name: 'n', measured, limit, comparison, unit: 'ms', message: 'm' }
      const check = goal(given)
      const [below, same] = [measured < limit, measured === limit]
      const holds = { '<': below, '<=': below || same, '>=': !below }[comparison]
      const known = Number.isFinite(measured)
      assert.equal(check.verdict, known ? (holds ? 'pass' : 'fail') : 'unknown')
      assert.deepEqual(check, {
        ...given,
        measured: known ? measured : null,
        verdict: check.verdict,
      })
      const told = short(measured)
      if (!known) return
      assert.ok(Math.abs(told - measured) <= Math.abs(measured) * 0.005 + Number.MIN_VALUE)
      assert.equal(short(told), told)
    },
  },
)
