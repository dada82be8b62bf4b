/** Whoever finds too fast waits, nobody waits for ever, and nothing is lost. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { asyncQueue } from './async-queue.ts'
import { settlesWithin } from './wait.ts'

test('asyncQueue() gives its reader all that was pushed, in order, also what comes later', async () => {
  const queue = asyncQueue<number>(100)
  const taken: number[] = []
  const reading = (async () => {
    for await (const value of queue) taken.push(value)
  })()
  await queue.push(1)
  await new Promise((resolve) => setImmediate(resolve))
  await queue.push(2)
  queue.close()
  await reading
  assert.deepEqual(taken, [1, 2])
})

test('asyncQueue() holds its writers back until there is room', async () => {
  const queue = asyncQueue<number>(2)
  await queue.push(1)
  const second = queue.push(2)
  assert.equal(await settlesWithin(second, 20), false)
  const reader = queue[Symbol.asyncIterator]()
  assert.equal((await reader.next()).value, 1)
  await second
})

test('asyncQueue() that is abandoned lets its writers go', async () => {
  const queue = asyncQueue<number>(1)
  const writing = queue.push(1)
  queue.abandon()
  await writing
  await queue.push(2)
  const reader = queue[Symbol.asyncIterator]()
  assert.equal((await reader.next()).done, true)
})
