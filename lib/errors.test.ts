/** Errors for people: their lines, and what a thrown value says with the causes behind it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UnreachableError, UsageError, messageOf } from './errors.ts'

test('a UsageError has a line for each problem', () => {
  const one = new UsageError('one')
  assert.deepEqual([one.name, one.message, one.problems], ['UsageError', 'one', ['one']])
  const two = new UsageError(['one', 'two'])
  assert.deepEqual([two.message, two.problems], ['one\ntwo', ['one', 'two']])
})

test('an UnreachableError has its name', () => {
  assert.equal(new UnreachableError('gone').name, 'UnreachableError')
})

function coded(error: Error, code: unknown): Error {
  return Object.assign(error, { code })
}

const stories: readonly (readonly [story: string, thrown: unknown, message: string])[] = [
  ['a text', 'wrong', 'wrong'],
  ['nothing', undefined, 'undefined'],
  ['a record', { message: 'x' }, '[object Object]'],
  ['an error', new Error('wrong'), 'wrong'],
  ['an error with a cause', new Error('no', { cause: new Error('down') }), 'no: down'],
  ['a cause that is a text', new Error('no', { cause: 'down' }), 'no: down'],
  [
    'a cause that was told',
    new Error('no, it is down', { cause: new Error('down') }),
    'no, it is down',
  ],
  ['an empty cause', new Error('no', { cause: '' }), 'no'],
  [
    'causes of causes',
    new Error('one', { cause: new Error('two', { cause: new Error('three') }) }),
    'one: two: three',
  ],
  ['a code and a message', coded(new Error('wrong'), 'EPIPE'), 'wrong'],
  ['a code alone', coded(new Error(''), 'ECONNREFUSED'), 'ECONNREFUSED'],
  ['a code that is a number', coded(new TypeError(''), 7), 'TypeError'],
  ['neither code nor message', new RangeError(''), 'RangeError'],
  ['several errors', new AggregateError([new Error('first'), new Error('second')], ''), 'first'],
  ['several errors with a code', coded(new AggregateError([new Error('first')], ''), 'E1'), 'E1'],
  ['an empty list of errors', new AggregateError([], ''), 'AggregateError'],
  ['errors that are none', Object.assign(new Error(''), { errors: ['x'] }), 'Error'],
]

for (const [story, thrown, message] of stories) {
  test(`messageOf() tells ${story}`, () => {
    assert.equal(messageOf(thrown), message)
  })
}
