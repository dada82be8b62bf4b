/** Every way in which an answer can go wrong, on real servers, told as what it was and counted once. */
import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { test } from 'node:test'
import { endOf } from './scratch-request.ts'
import type { Ended } from './scratch-request.ts'
import { answerJson, scratchServer } from './scratch-server.ts'

function raw(text: string): RequestListener {
  return (_request, response) => {
    response.socket?.write(text)
    response.socket?.end()
  }
}

const answers: readonly (readonly [story: string, RequestListener, Omit<Ended, 'sent'>])[] = [
  ['JSON', (_, response) => answerJson(response, ['a']), { ok: 5 }],
  ['JSON without a content type', (_, response) => response.end('{}'), { ok: 2 }],
  [
    'JSON in many pieces',
    (_, response) => {
      response.setHeader('content-type', 'application/json; charset=utf-8')
      response.write('["')
      setTimeout(() => response.write('x'.repeat(100_000)), 5)
      setTimeout(() => response.end('é"]'), 10)
    },
    { ok: 100_006 },
  ],
  ['nothing, as 204 may', (_, response) => response.writeHead(204).end(), { ok: 0 }],
  [
    'nothing, as 200 may not',
    (_, response) => response.end(),
    { failed: { kind: 'body', message: 'empty body', bodyBytes: 0 } },
  ],
  [
    'a 500',
    (_, response) => response.writeHead(500).end('{"error_code":500}'),
    { failed: { kind: 'status', message: 'HTTP 500', bodyBytes: 18 } },
  ],
  [
    'a redirect, which is not followed',
    (_, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
    { failed: { kind: 'status', message: 'HTTP 302', bodyBytes: 0 } },
  ],
  [
    'a body that is not JSON',
    (_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"a":'),
    { failed: { kind: 'body', message: 'body is not JSON', bodyBytes: 5 } },
  ],
  [
    'a page',
    (_, response) => response.writeHead(200, { 'CONTENT-TYPE': 'text/html' }).end('<p>'),
    {
      failed: {
        kind: 'body',
        message: 'content type "text/html", expected application/json',
        bodyBytes: 3,
      },
    },
  ],
  [
    'no HTTP at all',
    raw('SSH-2.0-OpenSSH_9.2\r\n\r\n'),
    {
      failed: {
        kind: 'body',
        message: 'Response does not match the HTTP/1.1 protocol (Expected HTTP/, RTSP/ or ICE/)',
      },
    },
  ],
  [
    'half a body, then the end of the connection',
    raw('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n[1,2'),
    { failed: { kind: 'reset', message: 'connection closed before a whole answer' } },
  ],
  [
    'half a chunked body, then the end of the connection',
    raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n[1,2\r\n'),
    { failed: { kind: 'reset', message: 'connection closed before a whole answer' } },
  ],
  [
    'the end of the connection instead of an answer',
    (request) => request.socket.end(),
    { failed: { kind: 'reset', message: 'connection closed before a whole answer' } },
  ],
  [
    'a reset in the middle of the body',
    (request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('[1,')
      setTimeout(() => request.socket.resetAndDestroy(), 20)
    },
    { failed: { kind: 'reset', message: 'connection reset before a whole answer (ECONNRESET)' } },
  ],
]

for (const [story, answer, expected] of answers) {
  test(`a connection that gets ${story}`, async () => {
    await using server = await scratchServer(answer)
    const ended = await endOf(server.url)
    assert.deepEqual(ended, { sent: 1, ...expected })
    assert.equal(server.total(), 1)
  })
}
