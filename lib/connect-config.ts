/** What a worker accepts as a connector's configuration, and the tasks that follow from it. */
import { ConnectError, invalidConfiguration, nameMismatch } from './connect-errors.ts'
import { pluginOf } from './connect-plugins.ts'
import type { ConfigBody } from './connect-bodies.ts'
import type { ConnectorConfig, ConnectorPlugin } from './connect-plugins.ts'

/** A configuration that was accepted. */
export type Accepted = { readonly config: ConnectorConfig; readonly plugin: ConnectorPlugin }

/** A sink starts as many tasks as it is told to; more than this the stand-in does not keep. */
const tasksMaxMax = 1000

/**
 * Adds the name where it is missing and checks what the worker checks without asking a database.
 *
 * @throws ConnectError 400 with all errors of the configuration.
 */
export function acceptConfig(name: string, sent: ConfigBody): Accepted {
  const configured = sent['name'] ?? name
  if (configured !== name) throw nameMismatch({ configured, inUrl: name })
  const config: ConfigBody = { ...sent, name }
  const className = config['connector.class']
  if (typeof className !== 'string') {
    throw new ConnectError(400, `Connector config ${javaMap(config)} contains no connector type`)
  }
  const plugin = pluginOf(className)
  const errors = [
    ...nameErrors(name),
    ...tasksErrors(config['tasks.max']),
    ...settingErrors(config, plugin),
  ]
  if (errors.length > 0) throw invalidConfiguration(errors)
  return { config: withoutNulls(config), plugin }
}

/** PATCH: what is null is removed, the rest is put over the old. */
export function patchConfig(old: ConnectorConfig, patch: ConfigBody): ConfigBody {
  return withoutNulls({ ...old, ...patch })
}

export function sameConfig(first: ConnectorConfig, second: ConnectorConfig): boolean {
  const keys = Object.keys(first)
  return (
    keys.length === Object.keys(second).length && keys.every((key) => first[key] === second[key])
  )
}

/** The configurations of the tasks: one for a source, `tasks.max` for a sink. */
export function taskConfigs({ config, plugin }: Accepted): readonly ConnectorConfig[] {
  const task = { ...config, 'task.class': plugin.taskClass }
  if (plugin.type === 'source') return [task]
  const count = Math.min(Number(config['tasks.max'] ?? '1'), tasksMaxMax)
  return Array.from({ length: count }, (_, id) => ({ ...task, 'task.id': String(id) }))
}

function nameErrors(name: string): readonly string[] {
  const invalid = `Invalid value ${name} for configuration name: String may not`
  if (name === '') return [`${invalid} be empty`]
  const controls = Array.from(name)
    .map((character) => character.codePointAt(0) ?? 0)
    .filter((code) => code < 32 || (code >= 127 && code < 160))
  if (controls.length === 0) return []
  return [
    `${invalid} contain control sequences but had the following ASCII chars: ${controls.join(', ')}`,
  ]
}

function tasksErrors(value: string | null | undefined): readonly string[] {
  if (value === undefined || value === null) return []
  const invalid = `Invalid value ${value} for configuration tasks.max:`
  if (!/^\s*[-+]?\d{1,10}\s*$/.test(value)) return [`${invalid} Not a number of type INT`]
  return Number(value) < 1 ? [`${invalid} Value must be at least 1`] : []
}

function settingErrors(config: ConfigBody, plugin: ConnectorPlugin): readonly string[] {
  const missing = plugin.required
    .filter((key) => isBlank(config[key]))
    .map((key) => `The '${key}' value is invalid: A value is required`)
  const nulls = Object.keys(config)
    .filter((key) => key !== 'topics' && config[key] === null)
    .map(() => nullValue)
  return [...(plugin.type === 'sink' ? topicErrors(config) : missing), ...nulls]
}

const nullValue = 'Null value can not be supplied as the configuration value.'

/** The worker tells one error under `topics` and again under `topics.regex`, and lists both. */
function topicErrors(config: ConfigBody): readonly string[] {
  const neither = isBlank(config['topics']) && isBlank(config['topics.regex'])
  const both = !isBlank(config['topics']) && !isBlank(config['topics.regex'])
  const shared = neither
    ? ['Must configure one of topics or topics.regex']
    : both
      ? ['topics and topics.regex are mutually exclusive options, but both are set.']
      : []
  const isNull = config['topics'] === null
  return [
    ...(isNull ? ["Configuration 'topics' values must not be null."] : []),
    ...shared,
    ...(isNull ? [nullValue] : []),
    ...shared,
  ]
}

function isBlank(value: string | null | undefined): boolean {
  return value === undefined || value === null || value.trim() === ''
}

function withoutNulls(config: ConfigBody): ConnectorConfig {
  const kept: [string, string][] = []
  for (const [key, value] of Object.entries(config)) {
    if (value !== null) kept.push([key, value])
  }
  return Object.fromEntries(kept)
}

/** A map as the JVM prints it. */
function javaMap(config: ConfigBody): string {
  return `{${Object.entries(config)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')}}`
}
