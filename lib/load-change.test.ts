/** A run that is changed while it goes on: more users, fewer, another rate, an end before its time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { constant, ramp } from './pacer.ts'
import { shortRun } from './scratch-run.ts'
import { scratchServer } from './scratch-server.ts'
import type { Running } from './load-engine.ts'

const paths = ['/a', '/b', '/c']
const think = { minMs: 5, maxMs: 20, burst: 1 }
const classes = { All: { weights: [1, 1, 1], think } }

for (const workers of [1, 3]) {
  test(`change() lets users come and go in mid-run, with ${workers} threads`, async () => {
    await using server = await scratchServer()
    const finish = new AbortController()
    let running: Running | undefined
    let startedAtMs = 0
    const seen: number[] = []
    const {
      load,
      series,
      totals,
      phases = [],
    } = await shortRun({
      workers,
      ramp: ramp({ users: 10, spawnRate: 1000, runTimeMs: 60_000 }),
      settings: { url: server.url, paths, classes },
      options: {
        finish: finish.signal,
        onRunning: (begun) => {
          running = begun
          startedAtMs = begun.startedAtMs
        },
        onSecond: ({ latest: { users } }) => {
          // More than were planned at first, and then fewer: at once, and over a while; each when the one before is seen.
          const wanted = [10, 25, 4][seen.length]
          if (users !== wanted) return
          seen.push(users)
          if (users === 10) running?.change({ value: 25, overMs: 0 })
          if (users === 25) running?.change({ value: 4, overMs: 500 })
          if (users === 4) finish.abort()
        },
      },
    })
    assert.deepEqual(seen, [10, 25, 4])
    assert.equal(Math.max(...series.map(({ users }) => users)), 25)
    assert.ok(load.measuredSeconds < 60)
    assert.equal(load.startedAt, new Date(startedAtMs).toISOString())
    assert.equal(totals.sent, server.total())
    assert.equal(server.connections() <= 25 * 2, true)
    assert.deepEqual(
      phases.map(({ name }) => name),
      ['hold 10 users', 'hold 25 users', 'down to 4 users', 'hold 4 users'],
    )
    // The drain is too short to be a phase, and so are those that it answered.
    const left = totals.ok - phases.reduce((sum, { ok }) => sum + (ok ?? 0), 0)
    assert.ok(left >= 0 && left <= 4, `${left} in no phase`)
    assert.ok(Math.abs((phases.at(-1)?.to ?? 0) - load.measuredSeconds) < 0.1)
  })

  test(`change() gives an open run another rate, and what is due stays exact, with ${workers} threads`, async () => {
    await using server = await scratchServer()
    let running: Running | undefined
    const { load, series, totals } = await shortRun({
      model: 'open',
      workers,
      ramp: constant({ rate: 100, runTimeMs: 6000 }),
      settings: { url: server.url, paths },
      options: {
        onRunning: (begun) => (running = begun),
        onSecond: ({ latest }) => {
          if (latest.t === 1) running?.change({ value: 0.001, overMs: 0 })
          if (latest.t === 2) running?.change({ value: 300, overMs: 500 })
        },
      },
    })
    const due = series.reduce((sum, point) => sum + (point.due ?? 0), 0)
    assert.equal(totals.sent + load.unsent + load.dropped, due)
    assert.equal(load.sentInAll, server.total())
    assert.equal(series[0]?.due, 100)
    // The last second lies whole behind the second change, however late that came.
    assert.equal(series[5]?.due, 300)
    assert.ok((load.requestedRate ?? 0) > 100 && (load.requestedRate ?? 0) < 250)
  })
}

test('finish ends a run before its time, and what is in flight is still answered', async () => {
  await using server = await scratchServer((_request, response) => {
    setTimeout(() => response.end('{}'), 2200)
  })
  const finish = new AbortController()
  const {
    load,
    totals,
    phases = [],
  } = await shortRun({
    ramp: ramp({ users: 10, spawnRate: 1000, runTimeMs: 60_000 }),
    settings: { url: server.url, paths },
    options: {
      finish: finish.signal,
      onSecond: ({ inFlight }) => {
        assert.ok(inFlight > 0 && inFlight <= 10)
        finish.abort()
      },
    },
  })
  assert.equal(totals.interrupted, 0)
  assert.equal(totals.sent, totals.ok)
  assert.ok(load.measuredSeconds < 30)
  assert.deepEqual(
    phases.map(({ name }) => name),
    ['hold 10 users', 'drain'],
  )
  assert.equal(phases[1]?.ok, totals.ok)
  assert.ok(Math.abs((phases[1]?.from ?? 0) - load.measuredSeconds) < 0.1)
})
