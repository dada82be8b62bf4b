/** The histogram against the plain truth: the values themselves, sorted. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Histogram } from './histogram.ts'
import { random } from './random.ts'

const wanted = [0, 1, 25, 50, 66, 90, 95, 99, 99.9, 99.99, 100]

function recorded(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

/** The nearest-rank percentile of the values. */
function truth(values: readonly number[], percentile: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  const rank = Math.max(1, Math.ceil((percentile / 100) * sorted.length - 1e-6))
  return sorted[rank - 1] ?? Number.NaN
}

const hourUs = 3_600_000_000
const chance = random(20261)
const stories: Readonly<Record<string, readonly number[]>> = {
  'one value': [12_345],
  'the same value often': Array.from({ length: 1000 }, () => 777),
  'nothing but zeros': [0, 0, 0],
  'one to a thousand': Array.from({ length: 1000 }, (_, index) => index + 1),
  'fast answers with one after two hours': [...Array.from({ length: 500 }, () => 900), 2 * hourUs],
  'all sizes from 1 µs to 3 hours': Array.from({ length: 5000 }, () =>
    Math.round(10 ** chance.between(0, 10.03)),
  ),
  'a frozen second': Array.from({ length: 4000 }, (_, index) => (index < 950 ? index * 1000 : 300)),
}

for (const [story, values] of Object.entries(stories)) {
  test(`percentiles() are within 0.1 % of the truth: ${story}`, () => {
    const found = recorded(values).percentiles(wanted)
    wanted.forEach((percentile, index) => {
      const expected = truth(values, percentile)
      const off = Math.abs((found[index] ?? Number.NaN) - expected)
      assert.ok(off <= expected * 0.001, `p${percentile}: ${found[index]}, expected ${expected}`)
    })
  })

  test(`count, min, max and mean are exact: ${story}`, () => {
    const histogram = recorded(values)
    assert.equal(histogram.count, values.length)
    assert.equal(histogram.min, Math.min(...values))
    assert.equal(histogram.max, Math.max(...values))
    assert.equal(histogram.percentiles([100])[0], Math.max(...values))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    assert.equal(histogram.mean, mean)
  })

  test(`add() of parts is the same as recording all: ${story}`, () => {
    const parts = [0, 1, 2].map((part) => recorded(values.filter((_, index) => index % 3 === part)))
    const merged = new Histogram()
    for (const part of parts) merged.add(part)
    const all = recorded(values)
    assert.deepEqual([...merged.entries()], [...all.entries()])
    assert.deepEqual(merged.percentiles(wanted), all.percentiles(wanted))
    assert.deepEqual([merged.min, merged.max, merged.mean], [all.min, all.max, all.mean])
  })

  test(`entries() has every value once: ${story}`, () => {
    const entries = [...recorded(values).entries()]
    assert.equal(
      entries.reduce((sum, [, count]) => sum + count, 0),
      values.length,
    )
    assert.equal(entries.at(-1)?.[0], Math.max(...values))
  })
}

test('an empty histogram has null where nothing was recorded', () => {
  const empty = new Histogram()
  empty.add(new Histogram())
  assert.deepEqual([empty.count, empty.min, empty.max, empty.mean], [0, null, null, null])
  assert.deepEqual(empty.percentiles([50, 99]), [null, null])
  assert.deepEqual([...empty.entries()], [])
})

test('record() takes what clocks give: fractions are rounded, and nothing throws', () => {
  const histogram = recorded([1.9, 2.4, -3, Number.NaN, 10 * hourUs])
  assert.equal(histogram.count, 5)
  assert.deepEqual([histogram.min, histogram.max], [0, 10 * hourUs])
  assert.deepEqual(histogram.percentiles([60, 80]), [2, 2])
})

test('percentiles() of few values take the nearest rank, and count what is below once', () => {
  const histogram = recorded([10, 20, 30, 40])
  assert.deepEqual(
    histogram.percentiles([0, 1, 25, 25.1, 50, 75, 75.1, 100]),
    [10, 10, 10, 20, 20, 30, 40, 40],
  )
  assert.deepEqual(
    [...histogram.entries()],
    [
      [10, 1],
      [20, 1],
      [30, 1],
      [40, 1],
    ],
  )
})

test('percentiles() and entries() never leave the exact ends', () => {
  const histogram = recorded([100_003, 100_003, 200_003])
  assert.deepEqual(histogram.percentiles([0, 99, 100]), [100_003, 200_003, 200_003])
  assert.equal([...histogram.entries()].at(-1)?.[0], 200_003)
  const only = recorded([100_003])
  assert.deepEqual([only.percentiles([50]), [...only.entries()]], [[100_003], [[100_003, 1]]])
})

test('add() leaves the other as it was, and an empty one changes nothing', () => {
  const [left, right] = [recorded([5, 7]), recorded([3])]
  left.add(new Histogram())
  assert.deepEqual([left.count, left.min, left.max, left.mean], [2, 5, 7, 6])
  left.add(right)
  assert.deepEqual([left.count, left.min, left.max, left.mean], [3, 3, 7, 5])
  assert.deepEqual([right.count, right.min, right.max, right.mean], [1, 3, 3, 3])
})

test('record() rounds to the nearest microsecond', () => {
  const histogram = recorded([1.4, 1.6, 0.4, -0.6])
  assert.deepEqual(
    [...histogram.entries()],
    [
      [0, 2],
      [1, 1],
      [2, 1],
    ],
  )
  assert.equal(histogram.mean, 0.75)
})
