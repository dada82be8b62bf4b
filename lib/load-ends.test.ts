/** How requests end in a run: timed out, reset, refused, interrupted; each counted, on both sides the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { watchLoop } from './generator-health.ts'
import { ramp } from './pacer.ts'
import { shortRun, stoodStillMs } from './scratch-run.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { until } from './wait.ts'
import type { Failure } from './result.ts'

const paths = ['/x']
const waiting = { deadlineMs: 60_000 }

function refusalsIn(failures: readonly Failure[]): Failure | undefined {
  return failures.find(({ kind }) => kind === 'refused')
}

test('a hang times out from its send, stands in the tail, and its connection is replaced', async () => {
  let hung = 0
  let seen = 0
  const loop = watchLoop()
  await using server = await scratchServer((_request, response) => {
    // Ten users send ten requests, however slow the machine is.
    if (++seen % 5 === 0) hung++
    else answerJson(response, [])
  })
  const { load, totals, failures } = await shortRun({
    workers: 2,
    requestTimeoutMs: 1000,
    settings: { url: server.url, paths },
  })
  assert.ok(hung > 1)
  assert.deepEqual([load.sentInAll, totals.failed], [server.total(), 0])
  // Where either side stood still for half of that time, answers that were on their way may have come too late.
  const others = totals.timedOut - hung
  assert.ok(stoodStillMs(loop, load) > 500 ? others >= 0 : others === 0, `${others} answered`)
  assert.ok((totals.responseTimeMs.max ?? 0) >= 1000)
  assert.ok((totals.serviceTimeMs.max ?? 0) >= 1000)
  assert.deepEqual(
    failures.map(({ kind, message }) => [kind, message]),
    [['timeout', 'no answer within 1000 ms']],
  )
  // Each hang costs its connection; a user who then ends opens no other.
  assert.ok(server.connections() >= hung && server.connections() <= 10 + totals.timedOut)
})

test('what is in flight at the end is waited for, and interrupted when that takes too long', async (t) => {
  const loop = watchLoop()
  await using server = await scratchServer((request, response) => {
    if (request.url === '/slow') setTimeout(() => answerJson(response, []), 700)
  })
  const classes = {
    Slow: { weights: [1, 0], think: { minMs: 0, maxMs: 0, burst: 1 } },
    Hung: { weights: [0, 1], think: { minMs: 0, maxMs: 0, burst: 1 } },
  }
  const beganMs = performance.now()
  const rates: number[] = []
  const { load, requests, totals } = await shortRun({
    options: { onSecond: (soFar) => rates.push(soFar.totals.throughput) },
    ramp: ramp({ users: 6, spawnRate: 1000, runTimeMs: 500 }),
    stopTimeoutMs: 1500,
    userClasses: ['Slow', 'Hung'].map((name) => ({ name, weight: 1 })),
    settings: { url: server.url, paths: ['/slow', '/hung'], classes },
  })
  // The answers had 1.3 s more than they took.
  if (stoodStillMs(loop, load) > 600) return t.skip('this machine was too slow to see the end')
  assert.deepEqual(
    requests.map(({ name, ok, interrupted }) => [name, ok, interrupted]),
    [
      ['/slow', 3, 0],
      ['/hung', 0, 3],
    ],
  )
  assert.equal(totals.failureRate, 0)
  assert.equal(totals.responseTimeMs.p50 !== null && totals.responseTimeMs.p50 >= 690, true)
  assert.equal(load.sentInAll, 6)
  assert.ok(performance.now() - beganMs >= 2000)
  const drained = (load.endedSeconds ?? 0) - load.measuredSeconds
  assert.ok(drained >= 1.49 && drained < 2.2, `${drained} s drained`)
  // While it is drained no rate falls: what is measured is the run time.
  assert.equal(rates.at(-1), totals.throughput)
})

test('the last second of the run has its pulse, and what is drained after it has none', async (t) => {
  const loop = watchLoop()
  await using server = await scratchServer((_request, response) => {
    setTimeout(() => answerJson(response, []), 400)
  })
  const { load, series, pulse } = await shortRun({
    ramp: ramp({ users: 3, spawnRate: 1000, runTimeMs: 1000 }),
    settings: { url: server.url, paths: ['/slow'] },
  })
  if (stoodStillMs(loop, load) > 300) return t.skip('this machine was too slow to see the end')
  assert.deepEqual(
    series.map((point) => point.t),
    [1, 2],
  )
  assert.deepEqual(
    pulse.map(({ cpuPercent, inFlight }) => [cpuPercent !== null, inFlight]),
    [
      [true, 3],
      [false, null],
    ],
  )
})

test('an abort ends the run early, and all that was sent is accounted for', async () => {
  const stop = new AbortController()
  await using server = await scratchServer((_request, response) => {
    if (server.total() === 300) stop.abort()
    if (server.total() % 50 !== 0) answerJson(response, [])
  })
  const loop = watchLoop()
  const { load, totals } = await shortRun({
    workers: 2,
    ramp: ramp({ users: 20, spawnRate: 1000, runTimeMs: 600_000 }),
    settings: { url: server.url, paths },
    options: { signal: stop.signal },
  })
  await until(() => server.total() >= load.sentInAll, { what: 'all that was sent', ...waiting })
  assert.equal(load.sentInAll, server.total())
  // What was on its way has a second to come, and ten of its own before.
  const others = totals.interrupted + totals.timedOut - Math.floor(server.total() / 50)
  assert.ok(stoodStillMs(loop, load) > 500 ? others >= 0 : others === 0, `${others} answered`)
  assert.ok(load.measuredSeconds > 0 && load.measuredSeconds < 500)
})

test('an abort before the start rejects with its reason', async () => {
  await using server = await scratchServer()
  const options = { signal: AbortSignal.abort(new Error('not now')) }
  await assert.rejects(shortRun({ settings: { url: server.url, paths }, options }), /not now/)
  assert.equal(server.total(), 0)
})

test('connections that the server ends are told apart: after an answer no failure, before it a reset', async () => {
  let seen = 0
  let destroyed = 0
  await using server = await scratchServer((request, response) => {
    seen++
    if (seen % 7 === 0) {
      destroyed++
      request.socket.destroy()
    } else {
      if (seen % 5 === 0) response.setHeader('connection', 'close')
      answerJson(response, [])
    }
  })
  const { load, totals, failures } = await shortRun({
    workers: 2,
    settings: { url: server.url, paths },
  })
  assert.ok(destroyed > 1)
  assert.equal(load.sentInAll, server.total())
  assert.equal(totals.failed, destroyed)
  assert.deepEqual(new Set(failures.map(({ kind }) => kind)), new Set(['reset']))
})

test('a target that goes away and comes back is refused with pauses, and counted as it counts', async () => {
  await using server = await scratchServer()
  const port = Number(new URL(server.url).port)
  const finish = new AbortController()
  let refusals = 0
  // Gone when the load has come, back when it has seen that, and over when it has come again, however long each takes.
  async function goAndComeBack(): Promise<number> {
    await until(() => server.total() > 50, { what: 'the load', ...waiting })
    const goneMs = performance.now()
    server.server.close()
    server.server.closeAllConnections()
    await until(() => refusals >= 5, { what: 'the refusals', ...waiting })
    const before = server.total()
    server.server.listen(port, '127.0.0.1')
    await until(() => server.total() > before + 10, { what: 'the load again', ...waiting })
    finish.abort()
    return performance.now() - goneMs
  }
  const away = goAndComeBack()
  const { load, totals, failures } = await shortRun({
    ramp: ramp({ users: 5, spawnRate: 1000, runTimeMs: 60_000 }),
    settings: { url: server.url, paths },
    options: {
      finish: finish.signal,
      onSecond: (soFar) => (refusals = refusalsIn(soFar.failures)?.count ?? 0),
    },
  })
  const awayMs = await away
  const refused = refusalsIn(failures)
  assert.equal(refused?.message, `connect ECONNREFUSED 127.0.0.1:${port}`)
  // Each user pauses for 10, 20, 40 … ms, and then for a second each time: without pauses they would try thousands of times.
  const most = 5 * (9 + awayMs / 1000)
  assert.ok(refused.count >= 5 && refused.count <= most, `${refused.count} refused in ${awayMs} ms`)
  // Requests on their way when the server closed, or on connections that it had not accepted, never reached it.
  const lost = load.sentInAll - server.total()
  assert.ok(lost >= 0 && lost <= 10, `${lost} lost`)
  assert.ok(totals.ok > 10)
})

test('stop() of the workload is awaited in every thread, and one that hangs holds up nothing', async () => {
  await using server = await scratchServer()
  const run = { workers: 2, ramp: ramp({ users: 2, spawnRate: 1000, runTimeMs: 100 }) }
  await shortRun({ ...run, settings: { url: server.url, paths, stopPath: '/stopped' } })
  assert.equal(server.counts.get('GET /stopped'), 2)
  await shortRun({ ...run, settings: { url: server.url, paths, trouble: 'no stop' } })
})

test('a server that answers nothing but errors has them in the failures, by endpoint', async () => {
  await using server = await scratchServer((request, response) => {
    if (request.url === '/page') response.setHeader('content-type', 'text/html').end('<p>')
    else response.writeHead(503).end('{}')
  })
  const { totals, failures, requests } = await shortRun({
    settings: { url: server.url, paths: ['/page', '/down'] },
  })
  assert.deepEqual(failures.map(({ name, message }) => `${name}: ${message}`).toSorted(), [
    '/down: HTTP 503',
    '/page: content type "text/html", expected application/json',
  ])
  assert.deepEqual([totals.ok, totals.failureRate, totals.throughput], [0, 1, 0])
  assert.equal(totals.responseTimeMs.p99, null)
  assert.ok(requests.every(({ failedTimeMs }) => failedTimeMs.p99 !== null))
})
