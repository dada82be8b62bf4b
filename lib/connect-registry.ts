/** The connectors of the stand-in in memory: those that are there, and for a moment those that were removed. */
import { createViews } from './connect-views.ts'
import type { Connector } from './connect-connector.ts'
import type { ConnectorType } from './connect-plugins.ts'
import type { TaskStatus } from './connect-views.ts'

/** Answers are JSON text; null where there is nothing to tell. */
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
  readonly status: (name: string) => string | null
  readonly taskStatus: (name: string, task: number) => string | null
  readonly statusTasks: (connector: Connector) => readonly TaskStatus[]
  readonly info: (connector: Connector) => string
  readonly config: (connector: Connector) => string
  readonly tasks: (connector: Connector) => string
}

export type RegistryOptions = {
  /** `host:port` of the worker. */
  readonly workerId: string
  /** Why the task at this end of the pipeline has failed; null while it runs. */
  readonly traceOf: (end: ConnectorType) => string | null
  /** Runs something after some milliseconds. */
  readonly later: (ms: number, run: () => void) => void
}

/** How long the status of a removed connector is still answered. */
const lingerMs = 250

export function createRegistry({ workerId, traceOf, later }: RegistryOptions): Registry {
  const connectors = new Map<string, Connector>()
  const leaving = new Map<string, Connector>()
  const views = createViews(workerId, traceOf)
  let names: string | null = null

  function add(connector: Connector): void {
    connectors.set(connector.name, connector)
    leaving.delete(connector.name)
    names = null
  }

  function remove(name: string): void {
    const connector = connectors.get(name)
    if (connector === undefined) return
    connectors.delete(name)
    names = null
    leaving.set(name, connector)
    later(lingerMs, () => {
      if (leaving.get(name) === connector) leaving.delete(name)
    })
  }

  function seen(name: string): Connector | undefined {
    return connectors.get(name) ?? leaving.get(name)
  }

  function status(name: string): string | null {
    const connector = seen(name)
    return connector === undefined ? null : views.status(connector)
  }

  function taskStatus(name: string, task: number): string | null {
    const connector = seen(name)
    const found = connector === undefined ? undefined : views.statusTasks(connector)[task]
    return found === undefined ? null : JSON.stringify(found)
  }

  function expanded(expansions: readonly string[]): string {
    const entries = [...connectors.values()].map((connector) => {
      const shown = [
        ...(expansions.includes('status') ? [`"status":${views.status(connector)}`] : []),
        ...(expansions.includes('info') ? [`"info":${views.info(connector)}`] : []),
      ]
      return `${JSON.stringify(connector.name)}:{${shown.join(',')}}`
    })
    return `{${entries.join(',')}}`
  }

  return {
    ...views,
    get: (name) => connectors.get(name),
    all: () => [...connectors.values()],
    add,
    remove,
    names: () => (names ??= JSON.stringify([...connectors.keys()])),
    expanded,
    status,
    taskStatus,
  }
}
