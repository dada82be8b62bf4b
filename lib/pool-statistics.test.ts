/** A pool over several threads: only whole samples, only whole seconds, and waits merged. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { poolStatistics } from './pool-statistics.ts'

const none = { waitsUs: [], samples: [], replaced: 0 }

function samples(inUse: readonly number[], from = 0): (readonly [number, number])[] {
  return inUse.map((each, index) => [from + index, each] as const)
}

test('poolStatistics() has no figure where nothing was sampled', () => {
  const {
    utilizationPercent,
    waitMs,
    samples: count,
  } = poolStatistics({
    size: 4,
    workers: 1,
  }).read()
  assert.deepEqual(utilizationPercent, { mean: null, busiestSecond: null, max: null })
  assert.deepEqual([waitMs.p50, waitMs.max, count], [null, null, 0])
})

test('poolStatistics() adds up the threads of each sample, and leaves out one that a thread did not tell', () => {
  const pool = poolStatistics({ size: 4, workers: 2 })
  pool.take({ ...none, samples: samples([2, 2, 2]) })
  pool.take({ ...none, samples: samples([2, 0]) })
  const { utilizationPercent, samples: count } = pool.read()
  assert.equal(count, 2)
  assert.deepEqual(utilizationPercent, { mean: 75, busiestSecond: 75, max: 100 })
})

test('poolStatistics() takes the busiest whole second, not a moment and not the rest of one', () => {
  const pool = poolStatistics({ size: 10, workers: 1 })
  pool.take({ ...none, samples: samples([10, 0, 0, 0, 0, 0, 0, 0, 0, 0]) })
  pool.take({ ...none, samples: samples([5, 5, 5, 5, 5, 5, 5, 5, 5, 5], 10) })
  pool.take({ ...none, samples: samples([10, 10], 20) })
  const { utilizationPercent } = pool.read()
  assert.equal(utilizationPercent.busiestSecond, 50)
  assert.equal(utilizationPercent.max, 100)
})

test('poolStatistics() merges waits exactly, and counts what was replaced', () => {
  const pool = poolStatistics({ size: 2, workers: 2 })
  pool.take({ ...none, waitsUs: [1000, 2000], replaced: 1 })
  pool.take({ ...none, waitsUs: [3000, 4000, 90_000], replaced: 2 })
  const { waits, waitMs, replaced } = pool.read()
  assert.deepEqual([waits, replaced, waitMs.max], [5, 3, 90])
  assert.ok(Math.abs((waitMs.p50 ?? 0) - 3) < 0.01)
})

test('poolStatistics() says all that it knows of nothing', () => {
  assert.deepEqual(poolStatistics({ size: 4, workers: 1 }).read(), {
    size: 4,
    waits: 0,
    waitMs: { p50: null, p95: null, p99: null, max: null },
    utilizationPercent: { mean: null, busiestSecond: null, max: null },
    samples: 0,
    replaced: 0,
  })
})

test('poolStatistics() rounds to tenths, and tells each percentile of the waits', () => {
  const pool = poolStatistics({ size: 3, workers: 1 })
  const waitsUs = Array.from({ length: 100 }, (_, index) => (index + 1) * 1000)
  pool.take({ waitsUs, samples: samples([1, 2, 2]), replaced: 0 })
  const { utilizationPercent, waitMs } = pool.read()
  assert.deepEqual(utilizationPercent, { mean: 55.6, busiestSecond: 55.6, max: 66.7 })
  const { p50, p95, p99, max } = waitMs
  const off = [50, 95, 99, 100].map((ms, index) =>
    Math.abs(ms - ([p50, p95, p99, max][index] ?? 0)),
  )
  assert.ok(Math.max(...off) < 0.1, JSON.stringify(waitMs))
})

test('poolStatistics() takes more than half a second for a second, and half of one for none', () => {
  const pool = poolStatistics({ size: 10, workers: 1 })
  pool.take({ ...none, samples: [...samples([1, 1, 1, 1, 1, 1]), ...samples([9, 9, 9, 9, 9], 10)] })
  assert.equal(pool.read().utilizationPercent.busiestSecond, 10)
  pool.take({ ...none, samples: samples([3], 15) })
  assert.equal(pool.read().utilizationPercent.busiestSecond, 80)
})

test('poolStatistics() has a busiest second where no whole one was seen, and where nothing was in use', () => {
  const pool = poolStatistics({ size: 10, workers: 1 })
  pool.take({ ...none, samples: samples([0, 0]) })
  assert.deepEqual(pool.read().utilizationPercent, { mean: 0, busiestSecond: 0, max: 0 })
  pool.take({ ...none, samples: samples([8], 30) })
  assert.deepEqual(pool.read().utilizationPercent, { mean: 26.7, busiestSecond: 26.7, max: 80 })
})

test('poolStatistics() keeps the samples of threads apart by their moment', () => {
  const pool = poolStatistics({ size: 4, workers: 3 })
  for (const from of [0, 1, 2]) pool.take({ ...none, samples: samples([1, 1, 1], from) })
  const { samples: count, utilizationPercent } = pool.read()
  assert.deepEqual([count, utilizationPercent.mean], [1, 75])
})
