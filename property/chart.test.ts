/** Laws of what charts draw: every count is drawn where it was measured, and a file draws what its Result does. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { texts } from '../lib/arbitraries.ts'
import { ghostOf, limitsOf, linesOf, marksOf, pointsOf } from '../lib/chart-data.js'
import { packCharts, unpackCharts } from '../lib/chart-payload.js'
import { charts, loadResults } from '../lib/live-arbitraries.ts'
import { measuredOf, measuredValues, writtenThresholds } from '../lib/load-arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { judge, parseThreshold } from '../lib/threshold.ts'
import { visibleText } from '../lib/visible-text.js'
import type { Line } from '../lib/chart-data.js'
import type { BaselineResult } from '../lib/baseline-result.ts'
import type { Result } from '../lib/result.ts'

const property = propertiesOf(import.meta.url)

const names = ['p50', 'p95', 'p99', 'ok', 'failed', 'users', 'due'] as const

/** Three digits are as many as a chart shows. */
function assertNear(drawn: Line, measured: Line, what: string): void {
  assert.equal(drawn.length, measured.length, what)
  measured.forEach((value, index) => {
    const shown = drawn[index] ?? null
    if (value === null || shown === null) assert.equal(shown, value, `${what} at ${index}`)
    else {
      assert.ok(
        Math.abs(shown - value) <= 0.005 * value,
        `${what} at ${index}: ${shown} of ${value}`,
      )
    }
  })
}

property(
  'chart-lines',
  'each point is drawn at its second, counts a second, and where points are missing there is one gap',
  {
    arbitrary: charts,
    labels: {
      'points are missing': {
        percent: 15,
        is: ({ bucketSeconds, points }) =>
          (points.at(-1)?.t ?? 0) > bucketSeconds * points.length && points.length > 1,
      },
      'long buckets': { percent: 20, is: ({ bucketSeconds }) => bucketSeconds > 1 },
    },
    holds: (chart) => {
      const { bucketSeconds, points } = chart
      const lines = linesOf({ checks: [], chart, series: [] })
      const drawn = new Map(lines.t.map((t, index) => [t, index]))
      assert.equal(drawn.size, lines.t.length, 'no second twice')
      for (const point of points) {
        const index = drawn.get(point.t) ?? -1
        assert.deepEqual(
          names.map((name) => lines[name][index]),
          names.map((name) => {
            const value = point[name]
            const isCount = name === 'ok' || name === 'failed' || name === 'due'
            return value !== null && isCount ? value / bucketSeconds : value
          }),
        )
        drawn.delete(point.t)
      }
      const holes = points
        .slice(1)
        .filter(({ t }, index) => t - (points[index]?.t ?? 0) > bucketSeconds)
      assert.equal(drawn.size, holes.length)
      for (const [t, index] of drawn) {
        assert.ok(
          names.every((name) => lines[name][index] === null),
          `no zero at ${t}`,
        )
        const [before = 0, after = 0] = [lines.t[index - 1], lines.t[index + 1]]
        assert.ok(before < t && t < after, `${t} stands between ${before} and ${after}`)
      }
      if (bucketSeconds > 1) return
      assert.deepEqual(pointsOf({ checks: [], series: points }), chart)
      assert.deepEqual(linesOf({ checks: [], series: points }), lines)
    },
  },
)

property(
  'chart-limits',
  'a limit is drawn of each threshold on a percentile of all requests that a chart has, and of no other',
  {
    arbitrary: fc.tuple(fc.array(writtenThresholds, { maxLength: 9 }), measuredValues),
    labels: {
      'a limit': {
        percent: 4,
        is: ([list]) =>
          list.some(({ endpoint, metric }) => endpoint === null && /^p\d\d$/.test(metric)),
      },
    },
    holds: ([list, values]) => {
      const checks = list.map(({ text }) => judge(parseThreshold(text), measuredOf(values)))
      const drawn = list
        .filter(
          ({ endpoint, metric }) => endpoint === null && ['p50', 'p95', 'p99'].includes(metric),
        )
        .map(({ metric, limit }) => ({ percentile: metric, limit }))
      assert.deepEqual(limitsOf({ checks }), drawn)
    },
  },
)

