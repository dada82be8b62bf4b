/** Laws of the line of a check: it has all that was measured and no more, and its limit is missed where a judge says so. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import {
  checkLine,
  checkPoints,
  checkSentence,
  columnsMax,
  measureOf,
} from '../lib/chart-checks.js'
import { formatClock } from '../lib/format-numbers.js'
import { curve } from '../lib/html-curve.js'
import { charts } from '../lib/live-arbitraries.ts'
import { measuredOf, writtenThresholds } from '../lib/load-arbitraries.ts'
import { propertiesOf } from '../lib/property.ts'
import { judge, parseThreshold } from '../lib/threshold.ts'
import { tagged } from '../lib/tree-parts.ts'
import type { SeriesPoint } from '../lib/result.ts'

const property = propertiesOf(import.meta.url)

/** The same chart so many times over: more points than there are columns, with holes. */
const longCharts = fc
  .record({ chart: charts, times: fc.constantFrom(1, 1, 3, 9, 40) })
  .map(({ chart: { bucketSeconds, points }, times }) => {
    const length = points.at(-1)?.t ?? 0
    const all = Array.from({ length: times }, (_, nth) =>
      points.map((each) => ({ ...each, t: each.t + nth * length })),
    )
    return { bucketSeconds, points: all.flat() }
  })

const measures = [
  'p50',
  'p95',
  'p99',
  'max',
  'failure-rate',
  'throughput',
  'achieved-rate',
] as const

function valueAt(
  point: SeriesPoint,
  measure: (typeof measures)[number],
  seconds: number,
): number | null {
  const { ok, failed, sent } = point
  if (measure === 'failure-rate') return ok + failed === 0 ? null : failed / (ok + failed)
  if (measure === 'throughput') return ok / seconds
  return measure === 'achieved-rate' ? sent / seconds : (point[measure] ?? null)
}

property(
  'check-line',
  'a line has at most its columns, each between the lowest and the highest of its seconds, and the highest percentile of all is in it',
  {
    arbitrary: fc.tuple(longCharts, fc.constantFrom(...measures)),
    labels: {
      'more points than columns': {
        percent: 10,
        is: ([{ points }]) => points.length > columnsMax,
      },
    },
    holds: ([chart, measure]) => {
      const { bucketSeconds, points } = chart
      const line = checkLine(measure, { checks: [], chart })
      const span = ((points.at(-1)?.t ?? 0) - (points[0]?.t ?? 0)) / bucketSeconds + 1
      const size = Math.ceil(span / columnsMax)
      assert.equal(line.length, points.length === 0 ? 0 : Math.ceil(span / size))
      function pointsIn(column: number): readonly SeriesPoint[] {
        const from = (points[0]?.t ?? 0) + column * size * bucketSeconds
        return points.filter(({ t }) => t >= from && t < from + size * bucketSeconds)
      }
      for (const [column, value] of line.entries()) {
        const own = pointsIn(column).flatMap((each) => valueAt(each, measure, bucketSeconds) ?? [])
        if (own.length === 0) assert.equal(value, null, `column ${column}`)
        else {
          const [low, high] = [Math.min(...own), Math.max(...own)]
          const told = value ?? Number.NaN
          assert.ok(low * 0.999999 <= told && told <= high * 1.000001, `${low} ${told} ${high}`)
          if (/^[pm]/.test(measure)) assert.equal(told, high)
        }
      }
      // Nothing of what was counted is lost.
      if (measure !== 'throughput') return
      const sum = line.reduce((total: number, value, column) => {
        return total + (value ?? 0) * bucketSeconds * pointsIn(column).length
      }, 0)
      const ok = points.reduce((total, each) => total + each.ok, 0)
      assert.ok(Math.abs(sum - ok) <= 1e-6 * (1 + ok), `${sum} of ${ok}`)
    },
  },
)

