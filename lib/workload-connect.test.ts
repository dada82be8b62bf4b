/** The connect workload asks what the contract says, as often as it says, of all the URLs it was given. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runEngine } from './load-engine.ts'
import type { Measurement } from './load-engine.ts'
import { constant } from './pacer.ts'
import { random } from './random.ts'
import { assertBalanced } from './scratch-run.ts'
import { answerJson, scratchServer } from './scratch-server.ts'
import type { ScratchServer } from './scratch-server.ts'
import { thinkMs } from './users.ts'
import { connectUserClasses } from './connect-user-classes.ts'
import { start } from './workload-connect.ts'
import type { ConnectSettings } from './workload-connect.ts'

const connectors = ['shop-source', 'a/b c%é']

async function settings(given: Partial<ConnectSettings> = {}): Promise<ConnectSettings> {
  return { urls: ['http://127.0.0.1:1'], headers: {}, insecure: false, connectors, ...given }
}

/** 650 requests at once to the server: 50 for each unit of weight. */
async function asked(of: ConnectSettings): Promise<Measurement> {
  const measured = await runEngine(
    {
      model: 'open',
      ramp: constant({ rate: 1300, runTimeMs: 500 }),
      connections: 4,
      userClasses: [],
      workers: 1,
      warmUpMs: 0,
      requestTimeoutMs: 10_000,
      stopTimeoutMs: 20_000,
      seed: 3,
      workload: { module: new URL('workload-connect.ts', import.meta.url).href, settings: of },
    },
    { signal: AbortSignal.timeout(60_000) },
  )
  assertBalanced(measured)
  return measured
}

function answering(): Promise<ScratchServer> {
  return scratchServer((_request, response) => answerJson(response, []))
}

test('the five tasks are asked 5 3 2 2 1, by template, of every connector', async () => {
  await using server = await answering()
  const { requests, totals, load } = await asked(await settings({ urls: [`${server.url}/x/`] }))
  assert.equal(totals.ok, 650)
  assert.equal(load.sentInAll, server.total())
  const expected = {
    '/connectors': 250,
    '/connectors/{name}/status': 150,
    '/connectors/{name}/config': 100,
    '/connectors/{name}/tasks': 100,
    '/connector-plugins': 50,
  }
  assert.deepEqual(
    requests.map(({ name }) => name),
    Object.keys(expected),
  )
  for (const { method, name, sent } of requests) {
    assert.equal(method, 'GET')
    const off = Math.abs(sent - expected[name as keyof typeof expected])
    assert.ok(off < 50, `${sent} × ${name}`)
  }
  const paths = ['/x/connectors', '/x/connector-plugins'].map((path) => `GET ${path}`)
  const named = ['shop-source', 'a%2Fb%20c%25%C3%A9'].flatMap((name) =>
    ['status', 'config', 'tasks'].map((part) => `GET /x/connectors/${name}/${part}`),
  )
  assert.deepEqual(new Set(server.counts.keys()), new Set([...paths, ...named]))
})

test('several URLs share the load', async () => {
  await using first = await answering()
  await using second = await answering()
  const { totals } = await asked(await settings({ urls: [first.url, second.url] }))
  assert.equal(first.total() + second.total(), totals.sent)
  assert.ok(Math.min(first.total(), second.total()) > 100, `${first.total()} ${second.total()}`)
})

test('a cluster without connectors is asked only what needs no name', async () => {
  await using server = await answering()
  const { requests } = await asked(await settings({ urls: [server.url], connectors: [] }))
  assert.deepEqual(
    requests.map(({ name }) => name),
    ['/connectors', '/connector-plugins'],
  )
})

test('the names that the flags know are those of the classes, the default first', async () => {
  const started = await start(await settings())
  assert.deepEqual(Object.keys(started.classes), [...connectUserClasses])
  assert.equal(started.defaultClass, connectUserClasses[0])
})

const classes = [
  ['KafkaConnectAPIUser', [5, 3, 2, 2, 1], 100, 500, 1],
  ['HighThroughputUser', [1, 1, 0, 0, 0], 10, 50, 1],
  ['SpikeLoadUser', [5, 3, 2, 2, 1], 500, 1500, 10],
] as const

for (const [name, weights, minMs, maxMs, burst] of classes) {
  test(`${name} has the weights and pauses of the contract`, async () => {
    const found = (await start(await settings())).classes[name]
    assert.deepEqual(found, { weights: [...weights], think: { minMs, maxMs, burst } })
    const chance = random(1)
    const pauses = Array.from({ length: 10 * burst }, (_, index) =>
      thinkMs(found.think, index + 1, chance),
    )
    const real = pauses.filter((pause) => pause > 0)
    assert.equal(real.length, 10)
    assert.ok(real.every((pause) => pause >= minMs && pause < maxMs))
    assert.equal(
      pauses.findIndex((pause) => pause > 0),
      burst - 1,
    )
  })
}
