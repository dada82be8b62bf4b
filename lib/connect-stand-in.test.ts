/** The stand-in as a server: what it counts, how it refuses, and what it outlives. */
import assert from 'node:assert/strict'
import { connect as openSocket, createServer } from 'node:net'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { AddressInfo, Socket } from 'node:net'

import { call, read, untilState, waiting } from './connect-test-calls.ts'
import { startConnectStandIn } from './connect-stand-in.ts'
import { startTestStandIn } from './connect-test-pipeline.ts'
import { until } from './wait.ts'
import type { Counts } from './connect-counts.ts'
import type { TestStandIn } from './connect-test-pipeline.ts'
import type { Recorded } from './connect-contract.ts'

let pipeline: TestStandIn

before(async () => {
  pipeline = await startTestStandIn()
})

after(async () => {
  await pipeline[Symbol.asyncDispose]()
})

/** Sends bytes as they are and returns all that comes back until the server closes, or until `enough`. */
async function exchange(url: string, bytes: string, enough: RegExp = /$^/): Promise<string> {
  const socket = await socketTo(url)
  let answer = ''
  socket.on('data', (chunk) => (answer += String(chunk)))
  socket.write(bytes)
  await until(() => enough.test(answer) || socket.destroyed, { what: `${enough}`, ...waiting })
  socket.destroy()
  return answer
}

