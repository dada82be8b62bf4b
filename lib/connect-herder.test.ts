/** The one queue of the stand-in: in turn, with a limit, and going on whatever fails. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createHerder } from './connect-herder.ts'

test('run() does one job after the other, in the order asked for, and goes on after one that fails', async () => {
  const herder = createHerder()
  const done: string[] = []
  let release: () => void = noRelease
  const slow = herder.run('being slow', async () => {
    await new Promise<void>((resolve) => (release = resolve))
    done.push('slow')
  })
  const failing = herder.run('failing', () => {
    done.push('failing')
    throw new Error('no')
  })
  const quick = herder.run('being quick', () => done.push('quick'))
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(done, [])
  assert.match(
    herder.summary(),
    /^The worker is currently being slow, which began at \d{4}-\S+Z\.$/,
  )
  release()
  await slow
  await assert.rejects(failing, /no/)
  await quick
  assert.deepEqual(done, ['slow', 'failing', 'quick'])
  assert.match(
    herder.summary(),
    /^The last operation the worker completed was being quick, which began at \S+Z and completed at \S+Z\.$/,
  )
})

test('run() gives up waiting at its limit, and does the job all the same', async () => {
  const herder = createHerder(20)
  let release: () => void = noRelease
  let done = false
  const slow = herder.run('being slow', async () => {
    await new Promise<void>((resolve) => (release = resolve))
    done = true
  })
  await assert.rejects(slow, {
    status: 500,
    message: /^Request timed out\. The worker is currently being slow, which began at \S+Z\.$/,
  })
  release()
  await herder.run('looking', () => undefined)
  assert.equal(done, true)
})

/** Until the job has started. */
function noRelease(): void {
  throw new Error('Cannot release a job that has not started')
}
