/** The engine against real servers: what it says it sent is what they saw, with one thread and with several. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UnreachableError, UsageError } from './errors.ts'
import { watchLoop } from './generator-health.ts'
import type { Snapshot } from './load-engine.ts'
import { ramp, stages } from './pacer.ts'
import { shortRun, stoodStillMs } from './scratch-run.ts'
import { answerJson, scratchServer } from './scratch-server.ts'

const paths = ['/a', '/b', '/c']

for (const workers of [1, 3]) {
  test(`runEngine() with ${workers} threads counts each request as the server does`, async () => {
    await using server = await scratchServer()
    const { load, requests, totals, failures, series, pulse } = await shortRun({
      workers,
      settings: { url: server.url, paths },
    })
    assert.equal(load.sentInAll, server.total())
    assert.equal(totals.sent, server.total())
    // Ten users send ten requests, however slow the machine is.
    assert.ok(totals.ok === totals.sent && totals.ok >= 10)
    for (const { method, name, sent } of requests) {
      assert.equal(sent, server.counts.get(`${method} ${name}`))
    }
    assert.equal(server.connections(), 10)
    assert.deepEqual(failures, [])
    assert.deepEqual([load.usersMax, load.generator.workers], [10, workers])
    assert.equal(load.measuredSeconds, 0.5)
    assert.equal(totals.throughput, totals.ok / load.measuredSeconds)
    assert.equal(load.requestedRate, null)
    // A run shorter than a second has a pulse too, as the last second of each run has.
    assert.deepEqual(
      pulse.map(({ t }) => t),
      series.map(({ t }) => t),
    )
    assert.equal(typeof pulse[0]?.cpuPercent, 'number')
    assert.equal(typeof pulse[0]?.inFlight, 'number')
    assert.ok(pulse.some(({ lagP99Ms }) => lagP99Ms !== null))
  })
}

test('runEngine() leaves the warm-up out of every statistic, and in what was sent in all', async () => {
  const loop = watchLoop()
  await using server = await scratchServer()
  const { load, totals } = await shortRun({
    workers: 2,
    warmUpMs: 300,
    settings: { url: server.url, paths },
  })
  assert.equal(load.sentInAll, server.total())
  assert.ok(totals.sent < server.total())
  // Who stood still for half of a second has answered, or asked, nothing in it.
  assert.ok(totals.sent > 0 || stoodStillMs(loop, load) > 200)
  assert.equal(load.measuredSeconds, 0.5)
})

test('runEngine() lets users come and go by the stages', async () => {
  const loop = watchLoop()
  await using server = await scratchServer()
  const think = { minMs: 5, maxMs: 20, burst: 1 }
  const { load, series } = await shortRun({
    workers: 2,
    ramp: stages({
      from: 0,
      stages: [
        { durationMs: 600, target: 12 },
        { durationMs: 500, target: 12 },
        { durationMs: 600, target: 3 },
        { durationMs: 500, target: 3 },
      ],
    }),
    settings: { url: server.url, paths, classes: { All: { weights: [1, 1, 1], think } } },
  })
  assert.equal(load.usersMax, 12)
  const seen = [0, 1].map((index) => series[index]?.users ?? 0)
  // A look that comes 100 ms late, or before a turn that is late, too, finds others.
  if (stoodStillMs(loop, load) < 90) assert.deepEqual(seen, [12, 3])
  else
    assert.ok(
      seen.every((users) => users >= 3 && users <= 12),
      seen.join(),
    )
  assert.equal(server.connections(), 12)
  assert.equal(load.sentInAll, server.total())
})

test('runEngine() spawns evenly, and the run time holds the ramp', async () => {
  const loop = watchLoop()
  await using server = await scratchServer()
  const { load, series } = await shortRun({
    ramp: ramp({ users: 100, spawnRate: 20, runTimeMs: 1500 }),
    settings: { url: server.url, paths },
  })
  assert.equal(load.usersMax, 30)
  // 20 each second; the last of a second may come a moment after its end, and others where somebody stood still.
  const off = Math.abs((series[0]?.users ?? 0) - 20)
  assert.ok(off <= 1 + Math.ceil(stoodStillMs(loop, load) / 50), `${series[0]?.users}`)
})

test('runEngine() deals user classes exactly, each with its own tasks', async () => {
  const sockets = new Map<string, Set<unknown>>()
  await using server = await scratchServer((request, response) => {
    const url = request.url ?? ''
    sockets.set(url, (sockets.get(url) ?? new Set()).add(request.socket))
    answerJson(response, [])
  })
  const think = { minMs: 1, maxMs: 5, burst: 1 }
  const classes = { Often: { weights: [1, 0], think }, Rare: { weights: [0, 1], think } }
  await shortRun({
    workers: 3,
    userClasses: [
      { name: 'Often', weight: 4 },
      { name: 'Rare', weight: 1 },
    ],
    settings: { url: server.url, paths: ['/often', '/rare'], classes },
  })
  assert.deepEqual([sockets.get('/often')?.size, sockets.get('/rare')?.size], [8, 2])
})

test('runEngine() draws the same requests from the same seed, and users are not in step', async () => {
  async function drawn(seed: number): Promise<string[]> {
    const bySocket = new Map<unknown, string[]>()
    const finish = new AbortController()
    await using server = await scratchServer((request, response) => {
      const own = bySocket.get(request.socket) ?? []
      bySocket.set(request.socket, own)
      own.push(request.url ?? '')
      answerJson(response, [])
      const all = [...bySocket.values()]
      if (all.length === 10 && all.every(({ length }) => length >= 8)) finish.abort()
    })
    await shortRun({
      seed,
      ramp: ramp({ users: 10, spawnRate: 1000, runTimeMs: 60_000 }),
      settings: { url: server.url, paths },
      options: { finish: finish.signal },
    })
    return [...bySocket.values()].map((own) => own.slice(0, 8).join(' ')).toSorted()
  }
  const [first, again, other] = [await drawn(1), await drawn(1), await drawn(2)]
  assert.deepEqual(first, again)
  assert.notDeepEqual(first, other)
  assert.ok(new Set(first).size > 5)
})

test('onSecond() tells every second what was measured so far', async () => {
  await using server = await scratchServer()
  const told: Snapshot[] = []
  const measured = await shortRun({
    workers: 2,
    ramp: ramp({ users: 4, spawnRate: 1000, runTimeMs: 2000 }),
    settings: { url: server.url, paths },
    options: { onSecond: (soFar) => told.push(soFar) },
  })
  // One more for each second that the last answers take.
  assert.ok(told.length >= 1)
  assert.deepEqual(
    told.map(({ latest }) => latest.t),
    told.map((_, index) => index + 1),
  )
  const first = told[0]
  assert.deepEqual([first?.latest.t, first?.latest.users], [1, 4])
  assert.ok((first?.totals.sent ?? 0) > 0 && (first?.totals.sent ?? 0) < measured.totals.sent)
})

const broken = [
  [
    'an unknown user class',
    { userClasses: [{ name: 'Nobody', weight: 1 }] },
    UsageError,
    /"Nobody".*All/,
  ],
  ['a workload out of reach', { trouble: 'unreachable' }, UnreachableError, /the moon/],
  ['a crash of a thread', { trouble: 'crash' }, Error, /thread \d crashed: the workload fell over/],
] as const

for (const [story, given, expected, message] of broken) {
  test(`runEngine() ends with an error at once: ${story}`, async () => {
    await using server = await scratchServer()
    const { userClasses, trouble } = { userClasses: [], trouble: undefined, ...given }
    const settings = { url: server.url, paths, ...(trouble === undefined ? {} : { trouble }) }
    const run = shortRun({
      workers: 2,
      userClasses,
      settings,
      ramp: ramp({ users: 1, spawnRate: 1, runTimeMs: 50_000 }),
    })
    await assert.rejects(
      run,
      (thrown: Error) => thrown instanceof expected && message.test(thrown.message),
    )
  })
}

test('runEngine() does not wait for ever for a workload that blocks its thread', async () => {
  await using server = await scratchServer()
  const settings = { url: server.url, paths, trouble: 'block' } as const
  // It blocks its thread for a minute; whoever waited for that would be told that the thread has ended.
  await assert.rejects(shortRun({ stopTimeoutMs: 100, settings }), /did not end in time/)
})

test('runEngine() rejects with what onSecond() throws', async () => {
  await using server = await scratchServer()
  const run = shortRun({
    ramp: ramp({ users: 1, spawnRate: 1, runTimeMs: 20_000 }),
    settings: { url: server.url, paths },
    options: {
      onSecond: () => {
        throw new Error('no room for that')
      },
    },
  })
  await assert.rejects(run, /no room for that/)
})
