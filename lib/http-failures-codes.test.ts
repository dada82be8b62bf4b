/** What each error of a socket, of TLS or of the parser counts as, and what it says. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { failureOf, isClosedConnection } from './http-failures.ts'

function coded(code: string, message = `it was ${code}`): Error {
  return Object.assign(new Error(message), { code })
}

const kinds = {
  refused:
    'ECONNREFUSED ENOTFOUND EAI_AGAIN EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN EADDRNOTAVAIL ECONNABORTED EACCES EMFILE ENFILE',
  timeout: 'ETIMEDOUT UND_ERR_CONNECT_TIMEOUT UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT',
  body: 'UND_ERR_INVALID_ARG UND_ERR_RESPONSE',
  reset: 'ERR_STREAM_DESTROYED XUND_ERR_ XCERT_ XECONNREFUSED ',
} as const

for (const [kind, codes] of Object.entries(kinds)) {
  for (const code of codes.split(' ')) {
    test(`failureOf() "${code}" is ${kind}, in its own words`, () => {
      assert.deepEqual(failureOf(coded(code)), { kind, message: `it was ${code}` })
    })
  }
}

const resets: readonly (readonly [string, string])[] = [
  ['ECONNRESET', 'connection reset before a whole answer (ECONNRESET)'],
  ['EPIPE', 'connection closed before an answer (EPIPE)'],
  ['UND_ERR_SOCKET', 'connection closed before a whole answer'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'connection closed before a whole answer'],
]

for (const [code, message] of resets) {
  test(`failureOf() ${code} is a reset, whatever its message`, () => {
    assert.deepEqual(failureOf(coded(code)), { kind: 'reset', message })
  })
}

test('isClosedConnection() is true of ends by the other side', () => {
  const codes = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ETIMEDOUT', '']
  assert.deepEqual(
    codes.map((code) => isClosedConnection(coded(code))),
    [true, true, true, false, false],
  )
  assert.equal(isClosedConnection(new Error('ECONNRESET')), false)
})

const certificates =
  'CERT_HAS_EXPIRED UNABLE_TO_VERIFY_LEAF_SIGNATURE ERR_TLS_CERT_ALTNAME_INVALID DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN HOSTNAME_MISMATCH INVALID_CA CRL_NOT_YET_VALID'

for (const code of certificates.split(' ')) {
  test(`failureOf() ${code} is TLS, its first sentence with the code`, () => {
    const error = coded(code, 'certificate is not for localhost. Altnames: DNS:x')
    assert.deepEqual(failureOf(error), {
      kind: 'tls',
      message: `certificate is not for localhost (${code})`,
    })
  })
}

for (const code of ['ERR_SSL_WRONG_VERSION_NUMBER', 'EPROTO']) {
  test(`failureOf() ${code} is TLS, without addresses of threads`, () => {
    assert.deepEqual(failureOf(coded(code, '4047:error:0A00010B:SSL routines')), {
      kind: 'tls',
      message: `TLS handshake failed (${code})`,
    })
  })
}

test("failureOf() the parser's errors: an end too early is a reset, all else a bad body", () => {
  const [early, bad] = ['Response does not match: EOF', 'Invalid character'].map((message) =>
    Object.assign(new Error(message), { name: 'HTTPParserError' }),
  )
  assert.deepEqual(early && failureOf(early), {
    kind: 'reset',
    message: 'connection closed before a whole answer',
  })
  assert.deepEqual(bad && failureOf(bad), { kind: 'body', message: 'Invalid character' })
})

test('failureOf() of several addresses says what the first one said', () => {
  const both = Object.assign(new AggregateError([new Error('first'), new Error('second')], 'all'), {
    code: 'ECONNREFUSED',
  })
  assert.deepEqual(failureOf(both), { kind: 'refused', message: 'first' })
  const odd = Object.assign(new AggregateError(['text'], 'all'), { code: 'ECONNREFUSED' })
  assert.deepEqual(failureOf(odd), { kind: 'refused', message: 'all' })
  assert.deepEqual(failureOf(Object.assign(new Error('seven'), { code: 7 })), {
    kind: 'reset',
    message: 'seven',
  })
})