property(
  'chart-ghost',
  'an earlier run stands behind at the seconds that it had, a second of its buckets, and nowhere else',
  {
    arbitrary: fc.tuple(charts, fc.array(fc.nat(60), { maxLength: 12 }), fc.boolean()),
    labels: {
      'a second of it': {
        percent: 20,
        is: ([{ points }, times]) => points.some(({ t }) => times.includes(t)),
      },
    },
    holds: ([ghost, times, isJudged]) => {
      const source = isJudged ? { checks: [], baseline: { line: ghost } } : { checks: [], ghost }
      const drawn = ghostOf(source, times)
      const at = times.map((t) => ghost.points.find((point) => point.t === t))
      assert.deepEqual(
        drawn?.p99,
        at.map((point) => point?.p99 ?? null),
      )
      assert.deepEqual(
        drawn.sent,
        at.map((point) => (point === undefined ? null : point.sent / ghost.bucketSeconds)),
      )
      const all = ghostOf(
        source,
        ghost.points.map(({ t }) => t),
      )
      const sum = (all?.sent ?? []).reduce((total: number, each) => total + (each ?? 0), 0)
      const sent = ghost.points.reduce((total, each) => total + each.sent, 0)
      assert.ok(Math.abs(sum * ghost.bucketSeconds - sent) < 1e-6, `${sum} of ${sent}`)
      assert.equal(ghostOf({ checks: [] }, times), null)
    },
  },
)

const judged = fc
  .record({
    result: loadResults,
    thresholds: fc.array(writtenThresholds, { maxLength: 4 }),
    values: measuredValues,
    line: fc.option(charts),
    marks: fc.option(
      fc.array(
        fc.record(
          { t: fc.nat(99), kind: fc.constant('note' as const), text: texts() },
          { noNullPrototype: true },
        ),
      ),
    ),
  })
  .map(({ result, thresholds, values, line, marks }): Result => {
    const checks = thresholds.map(({ text }) => judge(parseThreshold(text), measuredOf(values)))
    const baseline = { line } as unknown as BaselineResult
    return { ...result, checks, baseline, ...(marks === null ? {} : { marks }) }
  })

property(
  'chart-payload',
  'the charts of a file draw what those of the Result would, to three digits, and every count of it',
  {
    arbitrary: judged,
    labels: {
      'an earlier run': { percent: 30, is: ({ baseline }) => (baseline?.line ?? null) !== null },
    },
    holds: (result) => {
      const unpacked = unpackCharts(JSON.parse(JSON.stringify(packCharts(result))))
      const [drawn, whole] = [linesOf(unpacked), linesOf(result)]
      assert.deepEqual([drawn.t, drawn.users, drawn.ok], [whole.t, whole.users, whole.ok])
      assert.deepEqual([drawn.failed, drawn.due], [whole.failed, whole.due])
      for (const name of ['p50', 'p95', 'p99'] as const) assertNear(drawn[name], whole[name], name)
      assert.deepEqual(limitsOf(unpacked), limitsOf(result))
      assert.deepEqual(marksOf(unpacked), marksOf(result))
      const [ghost, earlier] = [unpacked, result].map((source) => ghostOf(source, whole.t))
      assert.deepEqual(ghost?.sent, earlier?.sent)
      assertNear(ghost?.p99 ?? [], earlier?.p99 ?? [], 'earlier p99')
      const all = unpacked.totals?.distribution ?? []
      const measured = result.totals?.distribution ?? []
      assert.deepEqual(
        all.map(([, count]) => count),
        measured.map(([, count]) => count),
      )
      assertNear(
        all.map(([bound]) => bound),
        measured.map(([bound]) => bound),
        'bounds',
      )
      const busiest = (result.requests ?? [])
        .toSorted((one, other) => other.sent - one.sent)
        .filter(({ distribution }) => distribution.length > 0)
      assert.deepEqual(
        unpacked.requests?.map(({ method, name }) => [method, name]),
        busiest.map(({ method, name }) => [visibleText(method, 200), visibleText(name, 200)]),
      )
      assert.deepEqual(
        unpacked.requests.map(({ distribution }) => distribution.map(([, count]) => count)),
        busiest.map(({ distribution }) => distribution.map(([, count]) => count)),
      )
    },
  },
)
