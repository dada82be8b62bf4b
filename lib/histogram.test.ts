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
