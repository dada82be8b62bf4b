/** The connector classes that the stand-in knows: the two ends of a PostgreSQL pipeline, as Debezium names them. */
import { ConnectError } from './connect-errors.ts'
import {
  commonSettings,
  jdbcSettings,
  postgresSettings,
  topicSettings,
} from './connect-settings.ts'
import type { SettingDefinition } from './connect-settings.ts'

export type ConnectorConfig = Readonly<Record<string, string>>

export type ConnectorType = 'source' | 'sink'

export type ConnectorPlugin = {
  readonly class: string
  readonly type: ConnectorType
  readonly version: string
  readonly taskClass: string
  /** Settings without which the worker refuses the configuration. */
  readonly required: readonly string[]
  readonly settings: readonly SettingDefinition[]
}

export const sourcePlugin: ConnectorPlugin = {
  class: 'io.debezium.connector.postgresql.PostgresConnector',
  type: 'source',
  version: '3.6.0.Final',
  taskClass: 'io.debezium.connector.postgresql.PostgresConnectorTask',
  required: ['topic.prefix', 'database.hostname', 'database.user', 'database.dbname'],
  settings: [...postgresSettings, ...commonSettings],
}

export const sinkPlugin: ConnectorPlugin = {
  class: 'io.debezium.connector.jdbc.JdbcSinkConnector',
  type: 'sink',
  version: '3.6.0.Final',
  taskClass: 'io.debezium.connector.jdbc.JdbcSinkConnectorTask',
  required: [],
  settings: [...jdbcSettings, ...commonSettings, ...topicSettings],
}

const plugins = [sinkPlugin, sourcePlugin]

/** The body of GET /connector-plugins. */
export const pluginsBody = JSON.stringify(
  plugins.map(({ class: name, type, version }) => ({ class: name, type, version })),
)

/**
 * The plugin of a class, of its simple name, or of that without "Connector".
 *
 * @throws ConnectError 400 that lists what there is.
 */
export function pluginOf(name: string): ConnectorPlugin {
  const found = findPlugin(name)
  if (found !== undefined) return found
  throw new ConnectError(
    400,
    `Failed to find any class that implements Connector and which name matches ${name}, ` +
      `available connectors are: ${plugins.map(described).join(', ')}`,
  )
}

/**
 * The body of GET /connector-plugins/{plugin}/config: the settings of a plugin, by the names that `pluginOf` takes.
 *
 * @throws ConnectError 404 where there is no such plugin, 400 where there is none of that `version` (ranges of versions are not understood).
 */
export function settingsBody(name: string, version?: string): string {
  const plugin = findPlugin(name)
  if (plugin === undefined) throw new ConnectError(404, `Unknown plugin ${name}.`)
  if (version === undefined || version === plugin.version) return JSON.stringify(plugin.settings)
  throw new ConnectError(
    400,
    `Plugin ${plugin.class} not found that matches the version range [${version},${version}], ` +
      `available versions: [${plugin.version}]`,
  )
}

function findPlugin(name: string): ConnectorPlugin | undefined {
  return plugins.find((plugin) => namesOf(plugin).includes(name))
}

function namesOf(plugin: ConnectorPlugin): readonly string[] {
  const simple = plugin.class.slice(plugin.class.lastIndexOf('.') + 1)
  return [plugin.class, simple, simple.replace(/Connector$/, '')]
}

function described(plugin: ConnectorPlugin): string {
  const { class: name, type, version } = plugin
  return (
    `PluginDesc{klass=class ${name}, name='${name}', version='${version}', encodedVersion=${version}, ` +
    `type=${type}, typeName='${type}', location='classpath'}`
  )
}
