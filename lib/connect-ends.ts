/** Which connectors are the two ends of the pipeline, and the configurations of the two that a new stand-in has. */
import { sinkPlugin, sourcePlugin } from './connect-plugins.ts'
import type { ConnectorConfig, ConnectorPlugin, ConnectorType } from './connect-plugins.ts'
import type { PipelineSettings } from './connect-pipeline.ts'

/** The prefix of the topics that the pipeline would have, were there a broker between its ends. */
export const topicPrefix = 'shop'

/** @example topicOf('public.orders') === 'shop.public.orders' */
export function topicOf(table: string): string {
  return `${topicPrefix}.${table}`
}

/**
 * The end of the pipeline that a configuration names: a source by slot, publication and database, a sink by its database and by
 * topics of the pipeline. Null: it names another one, which the stand-in does not replicate.
 */
export function endOf(
  { config, plugin }: { readonly config: ConnectorConfig; readonly plugin: ConnectorPlugin },
  settings: PipelineSettings,
): ConnectorType | null {
  const names =
    plugin.type === 'source' ? namesSource(config, settings) : namesSink(config, settings)
  return names ? plugin.type : null
}

function namesSource(config: ConnectorConfig, settings: PipelineSettings): boolean {
  const { host, port, database } = placeOfUrl(settings.sourceUrl)
  return (
    config['slot.name'] === settings.slot &&
    config['publication.name'] === settings.publication &&
    config['database.hostname'] === host &&
    (config['database.port'] ?? '5432') === port &&
    config['database.dbname'] === database
  )
}

function namesSink(config: ConnectorConfig, settings: PipelineSettings): boolean {
  const { host, port, database } = placeOfUrl(settings.targetUrl)
  const url = config['connection.url']?.replace(/\?.*$/, '')
  return url === `jdbc:postgresql://${host}:${port}/${database}` && readsTopics(config)
}

/** Whether the topics are those of the pipeline: one that is named, or an expression that takes `shop.public.x`. */
function readsTopics(config: ConnectorConfig): boolean {
  const named = config['topics']?.split(',').map((topic) => topic.trim()) ?? []
  if (named.some((topic) => topic.startsWith(`${topicPrefix}.`))) return true
  const expression = config['topics.regex'] ?? ''
  return expression !== '' && /^shop(?:\\\.|\.)/.test(expression)
}

/** `shop-source` and `shop-sink`, whose settings mirror a database (fixtures of a real worker take the same). */
export function pipelineConfigs(
  settings: PipelineSettings,
): Readonly<Record<'shop-source' | 'shop-sink', ConnectorConfig>> {
  const source = placeOfUrl(settings.sourceUrl)
  const target = placeOfUrl(settings.targetUrl)
  return {
    'shop-source': {
      'connector.class': sourcePlugin.class,
      'tasks.max': '1',
      'plugin.name': 'pgoutput',
      'database.hostname': source.host,
      'database.port': source.port,
      'database.user': source.user,
      'database.password': source.password,
      'database.dbname': source.database,
      'topic.prefix': topicPrefix,
      'slot.name': settings.slot,
      'publication.name': settings.publication,
      'publication.autocreate.mode': 'disabled',
      'publish.via.partition.root': 'true',
      'schema.include.list': 'public',
      'snapshot.mode': 'initial',
      'poll.interval.ms': '10',
      'heartbeat.interval.ms': '1000',
      'skipped.operations': 'none',
      'interval.handling.mode': 'string',
      'event.converting.failure.handling.mode': 'fail',
      'slot.drop.on.stop': 'false',
      name: 'shop-source',
    },
    'shop-sink': {
      'connector.class': sinkPlugin.class,
      'tasks.max': '1',
      'topics.regex': `${topicPrefix}\\.public\\..*`,
      'connection.url': `jdbc:postgresql://${target.host}:${target.port}/${target.database}`,
      'connection.username': target.user,
      'connection.password': target.password,
      'insert.mode': 'upsert',
      'delete.enabled': 'true',
      'truncate.enabled': 'true',
      'primary.key.mode': 'record_key',
      'schema.evolution': 'none',
      'collection.name.format': '${source.table}',
      'quote.identifiers': 'true',
      'use.time.zone': 'UTC',
      name: 'shop-sink',
    },
  }
}

function placeOfUrl(
  url: string,
): Readonly<Record<'host' | 'port' | 'database' | 'user' | 'password', string>> {
  const { hostname, port, pathname, username, password } = new URL(url)
  return {
    host: hostname,
    port: port === '' ? '5432' : port,
    database: decodeURIComponent(pathname.slice(1)),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  }
}
