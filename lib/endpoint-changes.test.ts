/** Which endpoints are worth a row of their own beside a baseline. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { mostChanged } from './endpoint-changes.js'

const stories = [
  { name: '/as before', p50: [10, 10], p99: [50, 50] },
  { name: '/a little slower', p50: [10, 11], p99: [50, 52] },
  { name: '/three times as fast', p50: [30, 10], p99: [50, 50] },
  { name: '/twice as slow at its worst', p50: [10, 10], p99: [50, 100] },
  { name: '/never answered before', p50: [null, 10], p99: [null, 50] },
  { name: '/never answered, now as before', p50: [null, null], p99: [null, null] },
  { name: '/from nothing', p50: [0, 10], p99: [50, 50] },
] as const

const endpoints = stories.map(({ name, p50, p99 }) => ({
  method: 'GET',
  name,
  before: { p50: p50[0], p95: null, p99: p99[0], failureRate: 0 },
  now: { p50: p50[1], p95: null, p99: p99[1], failureRate: 0 },
}))

test('mostChanged() keeps what has changed most, to the better or the worse, in the order it had', () => {
  const byMost = [
    '/never answered before',
    '/from nothing',
    '/three times as fast',
    '/twice as slow at its worst',
    '/a little slower',
  ]
  for (let most = 0; most <= byMost.length; most += 1) {
    const kept = mostChanged(endpoints, most).map(({ name }) => name)
    const expected = byMost.slice(0, most)
    assert.deepEqual(
      kept,
      endpoints.flatMap(({ name }) => (expected.includes(name) ? [name] : [])),
    )
  }
  assert.deepEqual(mostChanged(endpoints, 7), endpoints)
  assert.deepEqual(mostChanged([], 7), [])
})
