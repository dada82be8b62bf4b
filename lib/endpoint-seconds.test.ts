/** Requests of each endpoint by the second in which they ended: what is kept, what is let go, and the percentile of a second. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { endpointSeconds, p95Of } from './endpoint-seconds.ts'
import type { Exchange } from './exchange-log.ts'

function ended(endpoint: number, endedMs: number, more: Partial<Exchange> = {}): Exchange {
  const times = { responseUs: 1000, serviceUs: 900, lagUs: 0 }
  return { endpoint, outcome: 'ok', endedMs, ...times, bodyBytes: 0, failure: -1, ...more }
}

test('endpointSeconds() has of each endpoint what ended in the last second that was told', () => {
  const seconds = endpointSeconds()
  for (const each of [
    ended(0, 0),
    ended(0, 999.9, { responseUs: 3000 }),
    ended(0, 1000),
    ended(1, 500, { outcome: 'failed' }),
    ended(1, 600, { outcome: 'timedOut', responseUs: 9000 }),
    ended(2, 10, { outcome: 'interrupted' }),
    ended(2, 10, { outcome: 'unsent' }),
  ]) {
    seconds.take(each)
  }
  assert.deepEqual([...seconds.latest()], [])
  seconds.tick(1)
  assert.deepEqual(
    [...seconds.latest()],
    [
      [0, { ok: 2, failed: 0, timedOut: 0, times: [1000, 3000] }],
      [1, { ok: 0, failed: 1, timedOut: 1, times: [9000] }],
    ],
  )
  seconds.tick(2)
  assert.deepEqual([...seconds.latest()], [[0, { ok: 1, failed: 0, timedOut: 0, times: [1000] }]])
  seconds.tick(3)
  assert.deepEqual([...seconds.latest()], [])
})

test('endpointSeconds() has the last ten seconds together, and nothing of one that not all have told', () => {
  const seconds = endpointSeconds()
  for (let second = 0; second < 12; second += 1) {
    seconds.take(ended(0, second * 1000 + 500, { responseUs: second }))
  }
  seconds.take(ended(7, 11_500))
  seconds.tick(11)
  const { seconds: length, of } = seconds.recent()
  assert.equal(length, 10)
  assert.deepEqual([...of.keys()], [0])
  assert.deepEqual(of.get(0)?.times, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  assert.equal(of.get(0)?.ok, 10)
  const young = endpointSeconds()
  young.tick(3)
  assert.equal(young.recent().seconds, 3)
})

test('p95Of() is the value below which 95 of 100 lie, as of a sorted list; null of none', () => {
  const of = { ok: 0, failed: 0, timedOut: 0 }
  const hundred = Array.from({ length: 100 }, (_, index) => (100 - index) * 1000)
  assert.equal(p95Of({ ...of, times: hundred }), 95)
  assert.equal(p95Of({ ...of, times: [1234] }), 1.234)
  assert.equal(p95Of({ ...of, times: [] }), null)
})
