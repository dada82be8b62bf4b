/** Laws of requests beside a baseline: each number that both sides have stands above its change, and no other. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { endpointChanges, totalChanges } from '../lib/baseline-words.js'
import { gatedMetrics } from '../lib/baseline.ts'
import { requestSection } from '../lib/html-requests.js'
import { loadResults } from '../lib/live-arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { requestRows } from '../lib/report-rows.js'
import { tagged } from '../lib/tree-parts.ts'
import type { BaselineResult } from '../lib/baseline-result.ts'
import type { MetricComparison } from '../lib/baseline.ts'
import type { Element, Tree } from '../lib/html-tree.js'
import type { RequestStatistics, Result } from '../lib/result.ts'

const property = propertiesOf(import.meta.url)

const times = fc.option(fc.constantFrom(0, 0.5, 1, 20, 33.3, 4000), { freq: 5 })
const share = fc.option(fc.constantFrom(0, 0, 0.01, 0.5, 1), { freq: 5 })
const numbers = fc.record(
  { p50: times, p95: times, p99: times, failureRate: share },
  { noNullPrototype: true },
)

/** A run of load with a baseline that knows some of its endpoints, and others. */
const compared = fc
  .record({
    result: loadResults,
    before: fc.array(fc.option(numbers), { minLength: 4, maxLength: 4 }),
    total: numbers,
    visible: fc.option(fc.constantFrom(0, 0.25, 7)),
  })
  .map(({ result, before, total, visible }) => {
    const known = result.requests.map(({ method, name }, index) => {
      return { method, name, before: before[index] ?? null }
    })
    const endpoints = [...known, { method: 'GET', name: '/of another run', before: total }]
    const metrics = gatedMetrics.map(({ metric, unit }): MetricComparison => {
      const field = metric === 'failure-rate' ? 'failureRate' : metric
      const median = field === 'achieved-rate' ? 5 : total[field]
      const verdict = 'within noise'
      return { metric, unit, comparison: '<=', verdict, median, measured: 9, visible, limit: null }
    })
    const baseline: BaselineResult = {
      verdict: 'within noise',
      runs: 12,
      since: null,
      differs: [],
      metrics,
      again: [],
      drift: [],
      endpoints: endpoints.flatMap(({ before: numbersBefore, ...each }) =>
        numbersBefore === null ? [] : [{ ...each, before: numbersBefore, now: numbersBefore }],
      ),
      line: null,
    }
    return { result, baseline, known, total, visible }
  })

/** Behind the name, the counts, and what failed. */
const places = { failureRate: 3, p50: 4, p95: 5, p99: 6 } as const
const fields = ['failureRate', 'p50', 'p95', 'p99'] as const
type Field = (typeof fields)[number]

function measuredIn(request: RequestStatistics, field: Field): number | null {
  return field === 'failureRate' ? request.failureRate : request.responseTimeMs[field]
}

function isText(child: Tree): child is string {
  return typeof child === 'string'
}

/** What stands below each number of a row, by its place; a cell without anything below is not there. */
function belowOf(row: Element): Record<number, readonly string[]> {
  const told = row.children.flatMap((cell, place) => {
    const children = typeof cell === 'string' ? [] : cell.children
    const below = children.slice(1).filter(isText)
    return below.length === 0 ? [] : [[place, below] as const]
  })
  return Object.fromEntries(told)
}

/** Undoes what the words say: what was measured, of what was there before. */
function assertChange(words: string, before: number, now: number): void {
  const [, sign = '', size = '', unit] = /^([+−])(<?[\d,.]+) (%|points|ms)/.exec(words) ?? []
  const change = Number(size.replace(/[<,]/g, '')) * (sign === '−' ? -1 : 1)
  const is = unit === '%' ? (now / before - 1) * 100 : (now - before) * (unit === 'ms' ? 1 : 100)
  assert.ok(Math.abs(change - is) <= 0.006 * Math.abs(is) + 0.0011, `${words}: ${before} ${now}`)
  assert.equal(unit === '%', before !== 0 && unit !== 'points', words)
}

property(
  'request-changes',
  'below each number of a request that the baseline has too stands its change, and below no other',
  {
    arbitrary: compared,
    share: 0.5,
    labels: {
      'endpoints that it knows': {
        percent: 30,
        is: ({ known }) => known.some(({ before }) => before !== null),
      },
    },
    holds: ({ result, baseline, known, total, visible }) => {
      const whole: Result & { readonly totals: RequestStatistics } = { ...result, baseline }
      const [section] = requestSection(whole)
      const [none] = requestSection(result)
      assert.ok(section !== undefined && none !== undefined, 'there is a section')
      assert.equal(tagged(none, 'br').length, 0, 'without a baseline')
      const [, sum, ...rows] = tagged(section, 'tr')
      const changesOf = endpointChanges(baseline)
      const all = [
        {
          row: sum,
          request: whole.totals,
          before: total,
          changes: totalChanges(baseline, whole.totals),
        },
        ...requestRows(whole).map((request, index) => ({
          row: rows[index],
          request,
          before: known.find(
            ({ method, name }) => method === request.method && name === request.name,
          )?.before,
          changes: changesOf(request),
        })),
      ]
      assert.equal(rows.length, all.length - 1)
      for (const { row, request, before, changes } of all) {
        const below = belowOf(row ?? section)
        for (const field of fields) {
          const [was, is] = [before?.[field] ?? null, measuredIn(request, field)]
          const lines = below[places[field]]
          assert.deepEqual(lines, changes[field])
          const isSame = field === 'failureRate' && was === is
          if (was === null || is === null || isSame) assert.equal(lines, undefined)
          else {
            const [change = '', ...others] = lines ?? []
            assertChange(change, was, is)
            const hasVisible = request === whole.totals && visible !== null
            assert.deepEqual(
              others.map((line) => line.slice(0, 1)),
              hasVisible ? ['±'] : [],
            )
          }
          delete below[places[field]]
        }
        assert.deepEqual(below, {}, 'nothing stands below other numbers')
      }
    },
  },
)
