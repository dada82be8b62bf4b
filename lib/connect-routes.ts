/** The paths of the Connect API that the stand-in has. */
import {
  ConnectError,
  connectorNotFound,
  noConnectorStatus,
  noTaskStatus,
  routingMessage,
} from './connect-errors.ts'
import { changeConfig, createConnector, putConfig, removeConnector } from './connect-changes.ts'
import { restartConnector, restartTask, setTargetState, stopConnector } from './connect-changes.ts'
import { alterOffsets, offsetsOf, resetOffsets } from './connect-offsets.ts'
import { bodyOf, created, empty, json, resource } from './connect-http.ts'
import { within } from './connect-herder.ts'
import { locationPath } from './connect-paths.ts'
import { pluginsBody, settingsBody } from './connect-plugins.ts'
import { readConfig, readCreate, readOffsets } from './connect-bodies.ts'
import type { App, Request } from './connect-http.ts'
import type { ConnectState } from './connect-state.ts'
import type { Connector } from './connect-connector.ts'
import type { LifeParts } from './connect-life.ts'
import type { TargetState } from './connect-bodies.ts'

/** The body of GET /: the version whose answers are given, and a cluster that is none (22 characters, as a real id has). */
const rootBody = JSON.stringify({
  version: '4.3.1',
  commit: '0000000000000000',
  kafka_cluster_id: 'cdc-testbench-stand-in',
})

const healthyBody = JSON.stringify({
  status: 'healthy',
  message: 'Worker has completed startup and is ready to handle requests.',
})

/** A worker whose queue stands for so long says that it is unhealthy. */
const healthLimitMs = 10_000
const unable =
  'Worker was unable to handle this request and may be unable to handle other requests.'

export function addRoutes(app: App, state: ConnectState): void {
  resource(app, '/', { GET: () => json(rootBody) })
  resource(app, '/connector-plugins', { GET: () => json(pluginsBody) })
  resource(app, '/connector-plugins/:name/config', {
    GET: (request) => json(settingsBody(nameOf(request), request.req.query('version'))),
  })
  addReads(app, state)
  addConnectors(app, state)
  addLifeCycle(app, state)
  addOffsets(app, state)
}

/** What is answered from memory at once, and, with the herder, in turn. */
function addReads(app: App, { parts, topics }: ConnectState): void {
  const { registry, herder } = parts
  resource(app, '/health', {
    GET: async () => {
      const asked = herder.run('answering a health request', () => healthyBody)
      try {
        return json(await within(asked, healthLimitMs, () => new Error(unable)))
      } catch {
        const message = `${unable} ${herder.summary()}`
        return json(JSON.stringify({ status: 'unhealthy', message }), 500)
      }
    },
  })
  resource(app, '/connectors/:name/status', {
    GET: (request) => {
      const name = nameOf(request)
      const status = registry.status(name)
      if (status === null) throw noConnectorStatus(name)
      return json(status)
    },
  })
  resource(app, '/connectors/:name/tasks', {
    GET: (request) => readInTurn(parts, request, registry.tasks),
  })
  resource(app, '/connectors/:name/tasks/:task/status', {
    GET: (request) => {
      const task = taskOf(request)
      if (task === null) throw new ConnectError(404, routingMessage(404))
      const status = registry.taskStatus(nameOf(request), task)
      if (status === null) throw noTaskStatus(`${nameOf(request)}-${task}`)
      return json(status)
    },
  })
  resource(app, '/connectors/:name/topics', {
    GET: (request) => json(topics.topicsOf(nameOf(request))),
  })
  resource(app, '/connectors/:name/topics/reset', {
    PUT: (request) => {
      topics.reset(nameOf(request))
      return empty(202)
    },
  })
}

function addConnectors(app: App, { parts }: ConnectState): void {
  const { registry } = parts
  resource(app, '/connectors', {
    GET: (request) => {
      const expands = /[?&]expand(?:[=&]|$)/.test(request.env.incoming.url ?? '')
      return json(
        expands ? registry.expanded(request.req.queries('expand') ?? []) : registry.names(),
      )
    },
    POST: async (request) => {
      const create = readCreate(await bodyOf(request))
      return created(await createConnector(parts, create), locationOf(request, create.name))
    },
  })
  resource(app, '/connectors/:name', {
    GET: (request) => readInTurn(parts, request, registry.info),
    DELETE: async (request) => {
      await removeConnector(parts, nameOf(request))
      return empty(204)
    },
  })
  resource(app, '/connectors/:name/config', {
    GET: (request) => readInTurn(parts, request, registry.config),
    PUT: async (request) => {
      const name = nameOf(request)
      const { made, info } = await putConfig(parts, {
        name,
        body: readConfig(await bodyOf(request)),
      })
      return made ? created(info, locationOf(request, name)) : json(info)
    },
    PATCH: async (request) => {
      const body = readConfig(await bodyOf(request))
      return json(await changeConfig(parts, { name: nameOf(request), body }))
    },
  })
}

function addLifeCycle(app: App, { parts }: ConnectState): void {
  async function turn(request: Request, targetState: TargetState): Promise<Response> {
    await setTargetState(parts, { name: nameOf(request), targetState })
    return empty(202)
  }
  resource(app, '/connectors/:name/pause', { PUT: (request) => turn(request, 'PAUSED') })
  resource(app, '/connectors/:name/resume', { PUT: (request) => turn(request, 'STARTED') })
  resource(app, '/connectors/:name/stop', {
    PUT: async (request) => {
      await stopConnector(parts, nameOf(request))
      return empty(204)
    },
  })
  resource(app, '/connectors/:name/restart', {
    POST: async (request) => {
      const status = await restartConnector(parts, {
        name: nameOf(request),
        includeTasks: isTrue(request.req.query('includeTasks')),
        onlyFailed: isTrue(request.req.query('onlyFailed')),
      })
      return status === null ? empty(204) : json(status, 202)
    },
  })
  resource(app, '/connectors/:name/tasks/:task/restart', {
    POST: async (request) => {
      const task = taskOf(request)
      if (task === null) throw new ConnectError(404, routingMessage(404))
      await restartTask(parts, { name: nameOf(request), task })
      return empty(204)
    },
  })
}

function addOffsets(app: App, { parts }: ConnectState): void {
  resource(app, '/connectors/:name/offsets', {
    GET: async (request) => json(await offsetsOf(parts, nameOf(request))),
    PATCH: async (request) => {
      const offsets = readOffsets(await bodyOf(request))
      return json(await alterOffsets(parts, { name: nameOf(request), offsets }))
    },
    DELETE: async (request) => json(await resetOffsets(parts, nameOf(request))),
  })
}

/** A read of the configuration, which waits for the changes that were asked for before it. */
async function readInTurn(
  { registry, herder }: LifeParts,
  request: Request,
  view: (connector: Connector) => string,
): Promise<Response> {
  const name = nameOf(request)
  return json(
    await herder.run(`reading connector ${name}`, () => {
      const connector = registry.get(name)
      if (connector === undefined) throw connectorNotFound(name)
      return view(connector)
    }),
  )
}

function nameOf(request: Request): string {
  return request.req.param('name') ?? ''
}

/** Null where it is not a number: to the router that is no path of its own. */
function taskOf(request: Request): number | null {
  const task = request.req.param('task') ?? ''
  return /^[-+]?\d{1,10}$/.test(task) ? Number(task) : null
}

/** As the JVM reads a boolean: anything but "true" is false. */
function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true'
}

function locationOf(request: Request, name: string): string {
  return `http://${request.env.incoming.headers.host ?? ''}${locationPath(name)}`
}
