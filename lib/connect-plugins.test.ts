/** What a plugin says of its settings. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { pluginOf, pluginsBody, settingsBody, sinkPlugin, sourcePlugin } from './connect-plugins.ts'
import type { SettingDefinition } from './connect-settings.ts'

function settingsOf(name: string): readonly SettingDefinition[] {
  return JSON.parse(settingsBody(name)) as SettingDefinition[]
}

for (const name of [sourcePlugin.class, 'PostgresConnector', 'Postgres']) {
  test(`settingsBody() takes ${name}`, () => {
    assert.deepEqual(settingsOf(name), sourcePlugin.settings)
  })
}

test('settingsBody() of a version that is there is that without a version', () => {
  assert.equal(settingsBody('JdbcSink', sinkPlugin.version), settingsBody('JdbcSink'))
})

test('a source has no topics to read, a sink no slot', () => {
  const names = [sourcePlugin, sinkPlugin].map((plugin) => plugin.settings.map(({ name }) => name))
  assert.deepEqual(
    ['topics', 'slot.name', 'connection.url', 'tasks.max'].map((key) =>
      names.map((known) => known.includes(key)),
    ),
    [
      [false, true],
      [true, false],
      [false, true],
      [true, true],
    ],
  )
})

const answers = new URL('../fixtures/connect-answers/settings.json', import.meta.url)
const answered = JSON.parse(readFileSync(answers, 'utf8')) as Record<
  'plugin-config-version',
  { readonly body: readonly SettingDefinition[] }
>

test('a setting of the sink is what a worker answers of it, key by key', () => {
  const worker = new Map(
    answered['plugin-config-version'].body.map((each) => [each.name, JSON.stringify(each)]),
  )
  for (const setting of sinkPlugin.settings) {
    assert.equal(JSON.stringify(setting), worker.get(setting.name), setting.name)
  }
})

/** Name, type, default, importance, width and place, as Debezium 3.6.0 defines them. */
const ofSource = [
  'topic.prefix STRING null HIGH MEDIUM 1 Topic prefix',
  'database.hostname STRING null HIGH MEDIUM 2 Hostname',
  'database.port INT 5432 HIGH SHORT 3 Port',
  'database.user STRING null HIGH SHORT 4 User',
  'database.dbname STRING null HIGH MEDIUM 6 Database',
  'slot.name STRING debezium MEDIUM MEDIUM 9 Slot',
  'publication.name STRING dbz_publication MEDIUM MEDIUM 10 Publication',
]

test('the settings of the source are those of Debezium, in its group, and none is required', () => {
  const own = sourcePlugin.settings.filter(({ group }) => group === 'Postgres')
  assert.deepEqual(
    own.map((each) =>
      [
        each.name,
        each.type,
        String(each.default_value),
        each.importance,
        each.width,
        each.order_in_group,
        each.display_name,
      ].join(' '),
    ),
    ofSource,
  )
  for (const { required, dependents, documentation } of own) {
    assert.deepEqual([required, dependents], [false, []])
    assert.match(documentation, /^\w.*\w/)
  }
})

const source = 'io.debezium.connector.postgresql.PostgresConnector'
const sink = 'io.debezium.connector.jdbc.JdbcSinkConnector'

/** Status and message of what is thrown. */
function refusal(ask: () => unknown): readonly unknown[] {
  try {
    ask()
  } catch (error) {
    const { status, message } = error as Error & { status: number }
    return [status, message]
  }
  return []
}

test('pluginsBody lists the sink and the source with their version', () => {
  assert.deepEqual(JSON.parse(pluginsBody), [
    { class: sink, type: 'sink', version: '3.6.0.Final' },
    { class: source, type: 'source', version: '3.6.0.Final' },
  ])
})

test('pluginOf() takes the name of a class in three forms, and none besides', () => {
  for (const name of [sink, 'JdbcSinkConnector', 'JdbcSink']) {
    assert.equal(pluginOf(name), sinkPlugin, name)
  }
  assert.equal(pluginOf('Postgres'), sourcePlugin)
  const [status, message] = refusal(() => pluginOf('jdbcsink'))
  assert.equal(status, 400)
  function described(name: string, type: string): string {
    return `PluginDesc{klass=class ${name}, name='${name}', version='3.6.0.Final', encodedVersion=3.6.0.Final, type=${type}, typeName='${type}', location='classpath'}`
  }
  assert.equal(
    message,
    `Failed to find any class that implements Connector and which name matches jdbcsink, available connectors are: ${described(sink, 'sink')}, ${described(source, 'source')}`,
  )
})

test('settingsBody() refuses what is unknown, and another version', () => {
  assert.deepEqual(
    refusal(() => settingsBody('Mongo')),
    [404, 'Unknown plugin Mongo.'],
  )
  assert.deepEqual(
    refusal(() => settingsBody('JdbcSink', '3.5.0.Final')),
    [
      400,
      `Plugin ${sink} not found that matches the version range [3.5.0.Final,3.5.0.Final], available versions: [3.6.0.Final]`,
    ],
  )
})

test('a source needs to know its database, a sink nothing beforehand; tasks have classes of their own', () => {
  const wanted = ['topic.prefix', 'database.hostname', 'database.user', 'database.dbname']
  assert.deepEqual([sourcePlugin.required, sinkPlugin.required], [wanted, []])
  assert.deepEqual([sourcePlugin.taskClass, sinkPlugin.taskClass], [`${source}Task`, `${sink}Task`])
})
