/** The life of connectors: made, changed, paused, resumed, stopped, restarted and removed, as a worker does it. */
import { alreadyExists, connectorNotFound, unknownConnector } from './connect-errors.ts'
import { unknownConnectorToRestart, unknownTask } from './connect-errors.ts'
import { acceptConfig, patchConfig, sameConfig, taskConfigs } from './connect-config.ts'
import { endOf } from './connect-ends.ts'
import type { Accepted } from './connect-config.ts'
import type { ConfigBody, CreateBody, TargetState } from './connect-bodies.ts'
import type { Connector, Registry, State } from './connect-registry.ts'
import type { ConnectStore, StoredConnector } from './connect-store.ts'
import type { Herder } from './connect-herder.ts'
import type { Pipeline, PipelineSettings } from './connect-pipeline.ts'

export type LifeParts = {
  readonly settings: PipelineSettings
  readonly registry: Registry
  readonly store: ConnectStore
  readonly pipeline: Pipeline
  readonly herder: Herder
  /** Runs something after some milliseconds. */
  readonly later: (ms: number, run: () => void) => void
}

/** How long after a connector its tasks are there. */
const tasksAfterMs = 250

export type Life = ReturnType<typeof createLife>

/** What a restart is to restart. */
export type RestartPlan = { readonly includeTasks: boolean; readonly onlyFailed: boolean }

const firstStates: Readonly<Record<TargetState, State>> = {
  STARTED: 'RUNNING',
  PAUSED: 'PAUSED',
  STOPPED: 'STOPPED',
}

