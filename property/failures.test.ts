/** Laws of failures: as what an error of a server or a late answer is told. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { databaseFailure, endsConnection, sqlCode } from '../lib/database-failure.ts'
import { UnreachableError } from '../lib/errors.ts'
import { propertiesOf } from '../lib/property.ts'
import { failureOf, failureText, sqlState } from '../lib/sql-failure.ts'
import { withDeadline } from '../lib/wait.ts'

const property = propertiesOf(import.meta.url)

const codes = fc.oneof(
  fc.constantFrom(
    '40001',
    '57P01',
    '57014',
    '22012',
    '42703',
    'ECONNRESET',
    'ETIMEDOUT',
    'CERT_HAS_EXPIRED',
    '',
    'no',
  ),
  fc.stringMatching(/^[0-9]{2}[0-9A-Z]{3}$/),
)

property(
  'failures',
  'what is no error of a server or a network is thrown on as it is, and of all others the message tells what they said',
  {
    arbitrary: fc.tuple(
      codes,
      fc.constantFrom('ERROR', 'FATAL'),
      fc.constantFrom('deadlock', 'statement timeout'),
      fc.constantFrom(null, 'x > 1'),
    ),
    labels: { 'no state': { percent: 20, is: ([code]) => !/^\d/.test(code) } },
    holds: ([code, severity, message, where]) => {
      const error = Object.assign(new Error(message), { code, severity })
      const isState = /^\d/.test(code)
      assert.deepEqual([sqlCode(error), sqlState(error)], [code, isState ? code : null])
      assert.equal(failureOf(error) === null, !isState)
      assert.equal(failureOf(new UnreachableError(message)), 'lost')
      if (/^(?:40001|57P01|57014)$/.test(code)) assert.equal(failureOf(error), 'lost')
      const text = failureText(error, { where })
      assert.ok(text.includes(message))
      assert.equal(text.includes('--where'), where !== null && /^(?:22|42)/.test(code))
      const isSocket = /^E(?:CONNRESET|TIMEDOUT)$/.test(code)
      assert.equal(endsConnection(error), severity === 'FATAL' || isSocket)
      if (!isState && !isSocket && !code.startsWith('CERT')) {
        assert.throws(
          () => databaseFailure(error),
          (thrown) => thrown === error,
        )
        return
      }
      const failed = databaseFailure(error)
      assert.ok(failed.message.includes(code))
      if (isState) assert.equal(failed.message, `SQLSTATE ${code}: ${message}`)
    },
  },
)

property(
  'deadline',
  'what ends in time is told as it is, what does not is told as late or by what stopped it',
  {
    arbitrary: fc.constantFrom('ends', 'fails', 'is late', 'is stopped', 'was stopped'),
    holds: async (story) => {
      const stop = new AbortController()
      const reason = new Error('stopped')
      if (story === 'was stopped') stop.abort(reason)
      let ran = false
      const ends = withDeadline(
        { ms: story === 'is late' ? 1 : 60_000, signal: stop.signal },
        async (signal) => {
          ran = true
          if (story === 'ends') return 'value'
          if (story === 'fails') throw new RangeError('own')
          if (story === 'is stopped') queueMicrotask(() => stop.abort(reason))
          return await new Promise<string>((_, reject) => {
            signal.addEventListener('abort', () => reject(new Error('aborted')))
          })
        },
      )
      if (story === 'ends') assert.equal(await ends, 'value')
      else if (story === 'fails') await assert.rejects(ends, RangeError)
      else if (story === 'is late') await assert.rejects(ends, UnreachableError)
      else await assert.rejects(ends, reason)
      assert.equal(ran, story !== 'was stopped')
    },
  },
)
