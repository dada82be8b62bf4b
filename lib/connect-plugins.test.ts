/** What a plugin says of its settings. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { settingsBody, sinkPlugin, sourcePlugin } from './connect-plugins.ts'
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
