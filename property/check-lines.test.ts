/** Laws of the lines of checks that no series tells: what a second has of a threshold, and a column of its seconds. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { columnsMax, holds, measureOf } from '../lib/chart-checks.js'
import { checkHistory } from '../lib/check-history.ts'
import { pointsOfOver } from '../lib/check-over.js'
import { exchangeLog, outcomes } from '../lib/exchange-log.ts'
import { writtenThresholds } from '../lib/load-arbitraries.ts'
import { scheduleName } from '../lib/load-judgement.ts'
import { amountIn } from '../lib/measured-second.ts'
import { metrics } from '../lib/metrics.ts'
import { propertiesOf } from '../lib/property.ts'
import { checkOf, endpoints, runs, secondsOf } from '../lib/second-arbitraries.ts'
import { measure, parseThreshold, unitOf } from '../lib/threshold.ts'
import type { Amount, MeasuredSecond } from '../lib/measured-second.ts'
import type { Check } from '../lib/check.ts'

const property = propertiesOf(import.meta.url)

const exchange = fc.record({
  endpoint: fc.nat(1),
  outcome: fc.constantFrom('ok', ...outcomes),
  responseUs: fc.nat(3_000_000),
  lagUs: fc.nat(90_000),
})
/** What ended in one second, and what was released but never sent; of many, no two percentiles are one. */
const exchanges = fc.oneof(
  fc.array(exchange, { minLength: 1, maxLength: 30 }),
  fc.array(exchange, { minLength: 200, maxLength: 220 }),
)

property(
  'second-is-a-run',
  'a second has of a threshold what a run of that second alone is held against',
  {
    arbitrary: fc.tuple(exchanges, writtenThresholds, fc.constantFrom(1000, 1000, 999)),
    labels: {
      'an endpoint': { percent: 20, is: ([, { endpoint }]) => endpoint !== null },
      measured: { percent: 30, is: ([, { metric }]) => !/^(?:lag|pool)/.test(metric) },
    },
    holds: ([list, { text, metric }, runTimeMs]) => {
      const seconds: MeasuredSecond[] = []
      const shape = { endpoints, workers: 1, runTimeMs, startedAtMs: 0, dueIn: null }
      const all = metrics({ ...shape, onMeasured: (second) => seconds.push(second) })
      const log = exchangeLog((batch) => all.take(0, batch))
      const more = { endedMs: 500, serviceUs: 0, bodyBytes: -1 }
      for (const each of list) log.add({ ...each, ...more, failure: -1 })
      log.flush()
      all.tick(0, { second: 1, users: 1 })
      all.series(1)
      const [second, ...others] = seconds
      assert.ok(second !== undefined && others.length === 0)
      const threshold = parseThreshold(text)
      const amount = amountIn(second, threshold)
      // What is not all of it in the run time has no rate.
      if (runTimeMs < 1000 && metric === 'throughput') return assert.equal(amount, null)
      const told = measure(threshold, all.statistics(1))
      const value = amount === null || typeof amount === 'number' ? amount : amount[0] / amount[1]
      // Of one that was sent, and did not end, there is nothing; its rate is none.
      if (told === null) assert.ok(value === null || value === 0, `${value}`)
      else assert.ok(value !== null && Math.abs(value - told) <= 0.002 * told, `${value} ${told}`)
    },
  },
)

function togetherNaively(amounts: readonly Amount[], comparison: string): number | null {
  const known = amounts.filter((amount) => amount !== null)
  if (known.length === 0) return null
  const parts = known.filter((amount) => typeof amount !== 'number')
  const values = known.filter((amount) => typeof amount === 'number')
  if (values.length > 0) return Math[comparison.startsWith('>') ? 'min' : 'max'](...values)
  const [part, whole] = [0, 1].map((at) => parts.reduce((sum, each) => sum + (each[at] ?? 0), 0))
  return (part ?? 0) / (whole ?? 0)
}

property(
  'line-of-check',
  'a column has the worst of its seconds, of what is counted all of them together; a digit less never takes a value over its limit',
  {
    arbitrary: fc.tuple(runs, writtenThresholds, fc.boolean()),
    labels: {
      'columns of several seconds': { percent: 30, is: ([{ seconds }]) => seconds > columnsMax },
      'no series has it': {
        percent: 50,
        is: ([, { endpoint, metric }]) =>
          endpoint !== null || !/^(?:p50|p95|p99|max|fail|thr)/.test(metric),
      },
    },
    holds: ([run, { text, comparison, limit }, isNear]) => {
      const threshold = parseThreshold(text)
      const history = checkHistory([threshold])
      const all = secondsOf(run, isNear ? limit * 1000 : null)
      for (const { gauges, ...second } of all) history.take(second, gauges)
      const check = checkOf(text)
      const schedule: Check = { name: scheduleName, verdict: 'pass', measured: 1 }
      const [told, unmeasured, late] = history.tell([check, { ...check, measured: null }, schedule])
      assert.equal(unmeasured?.over, undefined)
      const step = [1, 2, 4, 8].find((length) => run.seconds <= columnsMax * length) ?? 0
      const lags = all.map(({ lagP99Ms }) => lagP99Ms)
      const columns = Array.from({ length: Math.ceil(run.seconds / step) }, (_, column) => column)
      const latest = columns.map((column) =>
        togetherNaively(lags.slice(column * step, (column + 1) * step), '<='),
      )
      assert.deepEqual(
        late?.over?.values ?? latest.map(() => null),
        latest.map((each) => (each === null ? null : Number(each.toPrecision(3)))),
      )
      if (measureOf({ name: threshold.text, unit: unitOf(threshold) }) !== null) {
        assert.deepEqual(told, check)
        return
      }
      const amounts = all.map(({ gauges, ...second }) => amountIn(second, threshold, gauges))
      const expected = columns.map((column) =>
        togetherNaively(amounts.slice(column * step, (column + 1) * step), comparison),
      )
      const { over } = told ?? {}
      if (expected.every((each) => each === null)) {
        assert.equal(over, undefined)
        return
      }
      assert.ok(over !== undefined && over.values.length <= columnsMax)
      assert.deepEqual([over.step, over.values.length], [step, expected.length])
      const dots = over.values.map((value, column) => ({ t: column * step + 1, value }))
      assert.deepEqual(
        pointsOfOver(over),
        dots.filter(({ value }) => value !== null),
      )
      for (const [column, value] of over.values.entries()) {
        const exact = expected[column] ?? null
        assert.equal(value === null, exact === null, `column ${column}`)
        if (value === null || exact === null) continue
        assert.ok(Math.abs(value - exact) <= 0.005 * exact, `${value} for ${exact}`)
        assert.equal(holds(value, comparison, limit), holds(exact, comparison, limit))
      }
    },
  },
)
