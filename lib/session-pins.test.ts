/** Every session is set to print alike, and ends for no other reason than ours. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { sessionLimits, sessionPins } from './session-pins.ts'

test('sessionPins set what the output of a type looks at, each setting once', () => {
  const pinned = new Map(
    sessionPins.map((statement) => {
      const [, name = '', value = ''] = /^SET (\w+) = (.+)$/.exec(statement) ?? []
      return [name, value]
    }),
  )
  assert.equal(pinned.size, sessionPins.length)
  assert.deepEqual(Object.fromEntries(pinned), {
    client_encoding: "'UTF8'",
    search_path: "''",
    standard_conforming_strings: 'on',
    quote_all_identifiers: 'off',
    row_security: 'off',
    DateStyle: "'ISO, YMD'",
    IntervalStyle: "'postgres'",
    TimeZone: "'UTC'",
    extra_float_digits: '1',
    bytea_output: "'hex'",
    lc_monetary: "'C'",
    jit: 'off',
  })
})

const limits: readonly (readonly [statementMs: number, lockMs: number])[] = [
  [0, 10_000],
  [1, 1],
  [2, 1],
  [3, 1],
  [4, 2],
  [5001, 2500],
  [20_000, 10_000],
  [20_002, 10_000],
  [300_000, 10_000],
]

for (const [statementMs, lockMs] of limits) {
  test(`sessionLimits() of ${statementMs} ms a statement wait ${lockMs} ms for a lock`, () => {
    const [statement, lock] = sessionLimits(statementMs)
    assert.equal(statement, `SET statement_timeout = ${statementMs}`)
    assert.equal(lock, `SET lock_timeout = ${lockMs}`)
  })
}

test('sessionLimits() let no idle session and no long transaction end, on old servers too', () => {
  assert.deepEqual(sessionLimits(1000).slice(2), [
    'SET idle_in_transaction_session_timeout = 0',
    'SET idle_session_timeout = 0',
    "SELECT set_config('transaction_timeout', '0', false) WHERE current_setting('transaction_timeout', true) <> ''",
    "SELECT set_config('client_connection_check_interval', '1s', false) WHERE version() ~ 'linux'",
  ])
})
