/** Laws of baselines: what is kept of runs, which runs are of one load, how a file is read, and how a run is held against them. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { compareTotals, confirmed, gatedMetrics, gravest } from '../lib/baseline.ts'
import { baselineChecks, holdAgainst, whyNot } from '../lib/baseline-result.ts'
import { appendRun, emptyBaseline, loadOf, medians } from '../lib/baseline-runs.ts'
import { propertiesOf } from '../lib/property.ts'
import type { GatedTotals } from '../lib/baseline.ts'
import type { Baseline, BaselineRun } from '../lib/baseline-runs.ts'

const property = propertiesOf(import.meta.url)

/** Round numbers, so that medians and limits are met exactly as well. */
const steady = orNothing(fc.constantFrom(100, 100, 100, 100, 104, 96, 95, 105, 60, 150))
const noisy = orNothing(fc.integer({ min: 90, max: 180 }))
const ratio = orNothing(fc.constantFrom(0, 0, 0, 0, 0.0005, 0.001, 0.002, 0.3))

function orNothing(value: fc.Arbitrary<number>): fc.Arbitrary<number | null> {
  return fc.option(value, { freq: 40 })
}

const totals: fc.Arbitrary<GatedTotals> = fc.record(
  { 'achieved-rate': steady, 'failure-rate': ratio, p50: noisy, p95: steady, p99: steady },
  { noNullPrototype: true },
)
const manyTotals = fc.oneof(
  { weight: 3, arbitrary: fc.array(totals, { minLength: 10, maxLength: 14 }) },
  { weight: 1, arbitrary: fc.array(totals, { maxLength: 12 }) },
)
const freshTotals = fc.array(totals, { minLength: 1, maxLength: 4 })

/** As the baseline counts them: what is worse has a lower rank. */
const ranks = ['regressed', 'one-sided', 'suspect', 'too noisy', 'within noise', 'improved']

property(
  'baseline-verdicts',
  'a metric is regressed only where three fresh runs are beyond the limit in the middle, and one alone is suspect',
  {
    arbitrary: fc.tuple(manyTotals, freshTotals),
    labels: {
      'enough to judge': {
        percent: 20,
        is: ([earlier, fresh]) => earlier.length > 9 && fresh.length > 2,
      },
    },
    holds: ([earlier, fresh]) => {
      for (const told of compareTotals(earlier, fresh)) {
        const { metric, comparison, verdict, measured, limit, median } = told
        const before = earlier.flatMap((each) => each[metric] ?? [])
        // What half of the earlier runs do is no change that anybody could see.
        const usual = Math.abs((limit ?? 0) - (median ?? 0))
        const near = before.filter((value) => Math.abs(value - (median ?? 0)) <= usual + 1e-9)
        assert.ok(near.length * 2 >= before.length, `${metric}: ${near.length} within ${usual}`)
        const isWhole = before.length >= 10 && measured !== null && limit !== null
        const isBeyond = isWhole && (comparison === '<=' ? measured > limit : measured < limit)
        assert.equal(isBeyond, verdict === 'regressed' || (isWhole && verdict === 'suspect'))
        if (verdict === 'regressed') assert.ok(fresh.length >= 3, `${metric} of ${fresh.length}`)
        if (verdict === 'suspect') assert.ok(fresh.length < 3, `${metric} of ${fresh.length}`)
        if (before.length < 10)
          assert.ok(['too few runs', 'one-sided', 'not comparable'].includes(verdict), verdict)
      }
    },
  },
)

property(
  'baseline-symmetries',
  'neither the order of runs nor the unit of times changes a verdict, and a worse run has no better one',
  {
    arbitrary: fc.tuple(manyTotals, freshTotals, fc.constantFrom(0.125, 2, 1024)),
    holds: ([earlier, fresh, factor]) => {
      const found = compareTotals(earlier, fresh)
      assert.deepEqual(compareTotals(earlier.toReversed(), fresh.toReversed()), found)
      const scaled = compareTotals(earlier.map(inOther), fresh.map(inOther))
      assert.deepEqual(scaled.map(verdictOf), found.map(verdictOf))
      const worse = compareTotals(earlier, fresh.map(worsened))
      worse.forEach(({ verdict }, index) =>
        assert.ok(ranks.indexOf(verdict) <= ranks.indexOf(found[index]?.verdict ?? ''), verdict),
      )
      function inOther(each: GatedTotals): GatedTotals {
        return mapped(each, (value, metric) => (metric === 'failure-rate' ? value : value * factor))
      }
    },
  },
)

function verdictOf({ verdict }: { readonly verdict: string }): string {
  return verdict
}

function mapped(each: GatedTotals, change: (value: number, metric: string) => number): GatedTotals {
  const entries = Object.entries(each).map(([metric, value]) => [
    metric,
    value === null ? null : change(value, metric),
  ])
  return Object.fromEntries(entries) as GatedTotals
}

function worsened(each: GatedTotals): GatedTotals {
  return mapped(each, (value, metric) =>
    metric === 'achieved-rate' ? value / 2 : value * 2 + 0.01,
  )
}