async function socketTo(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = openSocket(Number(port), hostname)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

async function countsOf(url: string): Promise<Counts> {
  return (await (await fetch(`${url}/counts`)).json()) as Counts
}

test('before it has read the pipeline every path is a 404 page, as recorded, and is counted', async () => {
  // A server that takes connections and says nothing: the stand-in waits for it.
  const taken: Socket[] = []
  const silent = createServer((socket) => taken.push(socket)).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const url = `postgres://u:p@127.0.0.1:${(silent.address() as AddressInfo).port}/d`
  const names = { publication: 'p', slot: 's', subscription: 's' }
  const urls = { sourceUrl: url, targetUrl: url, stateUrl: url }
  const standIn = await startConnectStandIn({
    ...urls,
    ...names,
    host: '127.0.0.1',
    port: 0,
    countsPort: 0,
  })
  standIn.ready.catch(() => undefined)
  const routing = JSON.parse(
    readFileSync(new URL('../fixtures/connect-answers/routing.json', import.meta.url), 'utf8'),
  ) as Record<string, Recorded>
  const wanted = routing['before-init-404']
  const answer = await fetch(`${standIn.connect}/health`)
  assert.equal(answer.status, wanted?.status)
  assert.equal(answer.headers.get('content-type'), wanted?.headers['content-type'])
  const body = await answer.text()
  assert.equal(body.slice(0, String(wanted?.body).length), wanted?.body)
  const put = await fetch(`${standIn.connect}/connectors/x/pause`, { method: 'PUT' })
  assert.equal(put.status, 404)
  assert.equal((await countsOf(standIn.counts)).total, 2)
  silent.close()
  for (const socket of taken) socket.destroy()
  await standIn[Symbol.asyncDispose]()
})

test('every request is counted once, whatever becomes of it, and those for the counts are not', async () => {
  await using standIn = await startConnectStandIn(pipeline.settings)
  await standIn.ready
  const { connect, counts } = standIn
  const head = 'HTTP/1.1\r\nHost: x\r\n'
  await exchange(connect, `GET /connectors ${head}\r\nGET /health ${head}Connection: close\r\n\r\n`)
  await exchange(connect, `HEAD /connectors/a/status ${head}Connection: close\r\n\r\n`)
  await exchange(connect, `GET /connectors/a%2Fb ${head}Connection: close\r\n\r\n`)
  await exchange(connect, `GET /connectors/%zz ${head}Connection: close\r\n\r\n`)
  await exchange(connect, 'GET /connectors HTTP/1.1\r\nConnection: close\r\n\r\n')
  await exchange(
    connect,
    `GET /connectors ${head}Expect: the impossible\r\nConnection: close\r\n\r\n`,
  )
  await exchange(connect, `GET /connectors ${head}Upgrade: x\r\nConnection: upgrade, close\r\n\r\n`)
  await exchange(connect, 'CONNECT /nope:1 HTTP/1.1\r\nHost: x\r\n\r\n')
  const socket = await socketTo(connect)
  socket.write(
    `POST /connectors ${head}Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{`,
  )
  await until(
    async () => (await countsOf(counts)).requests.some(({ method }) => method === 'POST'),
    {
      what: 'the request whose body never comes',
      ...waiting,
    },
  )
  socket.resetAndDestroy()
  const { requests, total } = await countsOf(counts)
  const table = Object.fromEntries(
    requests.map(({ method, name, count }) => [`${method} ${name}`, count]),
  )
  assert.deepEqual(table, {
    'GET /connectors': 4,
    'GET /health': 1,
    'HEAD /connectors/{name}/status': 1,
    'GET /connectors/{name}': 2,
    'CONNECT (unknown)': 1,
    'POST /connectors': 1,
  })
  assert.equal(total, 10)
  assert.equal((await fetch(`${counts}/other`)).status, 404)
})

test('what a hostile client sends is refused, and the next client is answered', async () => {
  const { connect } = pipeline.standIn
  const head = 'HTTP/1.1\r\nHost: x\r\nConnection: close\r\n'
  const refusals: readonly (readonly [request: string, answer: RegExp])[] = [
    [`GET /connectors/%zz ${head}\r\n`, /^HTTP\/1.1 400 Bad Request[^]*<title>Error 400/],
    ['GET /connectors HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1.1 400[^]*No Host/],
    [`GET /connectors HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n`, /^HTTP\/1.1 400/],
    [`GET no-slash ${head}\r\n`, /^HTTP\/1.1 400/],
    ['nonsense\r\n\r\n', /^HTTP\/1.1 400/],
    [`GET /connectors/${'a'.repeat(20_000)} ${head}\r\n`, /^HTTP\/1.1 431/],
    [
      `POST /connectors ${head}Content-Type: application/json\r\nContent-Length: 999999999\r\n\r\n{`,
      /^HTTP\/1.1 413/,
    ],
    [`POST /connectors ${head}Content-Length: 2\r\n\r\n{}`, /^HTTP\/1.1 415/],
    [
      `PUT /connectors/__proto__/config ${head}Content-Type: application/json\r\nContent-Length: 17\r\n\r\n{"__proto__":"x"}`,
      /^HTTP\/1.1 400[^]*no connector type/,
    ],
    [
      `GET /connectors/__proto__/status ${head}\r\n`,
      /^HTTP\/1.1 404[^]*No status found for connector __proto__/,
    ],
  ]
  for (const [request, answer] of refusals) {
    assert.match(await exchange(connect, request, answer), answer, request.slice(0, 60))
  }
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  const endless = `POST /connectors ${head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(160)}`
  assert.match(await exchange(connect, endless, /413/), /^HTTP\/1.1 413/)
  for (let n = 0; n < 50; n += 1) {
    const socket = await socketTo(connect)
    socket.write(`PUT /connectors/x/config HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"a`)
    socket.resetAndDestroy()
  }
  assert.deepEqual(await read(connect, '/connectors'), ['shop-source', 'shop-sink'])
})

test('HEAD is GET without the body, and what it stands in for is said nowhere as if it were that', async () => {
  const { connect } = pipeline.standIn
  const got = await fetch(`${connect}/connectors`)
  const head = await fetch(`${connect}/connectors`, { method: 'HEAD' })
  const length = Buffer.byteLength(await got.text())
  assert.equal(head.headers.get('content-length'), String(length))
  assert.equal(await head.text(), '')
  assert.equal(head.headers.get('server'), 'cdc-testbench stand-in')
})

test('paths that come with a real worker only are answered like unknown ones', async () => {
  for (const path of [
    '/admin/loggers',
    '/connector-plugins/JdbcSinkConnector/config/validate',
    '/connectors/shop-source/fence',
  ]) {
    const answer = await fetch(`${pipeline.standIn.connect}${path}`, { method: 'PUT' })
    assert.equal(answer.status, 404, path)
    assert.equal(answer.headers.get('content-type'), null, path)
  }
})

test('a change that takes long delays the reads in turn, and not those from memory', async () => {
  const { target, standIn } = pipeline
  const base = standIn.connect
  const lock = await target.reserve()
  // ALTER SUBSCRIPTION waits for this lock; reading pg_subscription does not.
  await lock`BEGIN`
  await lock`LOCK TABLE pg_subscription IN SHARE MODE`
  await call(base, 'PUT /connectors/shop-sink/pause')
  const waits = [
    '/connectors/shop-sink',
    '/connectors/shop-sink/config',
    '/connectors/shop-sink/tasks',
    '/health',
  ]
  let answered = 0
  const inTurn = waits.map(async (path) => {
    await read(base, path)
    answered += 1
  })
  for (let n = 0; n < 10; n += 1) {
    for (const path of [
      '/connectors',
      '/connectors/shop-sink/status',
      '/connectors?expand=info',
      '/connector-plugins',
    ]) {
      await read(base, path)
    }
  }
  assert.equal(answered, 0)
  await lock`ROLLBACK`
  lock.release()
  await Promise.all(inTurn)
  await untilState(base, 'shop-sink', 'PAUSED PAUSED')
})

test('2,000 clients that stay connected are all answered', async () => {
  const { connect, counts } = pipeline.standIn
  const { total } = await countsOf(counts)
  const sockets = await Promise.all(
    Array.from({ length: 2000 }, async () => await socketTo(connect)),
  )
  for (let round = 1; round <= 2; round += 1) {
    const answers = sockets.map(async (socket) => {
      socket.write('GET /connectors/shop-sink/status HTTP/1.1\r\nHost: x\r\n\r\n')
      const [chunk] = (await once(socket, 'data', { signal: AbortSignal.timeout(60_000) })) as [
        Buffer,
      ]
      assert.match(String(chunk), /^HTTP\/1.1 200 OK/)
    })
    await Promise.all(answers)
    assert.equal((await countsOf(counts)).total, total + 2000 * round)
  }
  for (const socket of sockets) socket.destroy()
})
