/** An answer of a JSON API: what passes, and why another does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { contentTypeIn, judgeAnswer } from './http-answer.ts'

function judged(
  status: number,
  body: string | null,
  contentType: string | null = 'application/json',
): ReturnType<typeof judgeAnswer> {
  return judgeAnswer({ status, contentType, body: body === null ? null : Buffer.from(body) })
}

test('judgeAnswer() takes every status from 200 to 299, and no other', () => {
  for (const status of [200, 204, 299]) assert.equal(judged(status, '{}'), null)
  for (const status of [101, 199, 300, 404, 500]) {
    assert.deepEqual(judged(status, '{}'), { kind: 'status', message: `HTTP ${status}` })
  }
})

test('judgeAnswer() takes an empty body only of the statuses of writes', () => {
  for (const status of [201, 202, 204]) assert.equal(judged(status, null), null)
  for (const status of [200, 203, 205]) {
    assert.deepEqual(judged(status, null), { kind: 'body', message: 'empty body' })
  }
})

const jsonTypes = [
  null,
  'application/json',
  'application/json;charset=utf-8',
  'Application/JSON ; charset=utf-8',
  'application/problem+json',
  'application/vnd.api-v1.2+json',
  'application/json  ',
]

for (const type of jsonTypes) {
  test(`judgeAnswer() takes the content type ${type}`, () => {
    assert.equal(judged(200, '[1]', type), null)
  })
}

const otherTypes = [
  '',
  'text/html',
  'text/json',
  'application/jsonp',
  'application/json5',
  'application/+json',
  'x-application/json',
  'application/json utf-8',
  'application/a b+json',
]

for (const type of otherTypes) {
  test(`judgeAnswer() does not take the content type "${type}"`, () => {
    assert.deepEqual(judged(200, '[1]', type), {
      kind: 'body',
      message: `content type "${type}", expected application/json`,
    })
  })
}

test('judgeAnswer() reads each body, also where others of its length were JSON', () => {
  const notJson = { kind: 'body', message: 'body is not JSON' }
  assert.equal(judged(200, '{"a":1}'), null)
  assert.equal(judged(200, '{"a":1}'), null)
  assert.deepEqual(judged(200, '{"a":1,'), notJson)
  assert.deepEqual(judged(200, '{"a":1,'), notJson)
  assert.deepEqual(judged(200, ''), notJson)
  for (let each = 0; each < 40; each += 1) assert.equal(judged(200, `[${each}]`), null)
  assert.deepEqual(judged(200, '[0'), notJson)
})

test('judgeAnswer() keeps nothing of a buffer that is used again', () => {
  const body = Buffer.from('{"k":2}')
  const answer = { status: 200, contentType: null, body }
  assert.equal(judgeAnswer(answer), null)
  body.write('nothing')
  assert.deepEqual(judgeAnswer(answer), { kind: 'body', message: 'body is not JSON' })
})

test('judgeAnswer() parses the last 16 bodies once, and each time one of more than 64 kB', (context) => {
  const { mock } = context.mock.method(JSON, 'parse')
  function parses(body: string): number {
    const before = mock.callCount()
    assert.equal(judged(200, body), null)
    return mock.callCount() - before
  }
  const bodies = Array.from({ length: 17 }, (_, each) => `["parsed",${each}]`)
  assert.deepEqual(bodies.map(parses), Array(17).fill(1))
  assert.deepEqual(bodies.slice(1).map(parses), Array(16).fill(0))
  assert.equal(parses(`["parsed",0]`), 1)
  const long = `"${'y'.repeat(65_534)}"`
  assert.deepEqual([long, long].map(parses), [1, 0])
  assert.deepEqual([`${long} `, `${long} `].map(parses), [1, 1])
})

test('judgeAnswer() reads a body of any length', () => {
  for (const length of [65_536, 65_537, 200_000]) {
    const body = `"${'x'.repeat(length - 2)}"`
    assert.equal(judged(200, body), null)
    assert.equal(judged(200, body), null)
    assert.equal(judged(200, body.slice(1))?.message, 'body is not JSON')
  }
})

function found(...headers: readonly string[]): string | null {
  return contentTypeIn(headers.map((each) => Buffer.from(each, 'latin1')))
}

test('contentTypeIn() finds the header however it is written, and its name is no value', () => {
  assert.equal(found('Content-Type', 'text/html'), 'text/html')
  assert.equal(found('Date', 'x', 'content-type', 'a/b'), 'a/b')
  assert.equal(found('CONTENT-TYPE', 'a/b; c=\u00e9'), 'a/b; c=\u00e9')
  assert.equal(found('content-type', 'one', 'content-type', 'two'), 'one')
  assert.equal(found('content-type', ''), '')
  assert.equal(found('x-content-type', 'a/b'), null)
  assert.equal(found('content-tape', 'a/b'), null)
  assert.equal(found('etag', 'content-type', 'server', 'x'), null)
  assert.equal(found('content-type'), null)
  assert.equal(found(), null)
})

test('contentTypeIn() keeps nothing of a buffer that is used again', () => {
  const value = Buffer.from('text/one')
  const headers = [Buffer.from('content-type'), value]
  assert.equal(contentTypeIn(headers), 'text/one')
  value.write('text/two')
  assert.equal(contentTypeIn(headers), 'text/two')
})
