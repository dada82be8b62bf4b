/** Load on the Kafka Connect REST API: what monitoring, dashboards and scripts ask of it, as users do. */

import { connectUserClasses } from './connect-user-classes.ts'
import { httpTarget } from './http.ts'
import type { ConnectTarget } from './connect-client.ts'
import type { ConnectUserClass } from './connect-user-classes.ts'
import type { HttpRequest, HttpTarget } from './http.ts'
import type { Random } from './random.ts'
import type { Connection, Endpoint, UserClass, Workload } from './users.ts'

export { discover } from './connect-client.ts'
export type { Discovery } from './connect-client.ts'

export type ConnectSettings = ConnectTarget & {
  /** Names that the tasks with a name draw from, as `discover` found them. */
  readonly connectors: readonly string[]
}

/** The five tasks, with how often KafkaConnectAPIUser does each. */
const tasks = [
  { name: '/connectors', weight: 5 },
  { name: '/connectors/{name}/status', weight: 3 },
  { name: '/connectors/{name}/config', weight: 2 },
  { name: '/connectors/{name}/tasks', weight: 2 },
  { name: '/connector-plugins', weight: 1 },
] as const

const apiWeights = tasks.map(({ weight }) => weight)
const pollWeights = [1, 1, 0, 0, 0]

const classes: Readonly<Record<ConnectUserClass, UserClass>> = {
  KafkaConnectAPIUser: { weights: apiWeights, think: { minMs: 100, maxMs: 500, burst: 1 } },
  HighThroughputUser: { weights: pollWeights, think: { minMs: 10, maxMs: 50, burst: 1 } },
  SpikeLoadUser: { weights: apiWeights, think: { minMs: 500, maxMs: 1500, burst: 10 } },
}

const endpoints: readonly Endpoint[] = tasks.map(({ name }) => ({ method: 'GET', name }))

/** Starts the workload in a generator thread: see `StartWorkload`. */
export async function start(settings: unknown): Promise<Workload> {
  const { urls, headers, ca, insecure, connectors } = settings as ConnectSettings
  const targets = urls.map((url) => {
    const target = httpTarget({ url, headers, ca, insecure })
    return { target, requests: requestsOf(target, connectors) }
  })
  return {
    endpoints,
    classes: connectors.length > 0 ? classes : withoutNames(),
    defaultClass: connectUserClasses[0],
    open: ({ index, random }) => {
      const chosen = targets[index % targets.length]
      if (chosen === undefined) throw new Error('Cannot start the connect workload without a URL')
      return connection({ ...chosen, random })
    },
    stop: async () => {},
  }
}

function connection(of: {
  target: HttpTarget
  requests: readonly (readonly HttpRequest[])[]
  random: Random
}): Connection {
  const http = of.target.connect()
  return {
    start: (endpoint, reply) => {
      const choices = of.requests[endpoint] ?? []
      const request = choices[choices.length > 1 ? of.random.below(choices.length) : 0]
      if (request === undefined) throw new Error(`Cannot ask endpoint ${endpoint} of no connector`)
      http.start(request, reply)
    },
    abandon: () => http.abandon(),
    close: () => http.close(),
  }
}

/** For each endpoint every request there is, made once. */
function requestsOf(
  { prefix }: HttpTarget,
  connectors: readonly string[],
): readonly (readonly HttpRequest[])[] {
  return tasks.map(({ name }) => {
    if (!name.includes('{name}')) return [{ method: 'GET', path: prefix + name, body: null }]
    return connectors.map((connector) => {
      const path = prefix + name.replace('{name}', () => encodeURIComponent(connector))
      return { method: 'GET', path, body: null }
    })
  })
}

/** A worker without connectors has nothing to ask by name. */
function withoutNames(): Readonly<Record<string, UserClass>> {
  const unnamed = tasks.map(({ name }) => !name.includes('{name}'))
  return Object.fromEntries(
    Object.entries(classes).map(([name, { weights, think }]) => [
      name,
      { weights: weights.map((weight, index) => (unnamed[index] ? weight : 0)), think },
    ]),
  )
}
