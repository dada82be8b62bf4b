/** Asks a Connect worker, real or a stand-in, what a real one was asked when its answers were recorded, and compares. */
import { request } from 'node:http'

import { normalAnswer } from './connect-normal.ts'
import { until } from './wait.ts'
import type { Awaited } from './connect-contract-steps.ts'
import type { ConnectorConfig } from './connect-plugins.ts'
import type { NormalAnswer } from './connect-normal.ts'

/** A request and its answer; a body of text is sent as it is, any other as JSON. */
export type Recorded = {
  readonly method: string
  readonly path: string
  readonly requestHeaders?: Readonly<Record<string, string>>
  readonly requestBody?: unknown
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

export type Worker = {
  /** `http://127.0.0.1:8083` */
  readonly base: string
  /** The names of the source and the sink that run there, and the configurations that they were made with. */
  readonly source: string
  readonly sink: string
  readonly configs: Readonly<Record<string, ConnectorConfig>>
}

export type Comparison = {
  readonly expected: NormalAnswer
  readonly actual: NormalAnswer
}

const requestDeadlineMs = 30_000
const stateDeadlineMs = 60_000

/** Sends a recorded request to `worker`; both answers without what differs from worker to worker. */
export async function compareAnswer(recorded: Recorded, worker: Worker): Promise<Comparison> {
  const answer = await send(recorded, worker)
  const expected = {
    status: recorded.status,
    headers: recorded.headers,
    body: renamed(recorded.body, worker),
  }
  return {
    expected: normalAnswer(adapted(expected, worker)),
    actual: normalAnswer(answer),
  }
}

/** Waits until a connector and all its tasks are in a state. */
export async function untilStatus(awaited: Awaited, worker: Worker): Promise<void> {
  const { connector, state, tasks } = awaited
  await until(
    async () => {
      const path = `/connectors/${encodeURIComponent(connector)}/status`
      const { body } = await send({ method: 'GET', path }, worker)
      const states = statesOf(body)
      return states.length === tasks + 1 && states.every((found) => found === state)
    },
    {
      what: `${connector} ${state} with ${tasks} task(s)`,
      deadlineMs: stateDeadlineMs,
      everyMs: 20,
    },
  )
}

function statesOf(body: unknown): readonly unknown[] {
  const { connector, tasks = [] } = (body ?? {}) as {
    connector?: { state: unknown }
    tasks?: readonly { state: unknown }[]
  }
  return [connector?.state, ...tasks.map(({ state }) => state)]
}

type Asked = Pick<Recorded, 'method' | 'path' | 'requestHeaders' | 'requestBody'> & {
  readonly status?: number
}

type Answer = Pick<Recorded, 'status' | 'headers' | 'body'>

/** Sent with the path as it stands, and with no header that was not asked for. */
async function send(asked: Asked, worker: Worker): Promise<Answer> {
  const text = bodyText(asked, worker)
  const headers: Record<string, string | number> = { ...asked.requestHeaders }
  if (text !== undefined) {
    headers['content-type'] ??= 'application/json'
    headers['content-length'] = Buffer.byteLength(text)
  }
  return await new Promise<Answer>((resolve, reject) => {
    const sent = request(
      worker.base,
      {
        method: asked.method,
        path: renamedPath(asked.path, worker),
        headers,
        signal: AbortSignal.timeout(requestDeadlineMs),
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          const body = parsed(Buffer.concat(chunks).toString('utf8'))
          resolve({ status: incoming.statusCode ?? 0, headers: singles(incoming.headers), body })
        })
      },
    )
    sent.on('error', reject)
    sent.end(text)
  })
}

function bodyText(asked: Asked, worker: Worker): string | undefined {
  const body = renamed(asked.requestBody, worker)
  if (body === undefined || typeof body === 'string') return body
  // What is refused while it is read must be sent to the letter, for the answer tells the column.
  return JSON.stringify((asked.status ?? 200) < 300 ? adapted(body, worker) : body)
}

function singles(headers: NodeJS.Dict<string | string[]>): Readonly<Record<string, string>> {
  const kept: [string, string][] = []
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') kept.push([name, value])
  }
  return Object.fromEntries(kept)
}

function parsed(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function renamedPath(path: string, { source, sink }: Worker): string {
  return path
    .replace(/^\/connectors\/src\b/, `/connectors/${source}`)
    .replace(/^\/connectors\/snk\b/, `/connectors/${sink}`)
}

/** The recorded pipeline's connectors were called `src` and `snk`. */
function renamed(value: unknown, { source, sink }: Worker): unknown {
  if (value === undefined) return undefined
  const text = JSON.stringify(value)
    .replaceAll(/\bsrc\b/g, source)
    .replaceAll(/\bsnk\b/g, sink)
  return JSON.parse(text)
}

/**
 * The recorded configurations as they would be here: those of the pipeline's connectors are the ones they were made with, and
 * scratch sinks write to this target.
 */
function adapted<T>(value: T, worker: Worker): T {
  if (Array.isArray(value)) return value.map((item: unknown) => adapted(item, worker)) as T
  if (typeof value !== 'object' || value === null) return value
  if ('connector.class' in value)
    return adaptedConfig(value as unknown as ConnectorConfig, worker) as T
  const entries = Object.entries(value).map(([key, item]) => [key, adapted(item, worker)])
  return Object.fromEntries(entries) as T
}

function adaptedConfig(config: ConnectorConfig, worker: Worker): ConnectorConfig {
  const own = worker.configs[config['name'] ?? '']
  if (own !== undefined) return { ...own, ...picked(config, ['task.class', 'task.id']) }
  if (config['connection.url'] === undefined) return config
  const places = ['connection.url', 'connection.username', 'connection.password']
  return { ...config, ...picked(worker.configs[worker.sink] ?? {}, places) }
}

function picked(config: ConnectorConfig, keys: readonly string[]): ConnectorConfig {
  return Object.fromEntries(Object.entries(config).filter(([key]) => keys.includes(key)))
}
