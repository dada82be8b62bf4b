/** What a plugin says of its settings. */
import assert from 'node:assert/strict'
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
