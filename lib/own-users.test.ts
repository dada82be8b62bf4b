/** A workload of somebody's own: what of it is wrong is told at once, and what its tasks do and throw is counted as it should be. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UsageError } from './errors.ts'
import { workloadOfUsers } from './own-users.ts'
import { random } from './random.ts'
import type { OwnUsers, Task, TaskGiven } from './own-users.ts'
import type { Connection, Reply } from './users.ts'

const nothing = { connect: '', source: null, target: null }
const right: Task = { method: 'GET', name: '/', run: async () => 1 }

function open(users: OwnUsers, given: Partial<TaskGiven> = {}): Connection {
  const workload = workloadOfUsers(users, { ...nothing, ...given })
  return workload.open({ index: 0, random: random(1) })
}

/** What comes of one request, in order. */
async function eventsOf(connection: Connection, endpoint = 0): Promise<readonly unknown[]> {
  const events: unknown[] = []
  return await new Promise((resolve) => {
    const reply: Reply = {
      sent: () => events.push('sent'),
      ok: (bytes) => resolve([...events, bytes]),
      failed: ({ kind, message }) => resolve([...events, kind, message]),
    }
    connection.start(endpoint, reply, 0)
  })
}

test('workloadOfUsers() lists the tasks of all classes, each with its weight in its own class and 0 in the others', async () => {
  const users: OwnUsers = {
    One: { tasks: [{ ...right, name: '/one', weight: 3 }, right] },
    Two: { tasks: [{ ...right, method: 'SQL' }], think: { minMs: 1, maxMs: 2, burst: 4 } },
  }
  const { endpoints, classes, defaultClass, stop } = workloadOfUsers(users, nothing)
  assert.deepEqual(endpoints, [
    { method: 'GET', name: '/one' },
    { method: 'GET', name: '/' },
    { method: 'SQL', name: '/' },
  ])
  assert.deepEqual(classes, {
    One: { weights: [3, 1, 0], think: { minMs: 0, maxMs: 0, burst: 1 } },
    Two: { weights: [0, 0, 1], think: { minMs: 1, maxMs: 2, burst: 4 } },
  })
  assert.equal(defaultClass, 'One')
  await stop()
})

test('workloadOfUsers() lists a task that classes share once, and counts it as often as a class has it', () => {
  const shared: Task = { ...right, name: '/shared', weight: 2 }
  const { endpoints, classes } = workloadOfUsers(
    { One: { tasks: [shared, right, shared] }, Two: { tasks: [shared] } },
    nothing,
  )
  assert.deepEqual(
    endpoints.map(({ name }) => name),
    ['/shared', '/'],
  )
  assert.deepEqual(
    Object.values(classes).map(({ weights }) => weights),
    [
      [4, 1],
      [2, 0],
    ],
  )
})

test('a task gets what was given and a signal, and its number is the bytes of the answer', async () => {
  let got: TaskGiven | undefined
  async function run(given: TaskGiven): Promise<number> {
    got = given
    return 7
  }
  const users = { A: { tasks: [right, { ...right, name: '/two', run }] } }
  const connection = open(users, { connect: 'http://one', source: 's', target: 't' })
  assert.deepEqual(await eventsOf(connection, 1), ['sent', 7])
  const { signal, ...given } = got ?? {}
  assert.deepEqual(given, { connect: 'http://one', source: 's', target: 't' })
  assert.equal(signal?.aborted, false)
})

for (const [answer, bytes] of [
  [0, 0],
  [12, 12],
  [-3, -1],
  ['12', -1],
  [undefined, -1],
] as const) {
  test(`a task that answers ${JSON.stringify(answer)} has ${bytes} bytes`, async () => {
    assert.deepEqual(
      await eventsOf(open({ A: { tasks: [{ ...right, run: async () => answer }] } })),
      ['sent', bytes],
    )
  })
}

function coded(message: string, code: unknown): Error {
  return Object.assign(new Error(message), { code })
}

const failures: readonly (readonly [story: string, thrown: unknown, kind: string, told: string])[] =
  [
    ['a check', new Error('a connector is FAILED\nat 12:01'), 'body', 'a connector is FAILED'],
    ['no Error', 'it is late', 'body', 'it is late'],
    ['a refused socket', coded('no', 'ECONNREFUSED'), 'refused', 'no'],
    [
      'fetch, around a socket',
      new TypeError('fetch failed', { cause: coded('none there', 'ENOTFOUND') }),
      'refused',
      'none there',
    ],
    [
      'fetch, around text',
      new TypeError('fetch failed', { cause: 'why' }),
      'body',
      'fetch failed: why',
    ],
    ['undici', coded('late', 'UND_ERR_BODY_TIMEOUT'), 'timeout', 'late'],
    ['a certificate', coded('too old', 'CERT_HAS_EXPIRED'), 'tls', 'too old (CERT_HAS_EXPIRED)'],
    [
      'a name in a certificate',
      coded('not he', 'ERR_TLS_CERT_ALTNAME_INVALID'),
      'tls',
      'not he (ERR_TLS_CERT_ALTNAME_INVALID)',
    ],
    [
      'OpenSSL',
      coded('x', 'ERR_SSL_WRONG_VERSION_NUMBER'),
      'tls',
      'TLS handshake failed (ERR_SSL_WRONG_VERSION_NUMBER)',
    ],
    ['a database', coded('deadlock detected', '40P01'), 'sql', 'deadlock detected'],
    ['a longer code', coded('odd', '40P011'), 'body', 'odd'],
    ['a code in another', coded('odd', 'X_40P01'), 'body', 'odd'],
    ['a code in small letters', coded('odd', '40p01'), 'body', 'odd'],
    ['a code of Node', coded('odd', 'ERR_INVALID_ARG_TYPE'), 'body', 'odd'],
    ['a code that only ends as one of a socket', coded('odd', 'NOT_ECONNREFUSED'), 'body', 'odd'],
    ['a short code', coded('odd', 'EAB'), 'body', 'odd'],
    ['a code that is a number', coded('odd', 23_505), 'sql', 'odd'],
    ['no Error, but with a code', { code: 'ECONNREFUSED' }, 'body', '[object Object]'],
  ]