/** Errors are thrown as ConnectError; JSON texts are returned as they are sent. */
export function createLife(parts: LifeParts) {
  const { settings, registry, store, pipeline, herder, later } = parts

  /** Puts a connector into the registry as the store has it, before its tasks are made. */
  function admit({ name, targetState, offsets }: StoredConnector, accepted: Accepted): Connector {
    const connector: Connector = {
      name,
      ...accepted,
      end: endOf(accepted, settings),
      targetState,
      state: firstStates[targetState],
      taskStates: [],
      tasks: [],
      offsets,
    }
    registry.add(connector)
    return connector
  }

  /** Makes the tasks of a connector that runs and has none yet. */
  function makeTasks(connector: Connector): void {
    if (registry.get(connector.name) !== connector || connector.targetState !== 'STARTED') return
    connector.tasks = taskConfigs(connector)
    connector.taskStates = connector.tasks.map(() => 'RUNNING')
    registry.touch(connector)
  }

  function soon(stage: string, job: () => void | Promise<void>): void {
    // What fails here has no caller; the pipeline keeps PostgreSQL's refusals and shows them as a task's trace.
    herder.run(stage, job).catch(() => undefined)
  }

  /** Brings the pipeline to what the connectors ask for. */
  async function arrange(): Promise<void> {
    const connectors = registry.all()
    const subscribed = connectors.some(({ end }) => end === 'sink')
    const runs = (wanted: string): boolean =>
      connectors.some(({ end, targetState }) => end === wanted && targetState === 'STARTED')
    await pipeline.arrange({ subscribed, flows: runs('source') && runs('sink') })
  }

  /** Follows a change of the target state: the connector, its tasks, and the pipeline where it is an end of it. */
  async function follow(connector: Connector): Promise<void> {
    if (registry.get(connector.name) !== connector) return
    const { targetState } = connector
    if (connector.end !== null) await arrange()
    connector.state = firstStates[targetState]
    if (targetState === 'STOPPED') {
      connector.tasks = []
      connector.taskStates = []
    } else {
      const state = firstStates[targetState]
      connector.taskStates = connector.taskStates.map(() => state)
    }
    if (targetState === 'STARTED' && connector.offsets !== null && connector.end !== null) {
      // From here on the positions are the pipeline's own again.
      connector.offsets = null
      await store.saveOffsets(connector.name, null)
    }
    registry.touch(connector)
    if (targetState === 'STARTED' && connector.tasks.length === 0) {
      later(tasksAfterMs, () =>
        soon(`creating the tasks of connector ${connector.name}`, () => makeTasks(connector)),
      )
    }
  }

  async function make(accepted: Accepted, targetState: TargetState): Promise<string> {
    const name = accepted.config['name'] ?? ''
    const stored = { name, config: accepted.config, targetState, offsets: null }
    await store.save(stored)
    const connector = admit(stored, accepted)
    soon(`starting connector ${name}`, () => follow(connector))
    return registry.info(connector)
  }

  async function reconfigure(connector: Connector, accepted: Accepted): Promise<string> {
    const { name, targetState, offsets } = connector
    const changed = !sameConfig(connector.config, accepted.config)
    if (changed) await store.save({ name, config: accepted.config, targetState, offsets })
    const before = connector.end
    Object.assign(connector, accepted, { end: endOf(accepted, settings) })
    if (connector.tasks.length > 0) {
      const [state = 'RUNNING'] = connector.taskStates
      connector.tasks = taskConfigs(accepted)
      connector.taskStates = connector.tasks.map(() => state)
    }
    registry.touch(connector)
    if (connector.end !== before) soon(`reconfiguring connector ${name}`, arrange)
    return registry.info(connector)
  }

  async function create({ name, config, targetState }: CreateBody): Promise<string> {
    const accepted = acceptConfig(name, config)
    return await herder.run(`adding connector ${name}`, () => {
      if (registry.get(name) !== undefined) throw alreadyExists(name)
      return make(accepted, targetState)
    })
  }

  async function put(name: string, body: ConfigBody): Promise<{ made: boolean; info: string }> {
    const accepted = acceptConfig(name, body)
    return await herder.run(`putting the configuration of connector ${name}`, async () => {
      const connector = registry.get(name)
      if (connector === undefined) return { made: true, info: await make(accepted, 'STARTED') }
      return { made: false, info: await reconfigure(connector, accepted) }
    })
  }

  async function patch(name: string, body: ConfigBody): Promise<string> {
    return await herder.run(`patching the configuration of connector ${name}`, async () => {
      const connector = registry.get(name)
      if (connector === undefined) throw connectorNotFound(name)
      return await reconfigure(connector, acceptConfig(name, patchConfig(connector.config, body)))
    })
  }

  async function remove(name: string): Promise<void> {
    await herder.run(`deleting connector ${name}`, async () => {
      const connector = registry.get(name)
      if (connector === undefined) throw connectorNotFound(name)
      await store.remove(name)
      registry.remove(name)
      if (connector.end !== null) soon(`stopping connector ${name}`, arrange)
    })
  }

  /** Pause and resume do not wait for the herder; what they ask for happens when it comes to it. */
  async function setTargetState(name: string, targetState: TargetState): Promise<void> {
    const connector = registry.get(name)
    if (connector === undefined) throw unknownConnector(name)
    connector.targetState = targetState
    await store.saveTargetState(name, targetState)
    soon(`changing the target state of connector ${name}`, () => follow(connector))
  }

  async function stop(name: string): Promise<void> {
    await herder.run(`stopping connector ${name}`, async () => {
      await setTargetState(name, 'STOPPED')
    })
  }

  async function restartEnd(connector: Connector): Promise<void> {
    if (connector.end === null || connector.targetState !== 'STARTED') return
    await arrange()
    await pipeline.restart()
  }

  /** The status as the restart leaves it, with RESTARTING where something restarts; null where nothing is told. */
  async function restart(name: string, plan: RestartPlan): Promise<string | null> {
    return await herder.run(`restarting connector ${name}`, () => {
      const connector = registry.get(name)
      if (connector === undefined) throw unknownConnectorToRestart(name)
      const { includeTasks, onlyFailed } = plan
      if (!includeTasks && !onlyFailed) return null
      const failed = registry.statusTasks(connector).map(({ state }) => state === 'FAILED')
      const restarts = failed.map((hasFailed) => includeTasks && (hasFailed || !onlyFailed))
      if (!onlyFailed) connector.state = 'RESTARTING'
      connector.taskStates = connector.taskStates.map((state, task) =>
        restarts[task] === true ? 'RESTARTING' : state,
      )
      registry.touch(connector)
      if (!onlyFailed || restarts.includes(true)) {
        soon(`restarting connector ${name} and its tasks`, async () => {
          if (restarts.includes(true)) await restartEnd(connector)
          await follow(connector)
        })
      }
      return registry.status(name)
    })
  }

  async function restartTask(name: string, task: number): Promise<void> {
    await herder.run(`restarting task ${name}-${task}`, async () => {
      const connector = registry.get(name)
      if (connector === undefined) throw unknownConnectorToRestart(name)
      if (task >= connector.tasks.length) throw unknownTask(`${name}-${task}`)
      await restartEnd(connector)
    })
  }

  return {
    admit,
    follow,
    makeTasks,
    arrange,
    create,
    put,
    patch,
    remove,
    setTargetState,
    stop,
    restart,
    restartTask,
  }
}
