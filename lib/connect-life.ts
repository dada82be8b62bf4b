/** How connectors come to what they are asked to be: their state, their tasks, and the pipeline where they are an end of it. */
import { endOf } from './connect-ends.ts'
import { taskConfigs } from './connect-config.ts'
import type { Accepted } from './connect-config.ts'
import type { Connector, State } from './connect-connector.ts'
import type { Registry } from './connect-registry.ts'
import type { ConnectStore, StoredConnector } from './connect-store.ts'
import type { ConnectorType } from './connect-plugins.ts'
import type { Herder } from './connect-herder.ts'
import type { Pipeline, PipelineSettings } from './connect-pipeline.ts'
import type { TargetState } from './connect-bodies.ts'

export type LifeParts = {
  readonly settings: PipelineSettings
  readonly registry: Registry
  readonly store: ConnectStore
  readonly pipeline: Pipeline
  readonly herder: Herder
  /** Runs something after some milliseconds. */
  readonly later: (ms: number, run: () => void) => void
}

/** How long after a connector its tasks are there: a worker makes them when it has spread the load anew. */
const tasksAfterMs = 250

const states: Readonly<Record<TargetState, State>> = {
  STARTED: 'RUNNING',
  PAUSED: 'PAUSED',
  STOPPED: 'STOPPED',
}

/** Puts a connector into the registry, before its tasks are made. */
export function admit(
  { settings, registry }: LifeParts,
  { stored, accepted }: { readonly stored: StoredConnector; readonly accepted: Accepted },
): Connector {
  const { name, targetState, offsets } = stored
  const connector: Connector = {
    name,
    ...accepted,
    end: endOf(accepted, settings),
    targetState,
    state: states[targetState],
    taskStates: [],
    tasks: [],
    offsets,
  }
  registry.add(connector)
  return connector
}

/** Makes the tasks of a connector that runs. */
export function makeTasks({ registry }: LifeParts, connector: Connector): void {
  if (registry.get(connector.name) !== connector || connector.targetState !== 'STARTED') return
  connector.tasks = taskConfigs(connector)
  connector.taskStates = connector.tasks.map(() => 'RUNNING')
  registry.touch(connector)
}

/** Queues what nobody waits for: what PostgreSQL refuses there becomes a task's trace. */
export function soon({ herder }: LifeParts, stage: string, job: () => void | Promise<void>): void {
  herder.run(stage, job).catch(() => undefined)
}

/** Brings the pipeline to what the connectors ask for: it flows where one of each end runs. */
export async function arrangePipeline({ registry, pipeline }: LifeParts): Promise<void> {
  const connectors = registry.all()
  function runs(wanted: ConnectorType): boolean {
    return connectors.some(({ end, targetState }) => end === wanted && targetState === 'STARTED')
  }
  await pipeline.arrange({
    subscribed: connectors.some(({ end }) => end === 'sink'),
    flows: runs('source') && runs('sink'),
  })
}

/** Follows the target state of a connector, when the herder has come to it. */
export async function follow(parts: LifeParts, connector: Connector): Promise<void> {
  const { registry, later } = parts
  if (registry.get(connector.name) !== connector) return
  const { targetState } = connector
  if (connector.end !== null) {
    if (targetState === 'STARTED') await leaveAlteredOffsets(parts, connector)
    await arrangePipeline(parts)
  }
  const state = states[targetState]
  connector.state = state
  connector.tasks = targetState === 'STOPPED' ? [] : connector.tasks
  connector.taskStates = connector.tasks.map(() => state)
  registry.touch(connector)
  if (targetState !== 'STARTED' || connector.tasks.length > 0) return
  const stage = `creating the tasks of connector ${connector.name}`
  later(tasksAfterMs, () => soon(parts, stage, () => makeTasks(parts, connector)))
}

/** From here on the positions are the pipeline's own again; a source whose offsets were reset gets a slot where it has none. */
async function leaveAlteredOffsets(parts: LifeParts, connector: Connector): Promise<void> {
  const { offsets } = connector
  if (offsets === null) return
  connector.offsets = null
  await parts.store.saveOffsets(connector.name, null)
  if (connector.end === 'source' && offsets.length === 0) await parts.pipeline.renewSlot()
}
