/** What an error means for a compare follows from its SQLSTATE, not from its words. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UnreachableError, UsageError } from './errors.ts'
import { failureOf, failureText, sqlState } from './sql-failure.ts'

const stories = [
  ['42501', 'permission denied for table shop', 'refused'],
  ['42P01', 'relation "shop" does not exist', 'refused'],
  ['55P03', 'canceling statement due to lock timeout', 'refused'],
  ['57014', 'canceling statement due to user request', 'lost'],
  ['57P01', 'terminating connection due to administrator command', 'lost'],
  ['40001', 'canceling statement due to conflict with recovery', 'lost'],
  ['40P01', 'deadlock detected', 'lost'],
  ['42704', 'type "mood" does not exist', 'refused'],
  ['XX000', 'invalid memory alloc request size 1073741824', 'too wide'],
  ['54000', 'Zeichenkettenpuffer überschreitet die maximal erlaubte Länge', 'too wide'],
  ['XX000', 'cache lookup failed', 'refused'],
  ['57P02', 'crash shutdown', 'lost'],
  ['57P03', 'starting up', 'lost'],
  ['57P04', 'database dropped', 'refused'],
  ['25P02', 'current transaction is aborted', 'lost'],
  ['25001', 'a transaction is in progress', 'lost'],
  ['42501', 'invalid memory alloc request size', 'refused'],
  ['040001', 'six characters', null],
  ['4000', 'four characters', null],
  ['4000a', 'a small letter', null],
  ['XX001', 'invalid page in block 3', 'refused'],
  ['CONNECTION_ENDED', 'write CONNECTION_ENDED', null],
] as const

function failed(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

const timeout = Object.assign(failed('57014', 'storniere Anfrage'), { isTimeout: true })

test('failureOf() tells what is worth another try, what is the matter of one table, and what is neither', () => {
  for (const [code, message, expected] of stories) {
    assert.equal(failureOf(failed(code, message)), expected, `${code} ${message}`)
  }
  assert.equal(failureOf(timeout), 'refused')
  assert.equal(failureOf(new UnreachableError('gone')), 'lost')
  assert.equal(failureOf(new UsageError('wrong')), null)
  assert.equal(failureOf('a text'), null)
  assert.equal(sqlState(failed('42501', '')), '42501')
})

test('failureText() names the flag that it may be the matter of', () => {
  const where = 'id >'
  const syntax = failed('42601', 'syntax error')
  assert.equal(failureText(syntax, { where }), 'with --where id >: syntax error')
  assert.equal(failureText(syntax, { where: null }), 'syntax error')
  assert.equal(failureText(failed('53100', 'disk full'), { where }), 'disk full')
  assert.equal(
    failureText(timeout, { where }),
    'storniere Anfrage: --snapshot-max is what it may take',
  )
})

test('sqlState() is null for what is no error with a code of a server', () => {
  const nones = [
    null,
    { code: '42501' },
    new Error('none'),
    Object.assign(new Error('x'), { code: 42501 }),
  ]
  for (const none of nones) assert.equal(sqlState(none), null)
})

test('failureText() blames conditions for syntax and values alone, and the clock only where it was the clock', () => {
  const where = 'id >'
  assert.equal(failureText(failed('22012', 'division'), { where }), 'with --where id >: division')
  for (const code of ['23505', '24200', '12200'])
    assert.equal(failureText(failed(code, 'x'), { where }), 'x')
  assert.equal(failureText(new Error('plain'), { where }), 'plain')
  assert.equal(failureText(failed('57014', 'by somebody'), { where: null }), 'by somebody')
  for (const isTimeout of [false, 1]) {
    const cancelled = Object.assign(failed('57014', 'by somebody'), { isTimeout })
    assert.deepEqual(
      [failureOf(cancelled), failureText(cancelled, { where: null })],
      ['lost', 'by somebody'],
    )
  }
  const late = Object.assign(failed('55P03', 'lock'), { isTimeout: true })
  assert.equal(failureText(late, { where: null }), 'lock')
})
