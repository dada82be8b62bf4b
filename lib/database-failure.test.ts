/** Errors of PostgreSQL and of its driver, as the kinds that a report tells apart. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { databaseFailure, endsConnection, sqlCode, WrongAnswer } from './database-failure.ts'

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

const noConnection = [
  ['ECONNREFUSED', 'refused', 'connection refused (ECONNREFUSED)'],
  ['ENOTFOUND', 'refused', 'no such host (ENOTFOUND)'],
  ['EAI_AGAIN', 'refused', 'no such host (EAI_AGAIN)'],
  ['EHOSTUNREACH', 'refused', 'no route to the host (EHOSTUNREACH)'],
  ['ENETUNREACH', 'refused', 'no route to the network (ENETUNREACH)'],
  ['ETIMEDOUT', 'timeout', 'no connection in time (ETIMEDOUT)'],
  ['ECONNRESET', 'reset', 'connection reset before an answer (ECONNRESET)'],
  ['EPIPE', 'reset', 'connection closed before an answer (EPIPE)'],
  ['CONNECTION_DESTROYED', 'reset', 'connection closed before an answer'],
  ['CONNECTION_ENDED', 'reset', 'connection closed before an answer'],
] as const

for (const [code, kind, message] of noConnection) {
  test(`databaseFailure() of ${code} is ${kind}, whatever address it names, and ends the connection`, () => {
    const error = failure(code, `connect ${code} 10.0.0.1:5432`)
    assert.deepEqual(databaseFailure(error), { kind, message })
    assert.equal(endsConnection(error), true)
  })
}

const bugs = [
  new TypeError('x is not a function'),
  failure('ERR_INVALID_ARG_TYPE'),
  failure('40P011'),
  failure('x40P01'),
  failure('40p01'),
  failure('MY_CERT_STORE'),
  Object.assign(new Error('a number'), { code: 40001 }),
  Object.assign(new Error('a list'), { code: ['40001'] }),
  { code: '40001', message: 'no error' },
  '40001',
  null,
]

test('databaseFailure() throws on what is no error of a server or of the network', () => {
  for (const bug of bugs) {
    assert.throws(
      () => databaseFailure(bug),
      (thrown) => thrown === bug,
    )
    assert.equal(endsConnection(bug), false)
  }
})

test('databaseFailure() takes only a cancelled statement for one that ran out of time', () => {
  const error = failure('55P03', 'canceling statement due to lock timeout')
  assert.equal(databaseFailure(error).kind, 'sql')
  assert.equal(new WrongAnswer('').name, 'WrongAnswer')
})

test('sqlCode() is empty where an error has no code in letters', () => {
  assert.deepEqual(
    [
      failure('57014'),
      ...bugs.filter(
        (bug) => !(bug instanceof Error) || !('code' in bug) || typeof bug.code !== 'string',
      ),
    ].map(sqlCode),
    ['57014', '', '', '', '', '', ''],
  )
})

test('endsConnection() tells an error of a statement from one of the connection', () => {
  assert.equal(endsConnection(failure('40001')), false)
  assert.equal(endsConnection(failure('57P01', 'terminating connection', 'FATAL')), true)
  assert.equal(endsConnection(failure('XX000', 'no memory', 'PANIC')), true)
  assert.equal(endsConnection({ severity: 'FATAL' }), false)
  assert.equal(endsConnection(failure('CONNECTION_CLOSED')), true)
  assert.equal(endsConnection(new WrongAnswer('counted 1 row')), false)
})
