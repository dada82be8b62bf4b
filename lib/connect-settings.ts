/**
 * The settings of a connector that the stand-in reads: what it refuses a configuration for, and by which it knows the pipeline's ends.
 *
 * Each stands as a worker 4.3.1 with Debezium 3.6.0 defines it, word for word. The others of a plugin are not here, for they have no
 * effect here.
 */

/** Kafka's ConfigKeyInfo, the shape of an item of GET /connector-plugins/{plugin}/config; the order of the keys counts. */
export type SettingDefinition = {
  readonly name: string
  readonly type: 'STRING' | 'INT' | 'LIST'
  readonly required: boolean
  readonly default_value: string | null
  readonly importance: 'HIGH' | 'MEDIUM' | 'LOW'
  readonly documentation: string
  readonly group: string
  readonly order_in_group: number
  readonly width: 'SHORT' | 'MEDIUM' | 'LONG'
  readonly display_name: string
  readonly dependents: readonly string[]
}

type Defined = Pick<SettingDefinition, 'name' | 'documentation' | 'group' | 'order_in_group'> &
  Pick<SettingDefinition, 'width' | 'display_name'> &
  Partial<SettingDefinition>

function setting(defined: Defined): SettingDefinition {
  const { name, documentation, group, order_in_group, width, display_name } = defined
  return {
    name,
    type: defined.type ?? 'STRING',
    required: defined.required ?? false,
    default_value: defined.default_value ?? null,
    importance: defined.importance ?? 'HIGH',
    documentation,
    group,
    order_in_group,
    width,
    display_name,
    dependents: [],
  }
}

/** Those of every connector. */
export const commonSettings: readonly SettingDefinition[] = [
  setting({
    name: 'name',
    required: true,
    documentation: 'Globally unique name to use for this connector.',
    group: 'Common',
    order_in_group: 1,
    width: 'MEDIUM',
    display_name: 'Connector name',
  }),
  setting({
    name: 'connector.class',
    required: true,
    documentation:
      'Name or alias of the class for this connector. Must be a subclass of org.apache.kafka.connect.connector.Connector. ' +
      'If the connector is org.apache.kafka.connect.file.FileStreamSinkConnector, you can either specify this full name,  ' +
      'or use "FileStreamSink" or "FileStreamSinkConnector" to make the configuration a bit shorter',
    group: 'Common',
    order_in_group: 2,
    width: 'LONG',
    display_name: 'Connector class',
  }),
  setting({
    name: 'tasks.max',
    type: 'INT',
    default_value: '1',
    documentation: 'Maximum number of tasks to use for this connector.',
    group: 'Common',
    order_in_group: 4,
    width: 'SHORT',
    display_name: 'Tasks max',
  }),
]

/** Those of every sink. */
export const topicSettings: readonly SettingDefinition[] = [
  setting({
    name: 'topics',
    type: 'LIST',
    default_value: '',
    documentation: 'List of topics to consume, separated by commas',
    group: 'Common',
    order_in_group: 4,
    width: 'LONG',
    display_name: 'Topics',
  }),
  setting({
    name: 'topics.regex',
    default_value: '',
    documentation:
      'Regular expression giving topics to consume. Under the hood, the regex is compiled to a ' +
      '<code>java.util.regex.Pattern</code>. Only one of topics or topics.regex should be specified.',
    group: 'Common',
    order_in_group: 4,
    width: 'LONG',
    display_name: 'Topics regex',
  }),
]

/** Those of Debezium's JDBC sink. */
export const jdbcSettings: readonly SettingDefinition[] = [
  setting({
    name: 'connection.url',
    documentation: 'Valid JDBC URL',
    group: 'Connector',
    order_in_group: 1,
    width: 'LONG',
    display_name: 'Hostname',
  }),
]

/** Those of Debezium's PostgreSQL source; one that it cannot be without is no less `required: false` there. */
export const postgresSettings: readonly SettingDefinition[] = [
  setting({
    name: 'topic.prefix',
    documentation:
      'Topic prefix that identifies and provides a namespace for the particular database server/cluster is capturing ' +
      'changes. The topic prefix should be unique across all other connectors, since it is used as a prefix for all ' +
      'Kafka topic names that receive events emitted by this connector. Only alphanumeric characters, hyphens, dots ' +
      'and underscores must be accepted.',
    group: 'Postgres',
    order_in_group: 1,
    width: 'MEDIUM',
    display_name: 'Topic prefix',
  }),
  setting({
    name: 'database.hostname',
    documentation: 'Resolvable hostname or IP address of the database server.',
    group: 'Postgres',
    order_in_group: 2,
    width: 'MEDIUM',
    display_name: 'Hostname',
  }),
  setting({
    name: 'database.port',
    type: 'INT',
    default_value: '5432',
    documentation: 'Port of the database server.',
    group: 'Postgres',
    order_in_group: 3,
    width: 'SHORT',
    display_name: 'Port',
  }),
  setting({
    name: 'database.user',
    documentation: 'Name of the database user to be used when connecting to the database.',
    group: 'Postgres',
    order_in_group: 4,
    width: 'SHORT',
    display_name: 'User',
  }),
  setting({
    name: 'database.dbname',
    documentation: 'The name of the database from which the connector should capture changes',
    group: 'Postgres',
    order_in_group: 6,
    width: 'MEDIUM',
    display_name: 'Database',
  }),
  setting({
    name: 'slot.name',
    default_value: 'debezium',
    importance: 'MEDIUM',
    documentation:
      'The name of the Postgres logical decoding slot created for streaming changes from a plugin. ' +
      "Defaults to 'debezium",
    group: 'Postgres',
    order_in_group: 9,
    width: 'MEDIUM',
    display_name: 'Slot',
  }),
  setting({
    name: 'publication.name',
    default_value: 'dbz_publication',
    importance: 'MEDIUM',
    documentation:
      'The name of the Postgres 10+ publication used for streaming changes from a plugin. ' +
      "Defaults to 'dbz_publication'",
    group: 'Postgres',
    order_in_group: 10,
    width: 'MEDIUM',
    display_name: 'Publication',
  }),
]
