/** What histograms say in a Result. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Histogram } from './histogram.ts'
import { distribution, heat, inMs, latencyMs } from './latency.ts'
import { random } from './random.ts'

function recorded(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

test('latencyMs() is null throughout where nothing was measured', () => {
  const { min, mean, p50, p99, p9999, max } = latencyMs(new Histogram())
  assert.deepEqual([min, mean, p50, p99, p9999, max], [null, null, null, null, null, null])
})

test('latencyMs() gives milliseconds to the microsecond', () => {
  const told = latencyMs(recorded([1234, 1234, 1236]))
  assert.deepEqual([told.min, told.p50, told.max], [1.234, 1.234, 1.236])
  assert.equal(told.mean, 1.235)
})

const chance = random(5)
const stories: Readonly<Record<string, readonly number[]>> = {
  'a single answer': [5000],
  'answers of one speed': Array.from({ length: 100 }, () => Math.round(chance.between(900, 1100))),
  'a fast server with a long tail': Array.from({ length: 3000 }, () =>
    Math.round(200 * 10 ** chance.between(0, 3)),
  ),
  'everything from 1 µs to 3 hours': Array.from({ length: 3000 }, () =>
    Math.round(10 ** chance.between(0, 10.03)),
  ),
}

for (const [story, values] of Object.entries(stories)) {
  test(`distribution() has every answer in at most 60 growing buckets: ${story}`, () => {
    const buckets = distribution(recorded(values))
    assert.ok(buckets.length > 0 && buckets.length <= 60, `${buckets.length} buckets`)
    assert.equal(
      buckets.reduce((sum, [, count]) => sum + count, 0),
      values.length,
    )
    assert.ok(buckets.every(([bound], index) => bound > (buckets[index - 1]?.[0] ?? 0)))
    let below = 0
    for (const [bound, count] of buckets) {
      below += count
      // A value may stand up to 0.1 % higher in the histogram than it was.
      const least = values.filter((us) => us * 1.001 <= bound * 1000).length
      const most = values.filter((us) => us <= bound * 1000 * 1.00001).length
      assert.ok(below >= least && below <= most, `${below} up to ${bound} ms: ${least} to ${most}`)
    }
  })
}

test('distribution() of nothing is empty', () => {
  assert.deepEqual(distribution(new Histogram()), [])
})

test('latencyMs() has every percentile in its place', () => {
  // Up to 2 ms the histogram is exact: of 1, 2, … 1,000 µs the nth percentile is 10 n.
  const told = latencyMs(recorded(Array.from({ length: 1000 }, (_, index) => index + 1)))
  assert.deepEqual(told, {
    min: 0.001,
    mean: 0.501,
    p50: 0.5,
    p66: 0.66,
    p75: 0.75,
    p80: 0.8,
    p90: 0.9,
    p95: 0.95,
    p98: 0.98,
    p99: 0.99,
    p999: 0.999,
    p9999: 1,
    max: 1,
  })
})

test('inMs() rounds to the microsecond', () => {
  assert.deepEqual([null, 0, 1234.4, 1234.5].map(inMs), [null, 0, 1.234, 1.235])
})

const heats: readonly (readonly [us: number, bucket: number])[] = [
  [1, 0],
  [100, 0],
  [177, 0],
  [178, 1],
  [999, 3],
  [1000, 4],
  [10_000, 8],
]

for (const [us, bucket] of heats) {
  test(`heat() has ${us} µs in bucket ${bucket}: four a decade from 0.1 ms on`, () => {
    assert.deepEqual(heat(recorded([us])), [bucket, 1])
  })
}

test('heat() counts by bucket, and what is slower than all in the last', () => {
  assert.deepEqual(heat(new Histogram()), [])
  assert.deepEqual(heat(recorded([50, 120, 1100, 1200, 1300, 5_000_000_000])), [0, 2, 4, 3, 23, 1])
})

test('distribution() has powers of ten as bounds, divided by forty where they are few', () => {
  assert.deepEqual(distribution(recorded([1000, 1000, 10_000])), [
    [1, 2],
    [10, 1],
  ])
  assert.deepEqual(distribution(recorded([1010])), [[1.05925, 1]])
  assert.deepEqual(distribution(recorded([0, 1])), [[0.001, 2]])
})

test('distribution() divides powers of ten as finely as fits into sixty buckets', () => {
  assert.deepEqual(distribution(new Histogram()), [])
  const ranges: readonly (readonly [us: readonly number[], bounds: readonly number[]])[] = [
    // Sixty buckets of a fortieth, then one more.
    [
      [1000, 29_853],
      [1, 29.8538],
    ],
    [
      [1000, 29_860],
      [1, 31.6228],
    ],
    [
      [1010, 100_000],
      [1.12202, 100],
    ],
    [
      [1010, 10_000_000],
      [1.25893, 10_000],
    ],
    [
      [1, 10_100_000],
      [0.001, 15_848.9],
    ],
  ]
  for (const [us, bounds] of ranges) {
    assert.deepEqual(
      distribution(recorded(us)),
      bounds.map((bound) => [bound, 1]),
      String(us),
    )
  }
})
