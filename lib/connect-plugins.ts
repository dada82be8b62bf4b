/** The connector classes that the stand-in knows: the two ends of a PostgreSQL pipeline, as Debezium names them. */
import { ConnectError } from './connect-errors.ts'

export type ConnectorConfig = Readonly<Record<string, string>>

export type ConnectorType = 'source' | 'sink'

export type ConnectorPlugin = {
  readonly class: string
  readonly type: ConnectorType
  readonly version: string
  readonly taskClass: string
  /** Settings without which the worker refuses the configuration. */
  readonly required: readonly string[]
}

export const sourcePlugin: ConnectorPlugin = {
  class: 'io.debezium.connector.postgresql.PostgresConnector',
  type: 'source',
  version: '3.6.0.Final',
  taskClass: 'io.debezium.connector.postgresql.PostgresConnectorTask',
  required: ['topic.prefix', 'database.hostname', 'database.user', 'database.dbname'],
}

export const sinkPlugin: ConnectorPlugin = {
  class: 'io.debezium.connector.jdbc.JdbcSinkConnector',
  type: 'sink',
  version: '3.6.0.Final',
  taskClass: 'io.debezium.connector.jdbc.JdbcSinkConnectorTask',
  required: [],
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
  const found = plugins.find((plugin) => namesOf(plugin).includes(name))
  if (found !== undefined) return found
  throw new ConnectError(
    400,
    `Failed to find any class that implements Connector and which name matches ${name}, ` +
      `available connectors are: ${plugins.map(described).join(', ')}`,
  )
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
