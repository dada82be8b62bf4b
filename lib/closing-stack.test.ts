/** What was opened is closed, in reverse, whatever fails. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { ClosingStack } from './closing-stack.ts'

test('a ClosingStack closes in reverse', async () => {
  const closed: string[] = []
  {
    await using opened = new ClosingStack()
    opened.defer(() => void closed.push('first'))
    const resource = { [Symbol.asyncDispose]: async () => void closed.push('second') }
    assert.equal(opened.use(resource), resource)
  }
  assert.deepEqual(closed, ['second', 'first'])
})

test('a ClosingStack closes the rest where one close fails, and throws the first error', async () => {
  const closed: string[] = []
  const opened = new ClosingStack()
  opened.defer(() => void closed.push('first'))
  opened.defer(() => {
    throw new Error('second')
  })
  opened.defer(async () => await Promise.reject(new Error('third')))
  await assert.rejects(async () => await opened[Symbol.asyncDispose](), /third/)
  assert.deepEqual(closed, ['first'])
})

test('a ClosingStack that was moved closes nothing; the new one closes once', async () => {
  let closed = 0
  const opened = new ClosingStack()
  opened.defer(() => void (closed += 1))
  const moved = opened.move()
  await opened[Symbol.asyncDispose]()
  assert.equal(closed, 0)
  await moved[Symbol.asyncDispose]()
  await moved[Symbol.asyncDispose]()
  assert.equal(closed, 1)
})

test('a ClosingStack of one that fails throws its error', async () => {
  const opened = new ClosingStack()
  opened.defer(() => {
    throw new Error('only')
  })
  await assert.rejects(async () => await opened[Symbol.asyncDispose](), /only/)
})
