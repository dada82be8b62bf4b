/** Which configurations a worker takes, and the words in which it refuses the others. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { acceptConfig, patchConfig, sameConfig, taskConfigs } from './connect-config.ts'
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
  ...['1x', 'x1', '1.5', '', '--1', '+', '12345678901', '1 1'].map(
    (value) =>
      [
        `tasks.max "${value}"`,
        { ...sink, 'tasks.max': value },
        [`Invalid value ${value} for configuration tasks.max: Not a number of type INT`],
      ] as const,
  ),
  ['tasks.max that is null', { ...sink, 'tasks.max': null }, [nullValue]],
  [
    'a blank beside topics.regex that is blank',
    { ...sink, topics: '', 'topics.regex': ' ' },
    [neither, neither],
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

test('acceptConfig() takes topics by a pattern, and any number of tasks from 1 on, as the JVM reads it', () => {
  const byPattern = { 'connector.class': 'JdbcSink', 'topics.regex': 'x.*' }
  assert.equal(acceptConfig('c', byPattern).config['topics.regex'], 'x.*')
  for (const value of ['1', ' 2 ', '+3', '1000000000']) {
    assert.equal(acceptConfig('c', { ...sink, 'tasks.max': value }).config['tasks.max'], value)
  }
})

test('acceptConfig() leaves out topics that are null, where a pattern stands for them', () => {
  const sent = { ...sink, topics: null, 'topics.regex': 'x' }
  assert.throws(
    () => acceptConfig('c', sent),
    /contains the following 2 error\(s\):\nConfiguration 'topics' values must not be null\.\nNull value/,
  )
})

/** Status and message of what is thrown. */
function refusal(name: string, sent: ConfigBody): readonly unknown[] {
  try {
    acceptConfig(name, sent)
  } catch (error) {
    const { status, message } = error as Error & { status: number }
    return [status, message]
  }
  return []
}

test('acceptConfig() refuses another name than that of the address, and takes the same', () => {
  assert.equal(acceptConfig('c', { ...sink, name: 'c' }).config['name'], 'c')
  const [status, message] = refusal('c', { ...sink, name: 'd' })
  assert.equal(status, 400)
  assert.match(String(message), /\(d\).*\(c\)/)
})

test('acceptConfig() refuses a configuration without a class, and prints it as the JVM does', () => {
  assert.deepEqual(refusal('c', { topics: 't', x: null }), [
    400,
    'Connector config {topics=t, x=null, name=c} contains no connector type',
  ])
  assert.equal(refusal('c', { 'connector.class': null })[0], 400)
})

const invalid = 'for configuration name: String may not'
const names: readonly (readonly [name: string, told: string | null])[] = [
  ['', `Invalid value  ${invalid} be empty`],
  [' ~\u00a0ü😀', null],
  ['a\u001fb', '31'],
  ['\u0000\u007f\u009f', '0, 127, 159'],
]

for (const [name, told] of names) {
  test(`acceptConfig() of the name ${JSON.stringify(name)}`, () => {
    const [, message = ''] = refusal(name, sink)
    const line = told === null ? '' : String(message).split('\n')[1]
    const controls = `${invalid} contain control sequences but had the following ASCII chars: ${told}`
    const expected = name === '' ? told : told === null ? '' : `Invalid value ${name} ${controls}`
    assert.equal(line, expected)
    assert.equal(message === '', told === null)
  })
}

test('sameConfig() is about keys and values, not about their order', () => {
  assert.equal(sameConfig({ a: '1', b: '2' }, { b: '2', a: '1' }), true)
  assert.equal(sameConfig({}, {}), true)
  assert.equal(sameConfig({ a: '1', b: '2' }, { a: '1', b: '3' }), false)
  assert.equal(sameConfig({ a: '1' }, { a: '1', b: '2' }), false)
  assert.equal(sameConfig({ a: '1', b: '2' }, { a: '1' }), false)
  assert.equal(sameConfig({ a: '1' }, { b: '1' }), false)
})

test('taskConfigs() gives a sink one task where it asks for none, and never more than a thousand', () => {
  assert.deepEqual(
    taskConfigs(acceptConfig('c', sink)).map((task) => task['task.id']),
    ['0'],
  )
  const many = taskConfigs(acceptConfig('c', { ...sink, 'tasks.max': '1001' }))
  assert.deepEqual([many.length, many.at(-1)?.['task.id']], [1000, '999'])
})
