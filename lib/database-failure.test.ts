/** Errors of PostgreSQL and of its driver, as the kinds that a report tells apart. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { databaseFailure, endsConnection, WrongAnswer } from './database-failure.ts'

function failure(code: string, message = 'what the server said', severity = 'ERROR'): Error {
  return Object.assign(new Error(message), { code, severity })
}

const stories = [
  ['a closed port', failure('ECONNREFUSED'), 'refused', 'connection refused (ECONNREFUSED)'],
  [
    'no way to connect in time',
    failure('CONNECT_TIMEOUT'),
    'timeout',
    'no connection in time (CONNECT_TIMEOUT)',
  ],
  [
    'a connection that ended',
    failure('CONNECTION_CLOSED'),
    'reset',
    'connection closed before an answer',
  ],
  ['a certificate', failure('CERT_HAS_EXPIRED'), 'tls', 'TLS handshake failed (CERT_HAS_EXPIRED)'],
  ['a deadlock', failure('40P01', 'deadlock detected'), 'sql', 'SQLSTATE 40P01: deadlock detected'],
  [
    'a statement timeout',
    failure('57014', 'canceling statement due to statement timeout'),
    'timeout',
    'SQLSTATE 57014: canceling statement due to statement timeout',
  ],
  [
    'a statement that somebody cancelled',
    failure('57014', 'canceling statement due to user request'),
    'sql',
    'SQLSTATE 57014: canceling statement due to user request',
  ],
  ['a wrong answer', new WrongAnswer('counted 1 row'), 'body', 'counted 1 row'],
] as const

for (const [story, error, kind, message] of stories) {
  test(`databaseFailure() of ${story} is ${kind}`, () => {
    assert.deepEqual(databaseFailure(error), { kind, message })
  })
}

test('databaseFailure() throws on a bug of ours', () => {
  const bug = new TypeError('x is not a function')
  assert.throws(() => databaseFailure(bug), bug)
})

test('endsConnection() tells an error of a statement from one of the connection', () => {
  assert.equal(endsConnection(failure('40001')), false)
  assert.equal(endsConnection(failure('57P01', 'terminating connection', 'FATAL')), true)
  assert.equal(endsConnection(failure('CONNECTION_CLOSED')), true)
  assert.equal(endsConnection(new WrongAnswer('counted 1 row')), false)
})
