/** The pauses of a user, and a connection whose requests are promises. */
import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'

import { random } from './random.ts'
import { promiseConnection, thinkMs, withShares } from './users.ts'
import type { Failed, Reply } from './users.ts'

test('thinkMs() pauses after every burst, between its bounds', () => {
  const think = { minMs: 100, maxMs: 300, burst: 3 }
  const pauses = [1, 2, 3, 4, 5, 6].map((done) => thinkMs(think, done, random(7)))
  const drawn = random(7).between(100, 300)
  assert.deepEqual(pauses, [0, 0, drawn, 0, 0, drawn])
  assert.ok(drawn >= 100 && drawn <= 300)
})

type Run = Parameters<typeof promiseConnection>[0]['run']

/** A connection of which everything that it tells is written down. */
function connectionOf(run: Run) {
  const told: unknown[] = []
  const reply: Reply = {
    sent: () => told.push('sent'),
    ok: (bodyBytes) => told.push(bodyBytes),
    failed: (failure) => told.push(failure),
  }
  function explain(thrown: unknown): Failed {
    return { kind: 'body', message: String(thrown) }
  }
  function close(): void {
    told.push('closed')
  }
  return { connection: promiseConnection({ run, explain, close }), reply, told }
}

test('promiseConnection() hands on what is asked, and tells when it was sent and what came', async () => {
  const asked: unknown[] = []
  const { connection, reply, told } = connectionOf((endpoint, { sent, dueMs, signal }) => {
    asked.push(endpoint, dueMs, signal.aborted)
    sent()
    return Promise.resolve(42)
  })
  connection.start(3, reply, 17.5)
  assert.deepEqual(asked, [], 'nothing runs before start() has returned')
  await turn()
  connection.close()
  assert.deepEqual(
    [asked, told],
    [
      [3, 17.5, false],
      ['sent', 42, 'closed'],
    ],
  )
})

test('promiseConnection() explains what is rejected, and what is thrown before there is a promise', async () => {
  for (const run of [
    () => Promise.reject(new Error('no')),
    () => {
      throw new Error('no')
    },
  ]) {
    const { connection, reply, told } = connectionOf(run)
    connection.start(0, reply, 0)
    await turn()
    assert.deepEqual(told, [{ kind: 'body', message: 'Error: no' }])
  }
})

test('promiseConnection() tells nothing of a request that was given up, and aborts it', async () => {
  for (const end of ['resolve', 'reject'] as const) {
    const running: { signal: AbortSignal; resolve: (bytes: number) => void; reject: () => void }[] =
      []
    const { connection, reply, told } = connectionOf(
      (_, { signal }) =>
        new Promise<number>((resolve, reject) => {
          running.push({ signal, resolve, reject: () => reject(new Error('aborted')) })
        }),
    )
    connection.abandon()
    connection.start(0, reply, 0)
    await turn()
    connection.abandon()
    connection.start(1, reply, 0)
    await turn()
    assert.deepEqual(
      running.map(({ signal }) => signal.aborted),
      [true, false],
    )
    running[0]?.[end](1)
    await turn()
    assert.deepEqual(told, [])
    running[1]?.resolve(2)
    await turn()
    assert.deepEqual(told, [2])
  }
})

test('promiseConnection() lets a bug of whoever is told be uncaught: it is no failure of the request', async () => {
  const bug = new TypeError('x is not a function')
  const tasks: (() => void)[] = []
  const queued = mock.method(globalThis, 'queueMicrotask', (task: () => void) => tasks.push(task))
  try {
    const { connection, reply, told } = connectionOf(() => Promise.resolve(1))
    function ok(): never {
      throw bug
    }
    connection.start(0, { ...reply, ok }, 0)
    await turn()
    assert.deepEqual(told, [])
  } finally {
    queued.mock.restore()
  }
  assert.equal(tasks.length, 1)
  assert.throws(() => tasks[0]?.(), bug)
})

test('withShares() is what the weights come to: of one class, and of several where requests are drawn', () => {
  const think = { minMs: 0, maxMs: 0, burst: 1 }
  const endpoints = ['/one', '/two', '/never'].map((name) => ({ method: 'GET', name }))
  const even = { class: { weights: [1, 1, 0], think }, weight: 3 }
  const second = { class: { weights: [0, 4, 0], think }, weight: 1 }
  function shares(classes: readonly (typeof even)[], model: 'closed' | 'open'): unknown {
    return withShares(endpoints, { classes, model }).map(({ share }) => share)
  }
  assert.deepEqual(shares([even], 'closed'), [0.5, 0.5, 0])
  assert.deepEqual(shares([even, second], 'open'), [0.375, 0.625, 0])
  assert.deepEqual(shares([even, second], 'closed'), [null, null, null])
  assert.deepEqual(withShares(endpoints, { classes: [even], model: 'open' })[0], {
    method: 'GET',
    name: '/one',
    share: 0.5,
  })
})
