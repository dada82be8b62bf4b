/** A group of failures is known again by its endpoint, its kind and its first message, however much of them was told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { failureKey, groupOf, isUntold, toldFailure, untoldFailure } from './failure-key.js'
import type { Failure } from './result.ts'

const failure: Failure = {
  method: 'GET',
  name: '/a',
  kind: 'status',
  message: 'HTTP 500',
  count: 1,
  firstAt: 'x',
  lastAt: 'y',
}

test('failureKey() tells apart by method, name, kind and first message', () => {
  const key = failureKey(failure)
  assert.match(key, /^[\da-z]{8}$/)
  assert.equal(groupOf(failure), '["GET","/a","status","HTTP 500"]')
  assert.equal(failureKey({ ...failure, message: 'HTTP …', sample: 'HTTP 500', count: 2 }), key)
  const others = { method: 'PUT', name: '/b', kind: 'body', message: 'HTTP 501', sample: 'HTTP' }
  for (const [field, value] of Object.entries(others)) {
    assert.notEqual(failureKey({ ...failure, [field]: value }), key, field)
  }
})

test('failureKey() tells apart 100,000 messages that differ in little', () => {
  const keys = Array.from({ length: 100_000 }, (_, index) =>
    failureKey({ ...failure, message: `job ${index.toString(36)} lost` }),
  )
  assert.equal(new Set(keys).size, keys.length)
})

test('failureKey() of a message of which the beginning was told is that of all of it', () => {
  const [one, other] = ['a', 'b'].map((end) => ({ ...failure, sample: 'x'.repeat(600) + end }))
  assert.ok(one !== undefined && other !== undefined)
  assert.equal(failureKey(toldFailure(one)), failureKey(one))
  assert.equal(toldFailure(one).sample, toldFailure(other).sample)
  assert.notEqual(failureKey(toldFailure(one)), failureKey(toldFailure(other)))
})

test('isUntold() knows those of which nothing but their count was told', () => {
  assert.equal(isUntold(untoldFailure('00000000', 7)), true)
  assert.equal(isUntold(failure), false)
  assert.equal(isUntold(toldFailure({ ...failure, sample: 'x'.repeat(600) })), false)
})
