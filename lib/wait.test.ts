/** Waiting ends with the answer, at the deadline, or when it is aborted. */
import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'

import { UnreachableError } from './errors.ts'
import { settlesWithin, sleep, until, withDeadline } from './wait.ts'

test('until() returns the first answer that is there', async () => {
  const answers = [undefined, null, false, 0, 1]
  const answer = await until(() => answers.shift(), {
    what: 'it',
    deadlineMs: 10_000,
    everyMs: 1,
  })
  assert.equal(answer, 0)
})

test('until() says what it did not see, and within which time', async () => {
  await assert.rejects(
    until(() => false, { what: 'the moon', deadlineMs: 20, everyMs: 1 }),
    (error) =>
      error instanceof UnreachableError && error.message === 'Cannot see the moon within 0.02 s',
  )
})

test('until() probes once even where there is no time', async () => {
  assert.equal(await until(() => 'here', { what: 'it', deadlineMs: 0 }), 'here')
})

test('until() throws what the probe throws', async () => {
  function probe(): never {
    throw new RangeError('broken')
  }
  await assert.rejects(until(probe, { what: 'it', deadlineMs: 1000 }), RangeError)
})

test('until() ends with the reason of the signal, in the middle of a pause too', async () => {
  const controller = new AbortController()
  const reason = new Error('stopped')
  const waiting = until(() => false, {
    what: 'it',
    deadlineMs: 2000,
    everyMs: 2000,
    signal: controller.signal,
  })
  controller.abort(reason)
  await assert.rejects(waiting, reason)
})

test('sleep() is never early, though timers are', async () => {
  async function slept(): Promise<number> {
    const started = performance.now()
    await sleep(20.9)
    return performance.now() - started
  }
  const times = await Promise.all(Array.from({ length: 200 }, slept))
  assert.ok(Math.min(...times) >= 20.9, `${Math.min(...times)} ms`)
})

test('sleep() waits for the rest of the time where a timer was early, and no longer', async ({
  mock,
}) => {
  const times = [0, 0.5, 1, 2]
  mock.method(performance, 'now', () => times.shift() ?? 3)
  await sleep(1)
  assert.deepEqual(times, [2])
})

test('until() probes no more when the time is just over', async ({ mock }) => {
  const times = [0, 5, 6]
  mock.method(performance, 'now', () => times.shift() ?? 7)
  let probes = 0
  function probe(): false {
    probes += 1
    return false
  }
  await assert.rejects(until(probe, { what: 'it', deadlineMs: 5, everyMs: 1 }), UnreachableError)
  assert.equal(probes, 1)
})

test('sleep() leaves no listener on the signal', async () => {
  const controller = new AbortController()
  for (let count = 0; count < 3; count += 1) await sleep(1, controller.signal)
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0)
})

test('settlesWithin() is true for an answer and for a rejection, false for what takes too long', async () => {
  assert.equal(await settlesWithin(Promise.resolve('x'), 10_000), true)
  assert.equal(await settlesWithin(Promise.reject(new Error('no')), 10_000), true)
  assert.equal(await settlesWithin(new Promise(() => undefined), 5), false)
})

test('settlesWithin() leaves no timer behind, which would hold the process', async () => {
  const before = timers()
  await settlesWithin(Promise.resolve('x'), 60_000)
  assert.ok(timers() <= before)
})

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
}

test('withDeadline() gives what was done in time, and takes its listener away', async () => {
  const { signal } = new AbortController()
  assert.equal(await withDeadline({ ms: 60_000, signal }, async () => 7), 7)
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('withDeadline() throws what act throws', async () => {
  const { signal } = new AbortController()
  const broken = Promise.reject(new RangeError('broken'))
  await assert.rejects(
    withDeadline({ ms: 60_000, signal }, () => broken),
    RangeError,
  )
})

test('withDeadline() says that the time is over, however act words it', async () => {
  const { signal } = new AbortController()
  await assert.rejects(
    withDeadline({ ms: 20, signal }, (within) => sleep(2000, within)),
    (error) => error instanceof UnreachableError && error.message === 'no answer within 0.02 s',
  )
})

test('withDeadline() ends with the reason of the signal', async () => {
  const stop = new AbortController()
  const reason = new Error('enough')
  const ending = withDeadline({ ms: 60_000, signal: stop.signal }, (within) => sleep(2000, within))
  stop.abort(reason)
  await assert.rejects(ending, reason)
  await assert.rejects(
    withDeadline({ ms: 1, signal: stop.signal }, async () => 7),
    reason,
  )
})