for (const [story, thrown, kind, message] of failures) {
  test(`what ${story} throws is a failure of kind ${kind}`, async () => {
    async function run(): Promise<never> {
      return await Promise.reject(thrown)
    }
    assert.deepEqual(await eventsOf(open({ A: { tasks: [{ ...right, run }] } })), [
      'sent',
      kind,
      message,
    ])
  })
}

function problemsOf(users: unknown): readonly string[] {
  try {
    workloadOfUsers(users as OwnUsers, nothing)
    return []
  } catch (error) {
    if (error instanceof UsageError) return error.problems
    throw error
  }
}

test('users that are no record of classes are refused', () => {
  const told = ['its `users` is no record of user classes, expected { Name: { tasks: [ … ] } }']
  for (const users of [undefined, null, 7, [], {}, [{ tasks: [right] }]]) {
    assert.deepEqual(problemsOf(users), told, JSON.stringify(users))
  }
})

test('a user class without a task is refused', () => {
  const told = ['its user class A has no tasks, expected { tasks: [ … ] }']
  for (const user of [null, [right], 'x', {}, { tasks: [] }, { tasks: { 0: right } }]) {
    assert.deepEqual(problemsOf({ A: user }), told, JSON.stringify(user))
  }
})

test('all that is wrong is told at once, by class and by the number of the task', () => {
  const users = {
    A: { tasks: [right, { ...right, name: '' }] },
    B: { tasks: [] },
    C: { tasks: [right], think: { minMs: 2, maxMs: 1, burst: 1 } },
  }
  const task = "expected { method: 'GET', name, weight above 0, run() }"
  assert.deepEqual(problemsOf(users), [
    `task 2 of its user class A is none, ${task}`,
    'its user class B has no tasks, expected { tasks: [ … ] }',
    'the pause of its user class C is none, expected { minMs, maxMs, burst }',
  ])
})

test('two tasks of one name are refused: a threshold would be held against the first of them alone', () => {
  const users = { A: { tasks: [right, { ...right }] }, B: { tasks: [{ ...right, method: 'SQL' }] } }
  assert.deepEqual(problemsOf(users), [
    'two of its endpoints are called GET /, expected a name for each: statistics are kept by it',
  ])
  assert.deepEqual(problemsOf({ A: { tasks: [right, right] }, B: { tasks: [right] } }), [])
})

test('a pause has a length from 0 on, no shorter at its most, and comes after each burst of one or more', () => {
  const rows: readonly (readonly [think: unknown, isRight: boolean])[] = [
    [undefined, true],
    [{ minMs: 0, maxMs: 0, burst: 1 }, true],
    [{ minMs: 0.5, maxMs: 0.5, burst: 2 }, true],
    [null, false],
    ['1s', false],
    [{ minMs: -1, maxMs: 1, burst: 1 }, false],
    [{ minMs: 2, maxMs: 1, burst: 1 }, false],
    [{ minMs: 1, maxMs: 2, burst: 0 }, false],
    [{ minMs: 1, maxMs: 2 }, false],
    [{ minMs: '1', maxMs: 2, burst: 1 }, false],
    [{ minMs: 1, maxMs: '2', burst: 1 }, false],
    [{ minMs: 1, maxMs: 2, burst: '1' }, false],
    [{ minMs: 1, maxMs: Infinity, burst: 1 }, false],
    [{ minMs: Number.NaN, maxMs: 1, burst: 1 }, false],
  ]
  for (const [think, isRight] of rows) {
    const problems = problemsOf({ A: { tasks: [right], think } })
    assert.equal(problems.length === 0, isRight, JSON.stringify(think))
  }
})

test('a task has a word in capitals, a name, something to run, and a weight above 0 where it has one', () => {
  const rows: readonly (readonly [task: unknown, isRight: boolean])[] = [
    [right, true],
    [{ ...right, weight: 0.5 }, true],
    [null, false],
    [[], false],
    [{ ...right, method: 'get' }, false],
    [{ ...right, method: 'GETx' }, false],
    [{ ...right, method: 'xGET' }, false],
    [{ ...right, method: '' }, false],
    [{ ...right, method: ['GET'] }, false],
    [{ ...right, name: '' }, false],
    [{ ...right, name: 7 }, false],
    [{ ...right, weight: 0 }, false],
    [{ ...right, weight: '1' }, false],
    [{ ...right, weight: Infinity }, false],
    [{ ...right, run: 1 }, false],
  ]
  for (const [task, isRight] of rows) {
    const problems = problemsOf({ A: { tasks: [task] } })
    assert.equal(problems.length === 0, isRight, JSON.stringify(task))
  }
})
