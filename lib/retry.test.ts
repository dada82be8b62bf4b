/** What was lost is tried again, what is wrong is not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UnreachableError } from './errors.ts'
import { retried } from './retry.ts'
import { failureOf } from './sql-failure.ts'

function sqlError(code: string, message = 'said the server'): Error {
  return Object.assign(new Error(message), { code })
}

const signal = new AbortController().signal

test('failureOf() tells what another try may mend from what it will not', () => {
  const cases = [
    [new UnreachableError('Cannot reach PostgreSQL'), 'lost'],
    [sqlError('57P01', 'terminating connection due to administrator command'), 'lost'],
    [sqlError('57014', 'canceling statement due to user request'), 'lost'],
    [sqlError('40001', 'canceling statement due to conflict with recovery'), 'lost'],
    [sqlError('42704', 'type "mood" does not exist'), 'refused'],
    [sqlError('42501', 'permission denied for table t'), 'refused'],
    [sqlError('XX000', 'invalid memory alloc request size 1080000028'), 'too wide'],
    [sqlError('XX000', 'cache lookup failed'), 'refused'],
    [new TypeError('a bug of ours'), null],
    [Object.assign(new Error('no SQLSTATE'), { code: 'ERR_ASSERTION' }), null],
  ] as const
  for (const [error, expected] of cases) assert.equal(failureOf(error), expected, error.message)
})

test('retried() goes on after a loss, once what it left behind was cleared', async () => {
  const told: string[] = []
  let tries = 0
  const answer = await retried(
    async () => {
      tries += 1
      if (tries < 3) throw new UnreachableError(`lost ${tries}`)
      return 'answer'
    },
    {
      signal,
      onFailure: async (error) => {
        told.push((error as Error).message)
        return false
      },
    },
  )
  assert.deepEqual([answer, told], ['answer', ['lost 1', 'lost 2']])
})

test('retried() raises at once what no other try would mend', async () => {
  let tries = 0
  const failing = retried(
    async () => {
      tries += 1
      throw sqlError('42501')
    },
    { signal, onFailure: async () => false },
  )
  await assert.rejects(failing, { code: '42501' })
  assert.equal(tries, 1)
})

test('retried() tries at once what its caller has made another attempt', async () => {
  let nested = false
  const answer = await retried(
    async () => {
      if (!nested) throw sqlError('XX000', 'invalid memory alloc request size 1')
      return 'nested'
    },
    {
      signal,
      onFailure: async () => {
        nested = true
        return true
      },
    },
  )
  assert.equal(answer, 'nested')
})

test('retried() ends with the reason of its signal', async () => {
  const stop = new AbortController()
  const failing = retried(
    async () => {
      stop.abort(new Error('enough'))
      throw new UnreachableError('lost')
    },
    { signal: stop.signal, onFailure: async () => false },
  )
  await assert.rejects(failing, /enough/)
})
