/** The open model: the schedule is kept whatever the target does, and what could not be sent is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constant, stages } from './pacer.ts'
import { shortRun } from './scratch-run.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { until } from './wait.ts'

const paths = ['/a', '/b']

for (const workers of [1, 3]) {
  test(`with ${workers} threads exactly what is due is sent, over the given connections`, async () => {
    await using server = await scratchServer()
    const { load, totals, series } = await shortRun({
      model: 'open',
      workers,
      connections: 7,
      ramp: constant({ rate: 200, runTimeMs: 1500 }),
      settings: { url: server.url, paths },
    })
    assert.deepEqual([totals.sent, totals.ok, load.unsent, load.dropped], [300, 300, 0, 0])
    assert.equal(load.sentInAll, server.total())
    assert.ok(server.connections() <= 7)
    assert.deepEqual([load.requestedRate, load.achievedRate, load.usersMax], [200, 200, 0])
    assert.deepEqual(
      series.slice(0, 2).map(({ due }) => due),
      [200, 100],
    )
    assert.equal(load.generator.workers, workers)
  })
}

test('stages climb: as many as lie under the line', async () => {
  await using server = await scratchServer()
  const { load, totals } = await shortRun({
    model: 'open',
    ramp: stages({ from: 0, stages: [{ durationMs: 1000, target: 200 }] }),
    warmUpMs: 500,
    settings: { url: server.url, paths },
  })
  // 100 under the climb, of which 25 in the warm-up, and 100 while its end is held.
  assert.equal(server.total(), 200)
  assert.equal(totals.sent, 175)
  assert.equal(load.requestedRate, 175)
})

test('more threads than connections are not started: their share would never be sent', async () => {
  await using server = await scratchServer()
  const { load, totals } = await shortRun({
    model: 'open',
    workers: 4,
    connections: 2,
    ramp: constant({ rate: 100, runTimeMs: 500 }),
    settings: { url: server.url, paths },
  })
  assert.deepEqual([totals.sent, load.generator.workers], [50, 2])
})

test('a frozen server is seen in the response times, and in few of the service times', async () => {
  await using server = await scratchServer()
  const freezeMs = 500
  // The server lives in this thread, the generator in its own.
  const freeze = setInterval(() => {
    if (server.total() < 100) return
    clearInterval(freeze)
    const endMs = performance.now() + freezeMs
    while (performance.now() < endMs);
  }, 1)
  const { totals } = await shortRun({
    model: 'open',
    connections: 5,
    ramp: constant({ rate: 400, runTimeMs: 2000 }),
    settings: { url: server.url, paths },
  })
  assert.equal(totals.sent, 800)
  // 200 of 800 fall into the freeze and wait 250 ms on average: analytically p90 is 300 ms.
  const p90 = totals.responseTimeMs.p90 ?? 0
  assert.ok(p90 > 200, `response p90 ${p90} ms`)
  assert.ok((totals.serviceTimeMs.p90 ?? 0) < p90 / 2, `service p90 ${totals.serviceTimeMs.p90} ms`)
  assert.ok((totals.responseTimeMs.max ?? 0) >= freezeMs * 0.9)
})

test('a target that is too slow leaves requests unsent, and the run is not valid', async () => {
  await using server = await scratchServer((_request, response) => {
    setTimeout(() => answerJson(response, []), 200)
  })
  const { load, totals } = await shortRun({
    model: 'open',
    connections: 2,
    stopTimeoutMs: 500,
    ramp: constant({ rate: 100, runTimeMs: 1000 }),
    settings: { url: server.url, paths },
  })
  assert.equal(totals.sent + load.unsent, 100)
  assert.ok(load.unsent > 50)
  // What was given up in the moment of its send may reach the server after the run is over.
  const what = 'all that was sent'
  await until(() => server.total() >= load.sentInAll, { what, deadlineMs: 60_000 })
  assert.equal(load.sentInAll, server.total())
  assert.equal(load.valid, false)
  assert.match(load.invalidBecause.join(), /connections were busy/)
})

test('a target that refuses is asked at the pace of the schedule', async () => {
  await using server = await scratchServer()
  server.server.close()
  const { load, totals, failures } = await shortRun({
    model: 'open',
    connections: 10,
    ramp: constant({ rate: 100, runTimeMs: 1500 }),
    settings: { url: server.url, paths },
  })
  assert.deepEqual(
    failures.map(({ kind }) => kind),
    ['refused', 'refused'],
  )
  assert.equal(totals.failed, totals.sent)
  assert.equal(totals.sent + load.unsent, 150)
  assert.deepEqual([load.sentInAll, server.total()], [0, 0])
})
