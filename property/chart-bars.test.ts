/** Laws of the bars of a latency distribution, each request in the bar that holds its time, and of the names of limits. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { barsOf } from '../lib/chart-bars.js'
import { formatMs } from '../lib/format-numbers.js'
import { Histogram } from '../lib/histogram.ts'
import { distribution } from '../lib/latency.ts'
import { limitLabels } from '../lib/limit-labels.js'
import { propertiesOf } from '../lib/property.ts'

const property = propertiesOf(import.meta.url)

const sparse = fc.array(fc.oneof(fc.nat(3000), fc.integer({ min: 1000, max: 40_000_000 })), {
  minLength: 1,
  maxLength: 9,
})

property(
  'chart-bars',
  'each request stands in the bar that holds its time, side by side with the next',
  {
    arbitrary: fc.tuple(sparse, fc.boolean()),
    labels: {
      'buckets of a tenth of a decade': {
        percent: 5,
        is: ([values]) =>
          Math.max(...values) >
          1e4 * Math.max(1, ...values.toSorted((one, other) => one - other).slice(0, 1)),
      },
    },
    holds: ([values, isRounded]) => {
      const histogram = new Histogram()
      for (const value of values) histogram.record(value)
      const buckets = distribution(histogram).map(([bound, count]) => {
        return [isRounded ? Number(bound.toPrecision(3)) : bound, count] as const
      })
      const bars = barsOf(buckets)
      assert.equal(
        bars.reduce((sum, { count }) => sum + count, 0),
        values.length,
      )
      bars.forEach(({ lower, upper, count }, index) => {
        const before = bars[index - 1]?.upper ?? 0
        assert.ok(lower < upper && lower > before * 0.999, `${lower} to ${upper}`)
        // To within the precision of the histogram, and of bounds of three digits.
        const own = values.filter((us) => {
          const ms = Math.max(1, us) / 1000
          return ms > lower * 0.993 && ms < upper * 1.007
        })
        assert.ok(own.length >= count, `${lower} to ${upper}: ${own.length} for ${count}`)
      })
    },
  },
)

property(
  'chart-bars-wide',
  'of any distribution there are at most sixty bars, side by side, which hold every request',
  {
    arbitrary: fc.tuple(
      fc.integer({ min: 1, max: 600 }),
      fc.double({ min: 1.03, max: 1.3, noNaN: true }),
    ),
    labels: { 'more buckets than bars': { percent: 20, is: ([length]) => length > 60 } },
    holds: ([length, factor]) => {
      const buckets = Array.from({ length }, (_, at) => [factor ** at, at + 1] as const)
      const bars = barsOf(buckets)
      assert.ok(bars.length <= 60 && bars.length >= Math.min(length, 30), `${bars.length} bars`)
      assert.equal(
        bars.reduce((sum, { count }) => sum + count, 0),
        (length * (length + 1)) / 2,
      )
      bars.forEach(({ lower, upper, count }, index) => {
        const before = bars[index - 1]?.upper ?? lower
        assert.ok(lower < upper && lower > before * 0.999_999, `${lower} after ${before}`)
        // A bucket is told by its upper bound.
        const own = buckets.filter(([bound]) => bound > lower * 1.007 && bound < upper * 1.007)
        assert.equal(
          own.reduce((sum, [, each]) => sum + each, 0),
          count,
          `${lower} to ${upper}`,
        )
      })
    },
  },
)

const limitLines = fc.array(
  fc.record({
    percentile: fc.constantFrom('p50', 'p95', 'p99'),
    limit: fc.integer({ min: 1, max: 99 }),
    y: fc.integer({ min: 10, max: 200 }),
  }),
  { maxLength: 6 },
)

property(
  'limit-labels',
  'the name of each limit stands in the chart, upon no line and no other name',
  {
    arbitrary: limitLines,
    holds: (lines) => {
      const labels = limitLabels(lines, 10)
      const boxes = labels.map(({ y }) => ({ from: y - 10, to: y + 2 }))
      for (const [index, { from, to }] of boxes.entries()) {
        assert.ok(from >= 10, 'below the upper edge')
        assert.ok(index === 0 || from >= (boxes[index - 1]?.to ?? 0), 'upon another')
        assert.ok(
          lines.every(({ y }) => y <= from || y >= to),
          'upon a line',
        )
      }
      const named = labels.flatMap(({ text }) => text.match(/p\d+ [\d.]+/g) ?? [])
      const expected = lines.map(({ percentile, limit }) => `${percentile} ${formatMs(limit)}`)
      assert.deepEqual(named.toSorted(), expected.toSorted())
    },
  },
)
