/** The heatmap: in which bucket an answer falls, and that none is lost. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { heatBoundMs, heatCells, heatRange } from './heat-data.js'
import { Histogram } from './histogram.ts'
import { heat } from './latency.ts'

test('heat() has each answer between the bounds of its bucket, and the outermost ones in the first and the last', () => {
  for (const ms of [0.1, 0.15, 1, 1.7, 10, 99, 1000, 5432]) {
    const times = new Histogram()
    times.record(ms * 1000)
    const [cell] = heatCells(heat(times))
    assert.ok(cell !== undefined && cell.count === 1)
    assert.ok(heatBoundMs(cell.bucket) <= ms * 1.002, `${ms} in ${cell.bucket}`)
    assert.ok(heatBoundMs(cell.bucket + 1) >= ms * 0.998, `${ms} in ${cell.bucket}`)
  }
  const extremes = new Histogram()
  for (const us of [0, 1, 500_000_000]) extremes.record(us)
  assert.deepEqual(heatCells(heat(extremes)), [
    { bucket: 0, count: 2 },
    { bucket: 23, count: 1 },
  ])
})

test('heatRange() spans what is there, and is null where nothing is', () => {
  assert.equal(heatRange([[], []]), null)
  assert.deepEqual(heatRange([[3, 7], [], [1, 2, 9, 8]]), { low: 1, high: 9, most: 8 })
})