property(
  'baseline-confirmed',
  'three fresh runs judge what was suspect and nothing else, and the gravest metric names the whole',
  {
    arbitrary: fc.tuple(manyTotals, totals, fc.array(totals, { minLength: 3, maxLength: 3 })),
    labels: {
      'a suspicion': {
        percent: 20,
        is: ([earlier, one]) =>
          compareTotals(earlier, [one]).some(({ verdict }) => verdict === 'suspect'),
      },
    },
    holds: ([earlier, one, fresh]) => {
      const screened = compareTotals(earlier, [one])
      const judged = confirmed(screened, { earlier, fresh })
      screened.forEach((first, index) => {
        if (first.verdict !== 'suspect') assert.deepEqual(judged[index], first)
        assert.notEqual(judged[index]?.verdict, 'suspect')
      })
      const whole = gravest(screened)
      assert.ok(
        screened.some(({ verdict }) => verdict === whole),
        whole,
      )
      assert.equal(gravest(screened.toReversed()), whole)
      const [half, rest] = [screened.slice(0, 2), screened.slice(2)].map(gravest)
      assert.ok(whole === half || whole === rest, whole)
    },
  },
)

property('baseline-medians', 'a median lies among what was measured, half of it on each side', {
  arbitrary: manyTotals,
  holds: (list) => {
    const found = medians(list)
    for (const { metric } of gatedMetrics) {
      const values = list.flatMap((each) => each[metric] ?? [])
      const middle = found[metric]
      assert.equal(middle === null, values.length === 0)
      const below = values.filter((value) => value < (middle ?? 0)).length
      const above = values.filter((value) => value > (middle ?? 0)).length
      assert.ok(below * 2 <= values.length && above * 2 <= values.length, metric)
    }
  },
})

function runOf(load: number, nth: number, each: GatedTotals): BaselineRun {
  return {
    startedAt: new Date(Date.UTC(2026, 0, 1 + nth)).toISOString(),
    fingerprint: { '--users': String(load) },
    totals: each,
    endpoints: [{ method: 'GET', name: `/${load}`, failureRate: 0, p50: nth, p95: null, p99: 9 }],
    line: { bucketSeconds: nth + 1, points: [] },
  }
}

const histories = fc.array(fc.tuple(fc.constantFrom(0, 0, 0, 0, 1, 2), totals), {
  maxLength: 60,
  size: 'max',
})

function savedOf(history: readonly (readonly [number, GatedTotals])[]): Baseline {
  return history.reduce(
    (kept, [load, each], nth) => appendRun(kept, runOf(load, nth, each)),
    emptyBaseline,
  )
}

property(
  'baseline-kept',
  'of each load the last twenty runs are kept, with the line of the newest and the medians of its first ten',
  {
    arbitrary: histories,
    labels: { 'more than are kept': { percent: 5, is: (history) => history.length > 40 } },
    holds: (history) => {
      const baseline = savedOf(history)
      const runs = history.map(([load, each], nth) => runOf(load, nth, each))
      for (const load of [0, 1, 2]) {
        const own = runs.filter((_, nth) => history[nth]?.[0] === load)
        const found = loadOf(baseline, { '--users': String(load) })
        assert.equal(found === null, own.length === 0)
        const starts = own.slice(-20).map(({ startedAt }) => startedAt)
        assert.deepEqual(found?.runs.map(({ startedAt }) => startedAt) ?? [], starts)
        assert.deepEqual(found?.line, own.at(-1)?.line)
        const first = own.length < 10 ? null : medians(own.slice(0, 10).map((each) => each.totals))
        assert.deepEqual(found?.anchor?.totals ?? null, first)
      }
      assert.equal(
        baseline.loads.at(-1)?.fingerprint['--users'],
        runs.at(-1)?.fingerprint['--users'],
      )
    },
  },
)

property(
  'baseline-held',
  'what must be told of a baseline is told of each metric, and what need not be says no word more',
  {
    arbitrary: fc.tuple(
      histories,
      fc.constantFrom(0, 0, 0, 1, 3),
      totals,
      fc.array(totals, { maxLength: 3 }),
    ),
    labels: { 'enough to judge': { percent: 20, is: ([history]) => history.length > 20 } },
    holds: ([history, load, one, again]) => {
      const result = holdAgainst(savedOf(history), {
        runs: [runOf(load, 99, one)],
        again: again.map((each, nth) => runOf(load, 100 + nth, each)),
      })
      const all = baselineChecks(result, { required: true })
      const some = baselineChecks(result, { required: false })
      assert.equal(all.length, Math.max(1, result.metrics.length))
      assert.deepEqual(
        some,
        all.filter(({ name }) => some.some((each) => each.name === name)),
      )
      assert.ok(!all.some(({ message }) => message === ''), 'no message')
      result.metrics.forEach(({ verdict }, index) => {
        const isNoWorse = verdict === 'improved' || verdict === 'within noise'
        const isWorse = verdict === 'regressed' || verdict === 'one-sided'
        assert.equal(all[index]?.verdict, isNoWorse ? 'pass' : isWorse ? 'fail' : 'unknown')
      })
      if (result.metrics.length === 0) assert.equal(all[0]?.message, whyNot(result))
    },
  },
)
