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
