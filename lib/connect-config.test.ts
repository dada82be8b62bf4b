/** Which configurations a worker takes, and the words in which it refuses the others. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { acceptConfig, patchConfig, taskConfigs } from './connect-config.ts'
import type { ConfigBody } from './connect-bodies.ts'

const sink = { 'connector.class': 'JdbcSink', topics: 't' }
const source = {
  'connector.class': 'PostgresConnector',
  'topic.prefix': 'p',
  'database.hostname': 'h',
  'database.user': 'u',
  'database.dbname': 'd',
}
const neither = 'Must configure one of topics or topics.regex'
const both = 'topics and topics.regex are mutually exclusive options, but both are set.'
const nullValue = 'Null value can not be supplied as the configuration value.'

const refusals: readonly (readonly [
  story: string,
  config: ConfigBody,
  lines: readonly string[],
])[] = [
  ['a sink without topics, told twice', { 'connector.class': 'JdbcSink' }, [neither, neither]],
  ['a sink with both', { ...sink, 'topics.regex': 'x' }, [both, both]],
  ['blank topics', { ...sink, topics: ' ' }, [neither, neither]],
  [
    'topics that are null',
    { ...sink, topics: null },
    ["Configuration 'topics' values must not be null.", neither, nullValue, neither],
  ],
  ['another null', { ...sink, 'batch.size': null }, [nullValue]],
  [
    'tasks.max that is no number',
    { ...sink, 'tasks.max': 'x' },
    ['Invalid value x for configuration tasks.max: Not a number of type INT'],
  ],
  [
    'no tasks',
    { ...sink, 'tasks.max': '0' },
    ['Invalid value 0 for configuration tasks.max: Value must be at least 1'],
  ],
  [
    'a source without its database',
    { ...source, 'database.dbname': '', 'topic.prefix': null },
    [
      "The 'topic.prefix' value is invalid: A value is required",
      "The 'database.dbname' value is invalid: A value is required",
      nullValue,
    ],
  ],
]

for (const [story, config, lines] of refusals) {
  test(`acceptConfig() refuses ${story}`, () => {
    const start = `Connector configuration is invalid and contains the following ${lines.length} error(s):\n`
    assert.throws(
      () => acceptConfig('c', config),
      (error: Error & { status?: number }) =>
        error.status === 400 && error.message.startsWith(`${start}${lines.join('\n')}\nYou can`),
    )
  })
}

test('acceptConfig() takes the short names of a class, adds the name, and keeps what it does not know', () => {
  const { config, plugin } = acceptConfig('c', { ...sink, 'x.y': '1' })
  assert.deepEqual(config, { ...sink, 'x.y': '1', name: 'c' })
  assert.equal(plugin.type, 'sink')
  assert.equal(acceptConfig('c', source).plugin.type, 'source')
})

test('patchConfig() removes what is null and puts the rest over', () => {
  assert.deepEqual(patchConfig({ a: '1', b: '2' }, { a: null, b: '3', c: '4' }), { b: '3', c: '4' })
})

test('taskConfigs() gives a source one task and a sink as many as it asks for', () => {
  const many = acceptConfig('c', { ...sink, 'tasks.max': '3' })
  assert.deepEqual(
    taskConfigs(many).map((task) => task['task.id']),
    ['0', '1', '2'],
  )
  const one = taskConfigs(acceptConfig('c', { ...source, 'tasks.max': '3' }))
  assert.equal(one.length, 1)
  assert.equal(one[0]?.['task.class'], 'io.debezium.connector.postgresql.PostgresConnectorTask')
})
