/** Connections on real servers: refused, reset, abandoned, verified, and used again. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { UsageError } from './errors.ts'
import { httpTarget } from './http.ts'
import { ask, endOf, get, plain } from './scratch-request.ts'
import { answerJson, closed, listening, scratchServer } from './scratch-server.ts'

test('a connection refused is not sent, and told with its address', async () => {
  const free = createServer()
  const port = await listening(free)
  await closed(free)
  const message = `connect ECONNREFUSED 127.0.0.1:${port}`
  assert.deepEqual(await endOf(`http://127.0.0.1:${port}`), {
    sent: 0,
    failed: { kind: 'refused', message },
  })
})

test('a connection can be used again after every failure', async () => {
  let answered = 0
  await using server = await scratchServer((request, response) => {
    if (++answered % 2 === 1) request.socket.destroy()
    else answerJson(response, [])
  })
  const connection = httpTarget({ ...plain, url: server.url }).connect()
  for (let round = 0; round < 5; round++) {
    assert.equal((await ask(connection)).failed?.kind, 'reset')
    assert.equal((await ask(connection)).ok, 2)
  }
  connection.close()
  assert.equal(server.total(), 10)
})

test('a connection abandoned tells nothing more, and the next request has a fresh one', async () => {
  let hang = true
  await using server = await scratchServer((_request, response) => {
    if (!hang) answerJson(response, [])
  })
  const connection = httpTarget({ ...plain, url: server.url }).connect()
  const told: string[] = []
  await new Promise<void>((resolve) => {
    connection.start(get, {
      sent: resolve,
      ok: () => told.push('ok'),
      failed: () => told.push('failed'),
    })
  })
  connection.abandon()
  hang = false
  assert.deepEqual(await ask(connection), { sent: 1, ok: 2 })
  connection.close()
  assert.deepEqual(told, [])
  assert.equal(server.connections(), 2)
})

function certificate(name: string): string {
  return readFileSync(new URL(`../fixtures/tls-${name}.pem`, import.meta.url), 'utf8')
}

const loopback = { cert: certificate('loopback'), key: certificate('loopback') }
const elsewhere = { cert: certificate('elsewhere'), key: certificate('elsewhere') }

test('TLS is verified: an unknown issuer, a wrong name and plain HTTP are three failures', async () => {
  await using trusted = await scratchServer(undefined, loopback)
  await using wrong = await scratchServer(undefined, elsewhere)
  await using insecure = await scratchServer()
  const unknown = await endOf(trusted.url)
  assert.deepEqual([unknown.sent, unknown.failed?.kind], [0, 'tls'])
  assert.match(unknown.failed?.message ?? '', /DEPTH_ZERO_SELF_SIGNED_CERT/)
  const misnamed = await endOf(wrong.url, { ca: elsewhere.cert })
  assert.deepEqual([misnamed.sent, misnamed.failed?.kind], [0, 'tls'])
  assert.match(misnamed.failed?.message ?? '', /does not match.*ERR_TLS_CERT_ALTNAME_INVALID/)
  const notTls = await endOf(insecure.url.replace('http:', 'https:'))
  assert.deepEqual([notTls.sent, notTls.failed?.kind], [0, 'tls'])
  assert.equal(trusted.total() + wrong.total() + insecure.total(), 0)
})

test('TLS is trusted with the given authority, and not looked at when insecure', async () => {
  await using trusted = await scratchServer(undefined, loopback)
  await using wrong = await scratchServer(undefined, elsewhere)
  assert.deepEqual(await endOf(trusted.url, { ca: loopback.cert }), { sent: 1, ok: 2 })
  assert.deepEqual(await endOf(wrong.url, { insecure: true }), { sent: 1, ok: 2 })
})

test('httpTarget() refuses headers that cannot be sent', () => {
  const url = 'http://127.0.0.1:1'
  for (const headers of [{ 'a b': 'x' }, { a: 'x\ny' }, { Connection: 'close' }]) {
    assert.throws(() => httpTarget({ ...plain, url, headers }), UsageError)
  }
})

test('headers, the prefix of the URL and a body reach the server', async () => {
  const seen: unknown[] = []
  await using server = await scratchServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { authorization, 'content-type': type } = request.headers
      seen.push([
        request.method,
        request.url,
        authorization,
        type,
        Buffer.concat(chunks).toString(),
      ])
      response.writeHead(202).end()
    })
  })
  const url = `${server.url}/connect/v1/`
  const target = httpTarget({ ...plain, url, headers: { Authorization: 'Basic eDp5' } })
  const connection = target.connect()
  const put = { method: 'PUT', path: `${target.prefix}/connectors/x/config`, body: '{"é":1}' }
  assert.deepEqual(await ask(connection, put), { sent: 1, ok: 0 })
  connection.close()
  const path = '/connect/v1/connectors/x/config'
  assert.deepEqual(seen, [['PUT', path, 'Basic eDp5', 'application/json', '{"é":1}']])
})

test('a server that closes idle connections is no failure, and sees each request once', async () => {
  const sockets = new Set<Socket>()
  await using server = await scratchServer((request, response) => {
    sockets.add(request.socket)
    answerJson(response, [])
  })
  const connection = httpTarget({ ...plain, url: server.url }).connect()
  for (let round = 0; round < 20; round++) {
    assert.deepEqual(await ask(connection), { sent: 1, ok: 2 })
    const ends = [...sockets].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    )
    // Both ways to close, and a request right behind the close every other time.
    for (const socket of sockets) {
      if (round % 4 < 2) socket.end()
      else socket.resetAndDestroy()
    }
    if (round % 2 === 0) await Promise.all(ends)
    sockets.clear()
  }
  connection.close()
  assert.equal(server.total(), 20)
})
