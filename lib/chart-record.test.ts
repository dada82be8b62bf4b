/** What the charts of a run show beside its requests: empty before the first second, and no flood of states. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createChartRecord } from './chart-record.ts'

test('createChartRecord() has nothing, and nothing new, before the first second', () => {
  const none = { points: [], heat: [], pulse: [], states: [] }
  assert.deepEqual(createChartRecord(5).read(), { bucketSeconds: 5, ...none, news: none })
})

test('of a connector that changes all the time 200 changes are kept, the first ones', () => {
  const { follow, read } = createChartRecord(1)
  for (let t = 1; t <= 150; t += 1) {
    const state = t % 2 === 0 ? 'RUNNING' : 'FAILED'
    follow({ t, point: null, heat: [], pulse: {}, states: { source: state, sink: state } })
  }
  const { states, news } = read()
  assert.deepEqual([states.length, states[0]?.t, states.at(-1)?.t], [200, 1, 100])
  assert.deepEqual(news.states, [])
})
