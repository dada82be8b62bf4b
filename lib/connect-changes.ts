/** What the Connect API changes: connectors are made, configured, paused, resumed, stopped, restarted and removed. */
import { ConnectError, alreadyExists, connectorNotFound } from './connect-errors.ts'
import { unknownConnector, unknownConnectorToRestart, unknownTask } from './connect-errors.ts'
import { acceptConfig, patchConfig, sameConfig, taskConfigs } from './connect-config.ts'
import { admit, arrangePipeline, follow, soon } from './connect-life.ts'
import { endOf } from './connect-ends.ts'
import type { Accepted } from './connect-config.ts'
import type { ConfigBody, CreateBody, TargetState } from './connect-bodies.ts'
import type { Connector } from './connect-connector.ts'
import type { LifeParts } from './connect-life.ts'

/** What a restart takes in. */
export type RestartPlan = { readonly includeTasks: boolean; readonly onlyFailed: boolean }

/** POST /connectors. Returns the connector as JSON; like the others, it throws a ConnectError where the worker refuses. */
export async function createConnector(parts: LifeParts, body: CreateBody): Promise<string> {
  const { name, targetState } = body
  const accepted = acceptConfig(name, body.config)
  return await parts.herder.run(`adding connector ${name}`, () => {
    if (parts.registry.get(name) !== undefined) throw alreadyExists(name)
    return make(parts, accepted, targetState)
  })
}

/** PUT /config: `made` where there was no such connector. */
export async function putConfig(
  parts: LifeParts,
  { name, body }: { readonly name: string; readonly body: ConfigBody },
): Promise<{ readonly made: boolean; readonly info: string }> {
  const accepted = acceptPut(name, body)
  return await parts.herder.run(`putting the configuration of connector ${name}`, async () => {
    const connector = parts.registry.get(name)
    return connector === undefined
      ? { made: true, info: await make(parts, accepted, 'STARTED') }
      : { made: false, info: await reconfigure(parts, connector, accepted) }
  })
}

/** PATCH /config. */
export async function changeConfig(
  parts: LifeParts,
  { name, body }: { readonly name: string; readonly body: ConfigBody },
): Promise<string> {
  return await parts.herder.run(`patching the configuration of connector ${name}`, async () => {
    const connector = connectorOf(parts, name)
    const accepted = acceptPut(name, patchConfig(connector.config, body))
    return await reconfigure(parts, connector, accepted)
  })
}

/** DELETE. */
export async function removeConnector(parts: LifeParts, name: string): Promise<void> {
  await parts.herder.run(`deleting connector ${name}`, async () => {
    const connector = connectorOf(parts, name)
    await parts.store.remove(name)
    parts.registry.remove(name)
    if (connector.end !== null) {
      soon(parts, `stopping connector ${name}`, async () => await arrangePipeline(parts))
    }
  })
}

/** Pause and resume do not wait for the herder; what they ask for happens when it comes to it. */
export async function setTargetState(
  parts: LifeParts,
  { name, targetState }: { readonly name: string; readonly targetState: TargetState },
): Promise<void> {
  const connector = parts.registry.get(name)
  if (connector === undefined) throw unknownConnector(name)
  connector.targetState = targetState
  await parts.store.saveTargetState(name, targetState)
  const stage = `changing the target state of connector ${name}`
  soon(parts, stage, async () => await follow(parts, connector))
}

/** PUT /stop. */
export async function stopConnector(parts: LifeParts, name: string): Promise<void> {
  await parts.herder.run(`stopping connector ${name}`, async () => {
    await setTargetState(parts, { name, targetState: 'STOPPED' })
  })
}

/**
 * POST /restart. Returns the status with RESTARTING where something restarts; null for the plain restart, which tells nothing.
 */
export async function restartConnector(
  parts: LifeParts,
  { name, includeTasks, onlyFailed }: RestartPlan & { readonly name: string },
): Promise<string | null> {
  const { registry, herder } = parts
  return await herder.run(`restarting connector ${name}`, () => {
    const connector = registry.get(name)
    if (connector === undefined) throw unknownConnectorToRestart(name)
    const restarts = registry
      .statusTasks(connector)
      .map(({ state }) => includeTasks && (state === 'FAILED' || !onlyFailed))
    const tells = includeTasks || onlyFailed
    if (tells && !onlyFailed) connector.state = 'RESTARTING'
    connector.taskStates = connector.taskStates.map((state, task) =>
      restarts[task] === true ? 'RESTARTING' : state,
    )
    registry.touch(connector)
    if (!onlyFailed || restarts.includes(true)) {
      soon(parts, `restarting connector ${name} and its tasks`, async () => {
        if (restarts.includes(true)) await restartPipeline(parts, connector)
        await follow(parts, connector)
      })
    }
    return tells ? registry.status(name) : null
  })
}

/** POST /tasks/{task}/restart. */
export async function restartTask(
  parts: LifeParts,
  { name, task }: { readonly name: string; readonly task: number },
): Promise<void> {
  await parts.herder.run(`restarting task ${name}-${task}`, async () => {
    const connector = parts.registry.get(name)
    if (connector === undefined) throw unknownConnectorToRestart(name)
    if (connector.tasks[task] === undefined) throw unknownTask(`${name}-${task}`)
    await restartPipeline(parts, connector)
  })
}

async function restartPipeline({ pipeline }: LifeParts, connector: Connector): Promise<void> {
  if (connector.end !== null && connector.targetState === 'STARTED') await pipeline.restart()
}

async function make(
  parts: LifeParts,
  accepted: Accepted,
  targetState: TargetState,
): Promise<string> {
  const name = accepted.config['name'] ?? ''
  const stored = { name, config: accepted.config, targetState, offsets: null }
  await parts.store.save(stored)
  const connector = admit(parts, { stored, accepted })
  soon(parts, `starting connector ${name}`, async () => await follow(parts, connector))
  return parts.registry.info(connector)
}

async function reconfigure(
  parts: LifeParts,
  connector: Connector,
  accepted: Accepted,
): Promise<string> {
  const { name, targetState, offsets, end } = connector
  if (!sameConfig(connector.config, accepted.config)) {
    await parts.store.save({ name, config: accepted.config, targetState, offsets })
  }
  Object.assign(connector, accepted, { end: endOf(accepted, parts.settings) })
  const [state] = connector.taskStates
  if (state !== undefined) {
    connector.tasks = taskConfigs(accepted)
    connector.taskStates = connector.tasks.map(() => state)
  }
  parts.registry.touch(connector)
  if (connector.end !== end) {
    soon(parts, `reconfiguring connector ${name}`, async () => await arrangePipeline(parts))
  }
  return parts.registry.info(connector)
}

function connectorOf({ registry }: LifeParts, name: string): Connector {
  const connector = registry.get(name)
  if (connector === undefined) throw connectorNotFound(name)
  return connector
}

/** PUT tells the class of the error that names an unknown plugin; POST does not. */
function acceptPut(name: string, body: ConfigBody): Accepted {
  try {
    return acceptConfig(name, body)
  } catch (error) {
    if (!(error instanceof ConnectError) || !error.message.startsWith('Failed to find any class')) {
      throw error
    }
    const message = `org.apache.kafka.connect.errors.ConnectException: ${error.message}`
    throw new ConnectError(error.status, message)
  }
}
