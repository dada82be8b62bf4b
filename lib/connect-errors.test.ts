/** Each refusal is what a running worker answered, status and text. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import * as errors from './connect-errors.ts'
import type { ConnectError } from './connect-errors.ts'

type Recorded = { readonly path: string; readonly status: number; readonly body: unknown }

const folder = new URL('../fixtures/connect-answers/', import.meta.url)

/** An answer of a real worker: the file, and its name there. */
function recorded(file: string, name: string): Recorded {
  const text = readFileSync(new URL(`${file}.json`, folder), 'utf8')
  const found = (JSON.parse(text) as Record<string, Recorded>)[name]
  assert.ok(found !== undefined, `no recording is called ${name}`)
  return found
}

const topics = 'Must configure one of topics or topics.regex'
const refusals: readonly (readonly [file: string, name: string, error: ConnectError])[] = [
  ['unknown', 'unknown-info', errors.connectorNotFound('nope')],
  ['unknown', 'unknown-pause', errors.unknownConnector('nope')],
  ['unknown', 'unknown-restart', errors.unknownConnectorToRestart('nope')],
  ['unknown', 'unknown-task-restart', errors.unknownTask('src-99')],
  ['unknown', 'unknown-status', errors.noConnectorStatus('nope')],
  ['unknown', 'unknown-task', errors.noTaskStatus('src-99')],
  ['refusals', 'create-duplicate-409', errors.alreadyExists('snk')],
  ['refusals', 'create-bad-config-400', errors.invalidConfiguration([topics, topics])],
  ['refusals', 'put-name-mismatch', errors.nameMismatch({ configured: 'other', inUrl: 'zz' })],
  ['life', 'offsets-patch-running-400', errors.notStopped('spare')],
  ['bodies', 'empty-body-post', errors.noCreateRequest],
]

for (const [file, name, error] of refusals) {
  test(`the error of ${name} is the one that was recorded`, () => {
    const { status, body } = recorded(file, name)
    assert.equal(error.name, 'ConnectError')
    assert.equal(error.status, status)
    assert.equal(errors.errorBody(error.status, error.message), JSON.stringify(body))
  })
}

test('a PUT without a configuration is a fault of the worker', () => {
  const { status, message } = errors.noConfiguration
  const expected = 'Cannot invoke "java.util.Map.get(Object)" because "connectorConfig" is null'
  assert.deepEqual([status, message], [500, expected])
})

for (const name of ['unknown-path', 'method-405-connectors', 'media-406', 'media-415']) {
  test(`routingMessage() of ${name} is the one that was recorded`, () => {
    const { status, body } = recorded('routing', name)
    const message = errors.routingMessage(status as errors.RoutingStatus)
    assert.deepEqual({ error_code: status, message }, body)
  })
}

test('offsetsMessage() says what was done, as the worker does', () => {
  for (const [name, done] of [
    ['offsets-patch-ok', 'altered'],
    ['offsets-delete-ok', 'reset'],
  ] as const) {
    assert.deepEqual({ message: errors.offsetsMessage(done) }, recorded('life', name).body)
  }
})

test('jettyPage() is the page of the server, with the path as it was asked', () => {
  const { status, body } = recorded('names', 'name-slash-get')
  assert.equal(
    errors.jettyPage({ status, reason: 'Ambiguous URI path separator', uri: '/badURI' }),
    body,
  )
  const page = errors.jettyPage({ status, reason: 'x', uri: '/<a&b><c&d>' })
  assert.match(page, /<td>\/&lt;a&amp;b&gt;&lt;c&amp;d&gt;<\/td>/)
})
