/** A connector as the Connect API shows it, in JSON text that is made once and sent until the connector changes. */
import type { Connector, State } from './connect-connector.ts'
import type { ConnectorType } from './connect-plugins.ts'

export type TaskStatus = {
  readonly id: number
  readonly state: State
  readonly worker_id: string
  readonly version: string
  readonly trace?: string
}

export type Views = {
  readonly status: (connector: Connector) => string
  readonly statusTasks: (connector: Connector) => readonly TaskStatus[]
  readonly info: (connector: Connector) => string
  readonly config: (connector: Connector) => string
  readonly tasks: (connector: Connector) => string
  /** Forgets the text of a connector that has changed; without one, of all. */
  readonly touch: (connector?: Connector) => void
}

type Texts = Partial<Record<'status' | 'info' | 'config' | 'tasks', string>>

/** `workerId` is the `host:port` of the worker; `traceOf` says why the task at an end of the pipeline has failed. */
export function createViews(
  workerId: string,
  traceOf: (end: ConnectorType) => string | null,
): Views {
  let texts = new WeakMap<Connector, Texts>()

  function textsOf(connector: Connector): Texts {
    const known = texts.get(connector) ?? {}
    texts.set(connector, known)
    return known
  }

  /** A task of the pipeline is shown as failed while the pipeline says so, whatever the connector was asked to be. */
  function statusTasks(connector: Connector): readonly TaskStatus[] {
    const trace = connector.end === null ? null : traceOf(connector.end)
    const { version } = connector.plugin
    return connector.taskStates.map((state, id) =>
      trace === null || state !== 'RUNNING'
        ? { id, state, worker_id: workerId, version }
        : { id, state: 'FAILED', worker_id: workerId, version, trace },
    )
  }

  function statusOf(connector: Connector): unknown {
    const { name, state, plugin } = connector
    return {
      name,
      connector: { state, worker_id: workerId, version: plugin.version },
      tasks: statusTasks(connector),
      type: plugin.type,
    }
  }

  return {
    statusTasks,
    status: (connector) => (textsOf(connector).status ??= JSON.stringify(statusOf(connector))),
    info: (connector) => (textsOf(connector).info ??= JSON.stringify(infoOf(connector))),
    config: (connector) => (textsOf(connector).config ??= JSON.stringify(connector.config)),
    tasks: (connector) => (textsOf(connector).tasks ??= JSON.stringify(tasksOf(connector))),
    touch: (connector) => {
      if (connector === undefined) texts = new WeakMap()
      else texts.delete(connector)
    },
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
