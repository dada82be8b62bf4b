/** Laws of histograms, of the latencies that are told of them, and of the statistics of a bench. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { median, slotsOf } from '../lib/bench-statistics.ts'
import { Histogram } from '../lib/histogram.ts'
import { distribution, inMs, latencyMs } from '../lib/latency.ts'
import { propertiesOf } from '../lib/property.ts'

const property = propertiesOf(import.meta.url)

const times = fc.oneof(
  { weight: 4, arbitrary: fc.nat(5_000_000) },
  { weight: 1, arbitrary: fc.nat(2000) },
  { weight: 1, arbitrary: fc.integer({ min: 20_000_000, max: 4_000_000_000 }) },
)
const samples = fc.array(times, { maxLength: 80 })
const percentile = fc.oneof(
  fc.constantFrom(0, 50, 99, 100),
  // Doubles of fast-check would nearly all be next to 0.
  fc.nat(100_000).map((thousandths) => thousandths / 1000),
)

function recorded(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

function contents(histogram: Histogram): unknown {
  const { count, min, max, mean } = histogram
  return [count, min, max, mean, [...histogram.entries()]]
}

const large = {
  percent: 5,
  is: (values: readonly number[]) => values.some((each) => each > 20_000_000),
}

property(
  'percentiles-monotone',
  'a higher percentile is never lower, 0 is the minimum and 100 the maximum',
  {
    arbitrary: fc.tuple(samples, fc.array(percentile, { minLength: 1, maxLength: 8 })),
    labels: { 'nothing recorded': { percent: 1, is: ([values]) => values.length === 0 } },
    holds: ([values, wanted]) => {
      const ascending = wanted.toSorted((one, other) => one - other)
      const found = recorded(values).percentiles([0, ...ascending, 100])
      if (values.length === 0) {
        assert.ok(found.every((value) => value === null))
        return
      }
      assert.equal(found[0], Math.min(...values))
      assert.equal(found.at(-1), Math.max(...values))
      found.forEach((value, index) =>
        assert.ok(index === 0 || (value ?? 0) >= (found[index - 1] ?? 0)),
      )
    },
  },
)

property(
  'percentiles-precise',
  'a percentile is within 0.1 % of the value that stands there in the sorted list',
  {
    arbitrary: fc.tuple(samples, percentile),
    labels: { 'beyond the first range': { percent: 5, is: ([values]) => large.is(values) } },
    holds: ([values, wanted]) => {
      fc.pre(values.length > 0)
      const [found = null] = recorded(values).percentiles([wanted])
      const sorted = values.toSorted((one, other) => one - other)
      const rank = Math.max(1, Math.ceil((wanted / 100) * values.length - 1e-6))
      const exact = sorted[rank - 1] ?? 0
      assert.ok(Math.abs((found ?? 0) - exact) <= exact * 0.001 + 1, `${found} for ${exact}`)
    },
  },
)

property(
  'histogram-ends',
  'count, minimum, maximum and mean are exact, and every value is counted once',
  {
    arbitrary: samples,
    labels: { 'beyond the first range': large },
    holds: (values) => {
      const histogram = recorded(values)
      assert.equal(histogram.count, values.length)
      assert.equal(
        [...histogram.entries()].reduce((sum, [, count]) => sum + count, 0),
        values.length,
      )
      if (values.length === 0) return
      assert.equal(histogram.min, Math.min(...values))
      assert.equal(histogram.max, Math.max(...values))
      assert.ok(
        Math.abs(
          (histogram.mean ?? 0) - values.reduce((sum, each) => sum + each, 0) / values.length,
        ) <
          1e-6 * 4e9,
      )
    },
  },
)

property('durations', 'a time between two µs counts as the nearer one, what is no duration as 0', {
  arbitrary: fc.oneof(
    fc.nat(8_000_000).map((eighths) => eighths / 8),
    fc.constantFrom(0.5, 1.75, -0.25, -1, -7.5, Number.NaN),
  ),
  labels: { 'no duration': { percent: 5, is: (us) => !(us >= 0) } },
  holds: (us) => {
    const { count, min, max, mean } = recorded([us])
    assert.deepEqual([count, min, mean], [1, max, max])
    assert.ok(Number.isInteger(max))
    assert.ok(us > 0 ? Math.abs((max ?? 0) - us) <= 0.5 : max === 0, `${max} for ${us}`)
  },
})

property('histogram-merge', 'merging is associative, and the same as recording all into one', {
  arbitrary: fc.tuple(samples, samples, samples),
  labels: {
    'an empty part': { percent: 1, is: (parts) => parts.some((part) => part.length === 0) },
  },
  holds: ([one, two, three]) => {
    const left = recorded(one)
    left.add(recorded(two))
    left.add(recorded(three))
    const right = recorded(two)
    right.add(recorded(three))
    const first = recorded(one)
    first.add(right)
    assert.deepEqual(contents(left), contents(first))
    assert.deepEqual(contents(left), contents(recorded([...one, ...two, ...three])))
  },
})

property(
  'latency-told',
  'latencies are told in ms to the µs, in order, and the distribution holds every answer',
  {
    arbitrary: samples,
    holds: (values) => {
      const histogram = recorded(values)
      const told = latencyMs(histogram)
      const { min, p50, p66, p75, p80, p90, p95, p98, p99, p999, p9999, max } = told
      const order = [min, p50, p66, p75, p80, p90, p95, p98, p99, p999, p9999, max]
      order.forEach((value, index) =>
        assert.ok(index === 0 || (value ?? 0) >= (order[index - 1] ?? 0)),
      )
      assert.equal(max, inMs(histogram.max))
      const buckets = distribution(histogram)
      assert.ok(buckets.length <= 60)
      assert.equal(
        buckets.reduce((sum, [, count]) => sum + count, 0),
        values.length,
      )
      buckets.forEach(([bound], index) =>
        assert.ok(index === 0 || bound > (buckets[index - 1]?.[0] ?? 0)),
      )
      let below = 0
      for (const [bound, count] of buckets) {
        below += count
        // What lies in a bucket is at most its bound, to within the precision of the histogram.
        const least = values.filter((us) => us / 1000 <= bound * 1.002 + 0.001).length
        assert.ok(least >= below, `${least} of ${below} up to ${bound} ms`)
      }
    },
  },
)

const figures = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -1e9, max: 1e9, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, NaN, Infinity) },
)

property(
  'median',
  'as many figures are at most the median as are at least that, in whatever order, and a hole is never hidden',
  {
    arbitrary: fc.array(figures, { maxLength: 9 }),
    labels: {
      'an even number': { percent: 20, is: (list) => list.length > 0 && list.length % 2 === 0 },
    },
    holds: (list) => {
      const found = median(list)
      assert.equal(Number.isNaN(found), list.length === 0 || list.some(Number.isNaN))
      if (Number.isNaN(found)) return
      const [below, above] = [
        list.filter((each) => each <= found),
        list.filter((each) => each >= found),
      ]
      assert.ok(2 * below.length >= list.length && 2 * above.length >= list.length)
      assert.equal(median(list.toReversed()), found)
      // Halfway between the two in the middle.
      if (list.length === 2) assert.equal(found, ((list[0] ?? 0) + (list[1] ?? 0)) / 2)
    },
  },
)

property(
  'slots',
  'each instant of the time that is asked for is in one slot, whenever the first of them was',
  {
    arbitrary: fc.tuple(
      fc.array(fc.nat(400), { minLength: 1, maxLength: 30, size: 'max' }),
      fc.nat(1000),
      fc.nat(5),
      fc.integer({ min: 1, max: 8 }),
    ),
    labels: { 'a slot is empty': { percent: 20, is: ([list]) => list.length < 8 } },
    holds: ([list, later, from, count]) => {
      const within = { fromMs: 20 * from, toMs: 20 * (from + count), slotMs: 20 }
      const found = slotsOf(list, within)
      assert.deepEqual(slotsOf(list.map((each) => each + later).toReversed(), within), found)
      const first = Math.min(...list)
      const slots = Array.from(
        { length: count },
        (_, slot) =>
          list.filter(
            (each) => each - first >= 20 * (from + slot) && each - first < 20 * (from + slot + 1),
          ).length,
      )
      const all = slots.reduce((sum, each) => sum + each, 0)
      assert.equal(found.empty, slots.filter((each) => each === 0).length)
      if (all === 0) assert.ok(Number.isNaN(found.fullest))
      else assert.ok(Math.abs(found.fullest - (Math.max(...slots) * count) / all) < 1e-9)
    },
  },
)
