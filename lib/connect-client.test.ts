/** What is asked of Connect before the load: names where there are some, and a clear word where it is none. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { discover } from './connect-client.ts'
import { UnreachableError } from './errors.ts'
import { answerJson, scratchServer } from './scratch-server.ts'

const plain = { headers: {}, insecure: false }
function patience(): AbortSignal {
  return AbortSignal.timeout(60_000)
}

test('discover() has names, version, and the number of its own requests', async () => {
  await using server = await scratchServer((request, response) => {
    if (request.headers.authorization !== 'Basic eDp5') response.writeHead(401).end()
    else answerJson(response, request.url === '/api/connectors' ? ['a', 'b/c'] : { version: '4.1' })
  })
  const headers = { authorization: 'Basic eDp5' }
  const found = await discover({ ...plain, headers, urls: [`${server.url}/api/`] }, patience())
  assert.deepEqual(found, { connectors: ['a', 'b/c'], version: '4.1', requests: 2 })
  assert.deepEqual([...server.counts.keys()], ['GET /api/connectors', 'GET /api/'])
})

test('discover() waits for a worker that is not ready, and counts what it asked', async () => {
  await using server = await scratchServer((_request, response) => {
    if (server.total() <= 2) response.writeHead(404, { 'content-type': 'text/html' }).end('<p>')
    else answerJson(response, [])
  })
  const found = await discover({ ...plain, urls: [server.url] }, patience())
  assert.deepEqual(found, { connectors: [], version: null, requests: server.total() })
})

test('discover() asks another worker where the first is gone', async () => {
  await using gone = await scratchServer()
  gone.server.close()
  await using server = await scratchServer((_request, response) => answerJson(response, ['x']))
  const { connectors } = await discover({ ...plain, urls: [gone.url, server.url] }, patience())
  assert.deepEqual(connectors, ['x'])
})

const hopeless = [
  ['a page instead of an API', '<html>', /no list of names; is this a Connect worker/],
  ['something else that speaks JSON', '{"ok":true}', /no list of names/],
] as const

for (const [story, body, message] of hopeless) {
  test(`discover() gives up at once on ${story}`, async () => {
    await using server = await scratchServer((_request, response) => response.end(body))
    await assert.rejects(
      discover({ ...plain, urls: [server.url] }, patience()),
      (thrown: Error) => {
        assert.ok(thrown instanceof UnreachableError)
        assert.match(thrown.message, message)
        return thrown.message.includes(server.url)
      },
    )
    assert.equal(server.total(), 1)
  })
}

test('discover() gives up at once on a certificate that it cannot trust', async () => {
  const pem = readFileSync(new URL('../fixtures/tls-loopback.pem', import.meta.url), 'utf8')
  await using server = await scratchServer(undefined, { cert: pem, key: pem })
  const target = { ...plain, urls: [server.url] }
  await assert.rejects(discover(target, patience()), /Cannot reach.*self-signed certificate/)
  const trusted = await discover({ ...target, ca: pem }, patience())
  const unseen = await discover({ ...target, insecure: true }, patience())
  assert.deepEqual([trusted.connectors, unseen.connectors], [[], []])
})

test('discover() gives up on a port where nobody is, within 15 s, and names it and the cause', async () => {
  await using server = await scratchServer()
  server.server.close()
  const beganMs = performance.now()
  const message = `Cannot reach the Kafka Connect API "${server.url}": connect ECONNREFUSED`
  await assert.rejects(discover({ ...plain, urls: [server.url] }, patience()), (thrown: Error) => {
    return thrown instanceof UnreachableError && thrown.message.startsWith(message)
  })
  assert.ok(performance.now() - beganMs < 15_000)
})

test('discover() gives up on a server that never answers, whatever the garbage collector does', async () => {
  await using server = await scratchServer(() => undefined)
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const collecting = setInterval(collect, 100)
  try {
    const target = { ...plain, urls: [server.url] }
    await assert.rejects(discover(target, patience()), (thrown: Error) => {
      assert.ok(thrown instanceof UnreachableError, String(thrown))
      return thrown.message.endsWith('no answer within 3 s')
    })
  } finally {
    clearInterval(collecting)
  }
})

test('discover() stops when it is told to', async () => {
  await using server = await scratchServer(
    (_request, response) => void response.writeHead(404).end(),
  )
  const stop = new AbortController()
  const reason = new Error('enough')
  server.server.once('request', () => stop.abort(reason))
  await assert.rejects(discover({ ...plain, urls: [server.url] }, stop.signal), reason)
})
