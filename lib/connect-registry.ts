/** The connectors of the stand-in in memory, and their answers as JSON text that is made once and sent many times. */
import type { ConnectorConfig, ConnectorPlugin, ConnectorType } from './connect-plugins.ts'
import type { OffsetBody, TargetState } from './connect-bodies.ts'

export type State = 'RUNNING' | 'PAUSED' | 'STOPPED' | 'RESTARTING' | 'UNASSIGNED' | 'FAILED'

/** What changes of a connector. Whoever changes it says so with `touch`. */
export type Connector = {
  readonly name: string
  config: ConnectorConfig
  plugin: ConnectorPlugin
  /** Which end of the pipeline it is; null for a connector that replicates nothing. */
  end: ConnectorType | null
  targetState: TargetState
  state: State
  /** The tasks' states; their number is that of `tasks`. */
  taskStates: State[]
  tasks: readonly ConnectorConfig[]
  /** Altered or reset over the API; null: those of the pipeline. */
  offsets: readonly OffsetBody[] | null
}

export type TaskStatus = {
  readonly id: number
  readonly state: State
  readonly worker_id: string
  readonly version: string
  readonly trace?: string
}

export type Registry = {
  readonly get: (name: string) => Connector | undefined
  readonly all: () => readonly Connector[]
  readonly add: (connector: Connector) => void
  /** Its status is answered for a moment longer, as by a worker that hears of the removal later. */
  readonly remove: (name: string) => void
  /** Says that a connector has changed: its answers are made anew. Without one: all of them. */
  readonly touch: (connector?: Connector) => void
  readonly names: () => string
  /** All connectors with their `status` or `info` or both; what else is asked for is not there. */
  readonly expanded: (expansions: readonly string[]) => string
  /** Null: neither there nor just removed. */
  readonly status: (name: string) => string | null
  readonly taskStatus: (name: string, task: number) => string | null
  readonly statusTasks: (connector: Connector) => readonly TaskStatus[]
  readonly info: (connector: Connector) => string
  readonly config: (connector: Connector) => string
  readonly tasks: (connector: Connector) => string
}

export type RegistryOptions = {
  readonly workerId: string
  readonly traceOf: (end: ConnectorType) => string | null
  /** Runs something after some milliseconds. */
  readonly later: (ms: number, run: () => void) => void
}

/** How long the status of a removed connector is still answered. */
const lingerMs = 200

type View = 'status' | 'info' | 'config' | 'tasks'

export function createRegistry({ workerId, traceOf, later }: RegistryOptions): Registry {
  const connectors = new Map<string, Connector>()
  const leaving = new Map<string, Connector>()
  const made = new Map<string, Map<View, string>>()
  let names: string | null = null

  function cached(connector: Connector, view: View, make: () => unknown): string {
    const views = made.get(connector.name) ?? new Map<View, string>()
    const known = views.get(view)
    if (known !== undefined) return known
    const text = JSON.stringify(make())
    made.set(connector.name, views.set(view, text))
    return text
  }

  function statusTasks(connector: Connector): readonly TaskStatus[] {
    const trace = connector.end === null ? null : traceOf(connector.end)
    const { version } = connector.plugin
    return connector.taskStates.map((state, id) =>
      trace === null || state !== 'RUNNING'
        ? { id, state, worker_id: workerId, version }
        : { id, state: 'FAILED', worker_id: workerId, version, trace },
    )
  }

  function status(name: string): string | null {
    const connector = connectors.get(name) ?? leaving.get(name)
    if (connector === undefined) return null
    return cached(connector, 'status', () => ({
      name,
      connector: {
        state: connector.state,
        worker_id: workerId,
        version: connector.plugin.version,
      },
      tasks: statusTasks(connector),
      type: connector.plugin.type,
    }))
  }

  function taskStatus(name: string, task: number): string | null {
    const connector = connectors.get(name) ?? leaving.get(name)
    const found = connector === undefined ? undefined : statusTasks(connector)[task]
    return found === undefined ? null : JSON.stringify(found)
  }

  function remove(name: string): void {
    const connector = connectors.get(name)
    if (connector === undefined) return
    connectors.delete(name)
    names = null
    leaving.set(name, connector)
    later(lingerMs, () => {
      if (leaving.get(name) !== connector) return
      leaving.delete(name)
      if (!connectors.has(name)) made.delete(name)
    })
  }

  function add(connector: Connector): void {
    connectors.set(connector.name, connector)
    leaving.delete(connector.name)
    made.delete(connector.name)
    names = null
  }

  function expanded(expansions: readonly string[]): string {
    const entries = [...connectors.values()].map((connector) => {
      const views = [
        ...(expansions.includes('status') ? [`"status":${status(connector.name)}`] : []),
        ...(expansions.includes('info') ? [`"info":${info(connector)}`] : []),
      ]
      return `${JSON.stringify(connector.name)}:{${views.join(',')}}`
    })
    return `{${entries.join(',')}}`
  }

  function info(connector: Connector): string {
    return cached(connector, 'info', () => infoOf(connector))
  }

  return {
    expanded,
    get: (name) => connectors.get(name),
    all: () => [...connectors.values()],
    add,
    remove,
    touch: (connector) => (connector === undefined ? made.clear() : made.delete(connector.name)),
    names: () => (names ??= JSON.stringify([...connectors.keys()])),
    status,
    taskStatus,
    statusTasks,
    info,
    config: (connector) => cached(connector, 'config', () => connector.config),
    tasks: (connector) => cached(connector, 'tasks', () => tasksOf(connector)),
  }
}

function infoOf({ name, config, tasks, plugin }: Connector): unknown {
  return {
    name,
    config,
    tasks: tasks.map((_, task) => ({ connector: name, task })),
    type: plugin.type,
  }
}

function tasksOf({ name, tasks }: Connector): unknown {
  return tasks.map((config, task) => ({ id: { connector: name, task }, config }))
}
