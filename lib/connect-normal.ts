/** An answer of a Connect worker without what differs from one worker to the next: versions, ids, ports, times and positions. */
import { sinkPlugin, sourcePlugin } from './connect-plugins.ts'

export type NormalAnswer = {
  readonly status: number
  readonly contentType: string | null
  /** Path only: where a worker listens is its own affair. */
  readonly location: string | null
  readonly allow: string | null
  readonly body: unknown
}

type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

export function normalAnswer({ status, headers, body }: Answer): NormalAnswer {
  return {
    status,
    contentType: headers['content-type'] ?? null,
    location: headers['location']?.replace(/^https?:\/\/[^/]+/, '') ?? null,
    allow: headers['allow'] ?? null,
    body: normalBody(body),
  }
}

function normalBody(body: unknown): unknown {
  if (typeof body === 'string') return body.replace(/Jetty:\/\/ [\d.]+/, 'Jetty:// <version>')
  if (isList(body, isPlugin)) return normalPlugins(body)
  if (isList(body, isDefinition)) return body.filter(({ name }) => settingNames.has(name))
  // The order of connectors is that of a hash map.
  if (isList(body, isText)) return body.toSorted()
  return normalValue(body)
}

function normalValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, normalField(key, item)]),
  )
}

/** What a worker says in its own way, by field; what does not look as it should stays, and differs. */
const patterns: ReadonlyMap<string, RegExp> = new Map([
  ['version', /^\d+\.\d+\.\d+\S*$/],
  ['commit', /^[0-9a-f]{16}$/],
  ['kafka_cluster_id', /^[\w-]{22}$/],
  ['worker_id', /^[\w.-]+:\d+$/],
])

function normalField(key: string, value: unknown): unknown {
  if (typeof value === 'string') {
    if (patterns.get(key)?.test(value) === true) return `<${key}>`
    if (key === 'message') {
      return value.replace(/available connectors are: .*$/s, 'available connectors are: <plugins>')
    }
    if (key === 'trace') return normalTrace(value)
  }
  if (key === 'topics' && isList(value, isText)) return unique(value.map(normalTopic))
  if (key === 'offsets' && Array.isArray(value)) return unique(value.map(normalOffset))
  return normalValue(value)
}

/** The exception and what it says; the stack below it is the JVM's. */
function normalTrace(trace: string): string {
  const [first = ''] = trace.split('\n')
  return first.replace(/starting at .*, but/, 'starting at <position>, but')
}

/** @example normalTopic('shop.public.orders') === '<topic>' */
function normalTopic(topic: string): string {
  if (topic.startsWith('__debezium-heartbeat.')) return '<heartbeat>'
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(topic) ? '<topic>' : topic
}

/** Positions of the pipeline are large; those that were altered for a test are small, and stay. */
function normalOffset(entry: unknown): unknown {
  const text = JSON.stringify(entry, (key, value: unknown) => {
    if (typeof value === 'number' && value > 1000) return '<position>'
    return key === 'txId' && typeof value === 'number' ? '<position>' : value
  })
  const isPosition = text.includes('<position>')
  const normal: unknown = JSON.parse(text, (key, value: unknown) =>
    isPosition && key === 'kafka_topic' && typeof value === 'string' ? normalTopic(value) : value,
  )
  return normal
}

function unique(values: readonly unknown[]): readonly unknown[] {
  const byText = new Map(values.map((value) => [JSON.stringify(sorted(value)), value]))
  return [...byText.keys()].toSorted().map((text) => byText.get(text))
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const)
  return Object.fromEntries(entries.toSorted(([left], [right]) => (left < right ? -1 : 1)))
}

type Plugin = { readonly class: string; readonly type: string; readonly version?: string }

/** Which other plugins a worker has is its own affair: what counts are the two ends of a pipeline. */
function normalPlugins(plugins: readonly Plugin[]): readonly unknown[] {
  return plugins
    .filter(({ class: name }) => /\.(?:JdbcSink|Postgres)Connector$/.test(name))
    .toSorted((left, right) => (left.class < right.class ? -1 : 1))
    .map(normalValue)
}

/** Most settings of a plugin have no effect on a stand-in: those that have one stand in the same order, with the same definition. */
const settingNames = new Set(
  [sinkPlugin, sourcePlugin].flatMap(({ settings }) => settings.map(({ name }) => name)),
)

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.length > 0 && value.every(isItem)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && 'class' in value && 'type' in value
}

function isDefinition(value: unknown): value is { readonly name: string } {
  return typeof value === 'object' && value !== null && 'name' in value && 'order_in_group' in value
}
