/** How requests end in a run: timed out, reset, refused, interrupted; each counted, on both sides the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ramp } from './pacer.ts'
import { shortRun } from './scratch-run.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import { until } from './wait.ts'

const paths = ['/x']

test('a hang times out from its send, stands in the tail, and its connection is replaced', async () => {
  let hung = 0
  let seen = 0
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
  assert.deepEqual(
    { sent: load.sentInAll, timedOut: totals.timedOut, failed: totals.failed },
    { sent: server.total(), timedOut: hung, failed: 0 },
  )
  assert.ok((totals.responseTimeMs.max ?? 0) >= 1000)
  assert.ok((totals.serviceTimeMs.max ?? 0) >= 1000)
  assert.deepEqual(
    failures.map(({ kind, message }) => [kind, message]),
    [['timeout', 'no answer within 1000 ms']],
  )
  // Each hang costs its connection; a user who then ends opens no other.
  assert.ok(server.connections() >= hung && server.connections() <= 10 + hung)
})

test('what is in flight at the end is waited for, and interrupted when that takes too long', async () => {
  await using server = await scratchServer((request, response) => {
    if (request.url === '/slow') setTimeout(() => answerJson(response, []), 700)
  })
  const classes = {
    Slow: { weights: [1, 0], think: { minMs: 0, maxMs: 0, burst: 1 } },
    Hung: { weights: [0, 1], think: { minMs: 0, maxMs: 0, burst: 1 } },
  }
  const beganMs = performance.now()
  const { load, requests, totals } = await shortRun({
    ramp: ramp({ users: 6, spawnRate: 1000, runTimeMs: 500 }),
    stopTimeoutMs: 1500,
    userClasses: ['Slow', 'Hung'].map((name) => ({ name, weight: 1 })),
    settings: { url: server.url, paths: ['/slow', '/hung'], classes },
  })
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
})

test('an abort ends the run early, and all that was sent is accounted for', async () => {
  const stop = new AbortController()
  await using server = await scratchServer((_request, response) => {
    if (server.total() === 300) stop.abort()
    if (server.total() % 50 !== 0) answerJson(response, [])
  })
  const beganMs = performance.now()
  const { load, totals } = await shortRun({
    workers: 2,
    ramp: ramp({ users: 20, spawnRate: 1000, runTimeMs: 600_000 }),
    settings: { url: server.url, paths },
    options: { signal: stop.signal },
  })
  assert.ok(performance.now() - beganMs < 30_000)
  assert.equal(load.sentInAll, server.total())
  assert.equal(totals.interrupted, Math.floor(server.total() / 50))
  assert.ok(load.measuredSeconds > 0 && load.measuredSeconds < 30)
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
  // Gone when the load has come, however long that took, and back long before its end.
  async function goAndComeBack(): Promise<void> {
    await until(() => server.total() > 50, { what: 'the load', deadlineMs: 60_000 })
    server.server.close()
    server.server.closeAllConnections()
    await pause(700)
    server.server.listen(port, '127.0.0.1')
  }
  const away = goAndComeBack()
  const { load, totals, failures } = await shortRun({
    ramp: ramp({ users: 5, spawnRate: 1000, runTimeMs: 2500 }),
    settings: { url: server.url, paths },
  })
  await away
  const refused = failures.find(({ kind }) => kind === 'refused')
  assert.equal(refused?.message, `connect ECONNREFUSED 127.0.0.1:${port}`)
  // 10, 20, 40 … ms: without pauses 5 users would try thousands of times.
  assert.ok(refused.count >= 5 && refused.count < 200, `${refused.count} refused`)
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