/** A second in which all that a threshold is about was measured as this value, as `measuredOf` has it for a run. */
function secondOf(metric: string, value: number): SeriesPoint {
  const failed = metric === 'failure-rate' ? Math.min(value, 2000) : 0
  const ok = metric === 'failure-rate' ? 2000 - failed : value
  const times = { p50: value, p95: value, p99: value, max: value, serviceP99: null }
  return { t: 7, users: 1, due: null, sent: ok + failed, ok, failed, ...times }
}

property(
  'check-sentence',
  'a threshold of all requests that a series has is missed at its second exactly where it would be failed, and no other has a line',
  {
    arbitrary: fc.tuple(writtenThresholds, fc.nat(2000), fc.boolean()),
    labels: {
      'a line': {
        percent: 10,
        is: ([{ endpoint, metric }]) =>
          endpoint === null && (measures as readonly string[]).includes(metric),
      },
    },
    holds: ([written, any, isMet]) => {
      // Limits are met exactly, too.
      const { endpoint, metric, limit } = written
      const value = isMet ? (metric === 'failure-rate' ? limit * 2000 : limit) : any
      const measured = { total: value, own: value, sent: 500, gauge: null }
      const check = judge(parseThreshold(written.text), measuredOf(measured))
      const measure = measureOf(check)
      const isKnown = endpoint === null && (measures as readonly string[]).includes(metric)
      assert.equal(measure, isKnown ? metric : null)
      if (measure === null) return
      const told = checkPoints(measure, { checks: [], series: [secondOf(metric, value)] })
      const said = checkSentence(check, { told, clock: formatClock })
      const end =
        check.verdict === 'pass'
          ? /was held at every point\.$/
          : /was missed at 1 of 1 points, first at 0:07\.$/
      assert.match(said, end)
    },
  },
)

const values = fc.array(fc.option(fc.double({ min: 0, max: 5000, noNaN: true })), { maxLength: 12 })

property(
  'check-curve',
  'each value is a dot from left to right, the higher the value the higher the dot, and the limit is between those that keep and miss it',
  {
    arbitrary: fc.tuple(values, fc.option(fc.nat(5000))),
    labels: { 'a gap': { percent: 10, is: ([list]) => list.includes(null) } },
    holds: ([list, limit]) => {
      const tree = curve({ values: list, limit: limit ?? undefined, sentence: 'x' })
      const paths = tagged(tree, 'path').map(({ attributes }) => attributes)
      const across = paths.find((each) => each['class'] === 'limit')?.['d']
      const line = paths.find((each) => each['class'] !== 'limit')?.['d'] ?? ''
      const dots: { readonly x: number; readonly y: number }[] = []
      for (const [, start = '', rest = ''] of line.matchAll(/M([^l]*)l([^M]*)/g)) {
        const [x = Number.NaN, y = Number.NaN] = start.split(' ').map(Number)
        const ways = [...rest.matchAll(/-?\d+/g)].map(Number).slice(2)
        dots.push({ x, y })
        for (let at = 0; at < ways.length; at += 2) {
          const before = dots.at(-1) ?? { x, y }
          dots.push({ x: before.x + (ways[at] ?? 0), y: before.y + (ways[at + 1] ?? Number.NaN) })
        }
      }
      const told = list.flatMap((value) => (value === null ? [] : [value]))
      assert.equal(dots.length, told.length, line)
      const height = Number(/ (\d+)h/.exec(across ?? '')?.[1] ?? Number.NaN)
      assert.equal(Number.isNaN(height), limit === null)
      for (const [index, value] of told.entries()) {
        const { x = Number.NaN, y = Number.NaN } = dots[index] ?? {}
        assert.ok(x >= 0 && x <= 160 && y >= 0 && y <= 36, `${x} ${y}`)
        assert.ok(index === 0 || x > (dots[index - 1]?.x ?? 0), line)
        for (const [other, than] of told.entries()) {
          if (value > than) assert.ok(y <= (dots[other]?.y ?? -1), `${value} above ${than}`)
        }
        if (limit === null) continue
        assert.ok(value <= limit || y <= height, `${value} above ${limit}`)
        assert.ok(value >= limit || y >= height, `${value} below ${limit}`)
      }
    },
  },
)
