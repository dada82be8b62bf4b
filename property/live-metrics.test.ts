/** Laws of what Prometheus is told of a run that goes on. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { liveMetrics } from '../lib/live-metrics.ts'
import { metricsAnswer, wantsOpenMetrics } from '../lib/metrics-accept.ts'
import { propertiesOf } from '../lib/property.ts'
import { addExchange, newTally, sumOf, tell } from '../lib/request-tally.ts'
import { holdCounters, holdHistograms, readExposition } from '../lib/scratch-exposition.ts'
import { running } from '../lib/scratch-live-state.ts'
import { sampleResult } from '../lib/sample-result.ts'
import type { Check } from '../lib/result.ts'
import type { ReadFamily } from '../lib/scratch-exposition.ts'

const property = propertiesOf(import.meta.url)

const open = 'application/openmetrics-text;version=1.0.0'

const exchange = fc.record(
  {
    endpoint: fc.nat(2),
    outcome: fc.constantFrom(
      'ok' as const,
      'ok' as const,
      'failed' as const,
      'timedOut' as const,
      'interrupted' as const,
    ),
    responseUs: fc.oneof(
      fc.nat(3000),
      fc.nat(5_000_000),
      fc.constantFrom(1, 1000, 10_000_000, 60_000_000),
    ),
  },
  { noNullPrototype: true },
)

const check = fc.record(
  { name: texts(), verdict: fc.constantFrom('pass' as const, 'fail' as const) },
  { noNullPrototype: true },
)

property(
  'counters',
  'scrape after scrape a run counts up, in both formats, whatever its endpoints and checks are called, and has no verdict',
  {
    arbitrary: fc.record(
      {
        names: fc.uniqueArray(texts(), { minLength: 3, maxLength: 3 }),
        checks: fc.array(check, { maxLength: 3 }),
        scrapes: fc.array(fc.array(exchange, { maxLength: 30 }), { minLength: 2, maxLength: 6 }),
        accept: fc.constantFrom('', open),
      },
      { noNullPrototype: true },
    ),
    labels: {
      'times far apart': {
        percent: 30,
        is: ({ scrapes }) => {
          const all = scrapes.flat().map(({ responseUs }) => responseUs)
          return Math.max(...all) > 1e5 * Math.max(1, Math.min(...all))
        },
      },
    },
    share: 0.5,
    patience: 4,
    holds: async ({ names, checks, scrapes, accept }) => {
      const base = await sampleResult('pass')
      const families = liveMetrics()
      const tallies = names.map(() => newTally())
      let before: ReadonlyMap<string, ReadFamily> = new Map()
      for (const batch of scrapes) {
        for (const each of batch) {
          const tally = tallies[each.endpoint] ?? assert.fail('no such endpoint')
          const { responseUs: serviceUs } = each
          addExchange(tally, {
            ...each,
            serviceUs,
            endedMs: 1,
            lagUs: 0,
            bodyBytes: 1,
            failure: -1,
          })
        }
        const requests = names.map((name, index) =>
          tell({ method: 'GET', name }, tallies[index] ?? newTally(), 1),
        )
        const totals = tell({ method: '', name: 'Aggregated' }, sumOf(tallies), 1)
        const judged: readonly Check[] = checks
        const result = { ...base, checks: judged, requests, totals }
        const now = { version: '1', live: running, users: 1, result }
        const { text } = metricsAnswer(families(now), accept)
        assert.equal(text.endsWith('# EOF\n'), wantsOpenMetrics(accept))
        const after = readExposition(text)
        holdHistograms(after)
        holdCounters(before, after)
        const verdict = after.get('cdc_testbench_run_verdict')?.samples ?? []
        assert.deepEqual(
          verdict.filter(({ value }) => value === 1).map(({ labels }) => labels['verdict']),
          ['unknown'],
        )
        before = after
      }
      const counted = [...before].find(([, { type }]) => type === 'counter')?.[1].samples ?? []
      const sum = counted.reduce((total, { value }) => total + value, 0)
      assert.equal(sum, scrapes.flat().length)
    },
  },
)
