/** The state of the stand-in: its store, its pipeline, its connectors, and the one queue that changes go through. */
import { ClosingStack } from './closing-stack.ts'
import { acceptConfig } from './connect-config.ts'
import { createHerder } from './connect-herder.ts'
import { pipelineConfigs } from './connect-ends.ts'
import { admit, arrangePipeline, makeTasks } from './connect-life.ts'
import { createRegistry } from './connect-registry.ts'
import { createTopics } from './connect-topics.ts'
import { openConnectStore } from './connect-store.ts'
import { openPipeline } from './connect-pipeline.ts'
import type { LifeParts } from './connect-life.ts'
import type { PipelineSettings } from './connect-pipeline.ts'
import type { Topics } from './connect-topics.ts'

export type StateSettings = PipelineSettings & {
  /** The database of the stand-in's own tables. */
  readonly stateUrl: string
}

export type ConnectState = AsyncDisposable & {
  readonly parts: LifeParts
  readonly topics: Topics
}

/**
 * Connects to the pipeline and its store, and brings the pipeline to what the stored connectors ask for.
 *
 * @throws UnreachableError when a database cannot be reached.
 */
export async function openConnectState(
  settings: StateSettings,
  workerId: string,
): Promise<ConnectState> {
  const timers = new Set<NodeJS.Timeout>()
  function later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    timers.add(timer)
  }
  const first = Object.entries(pipelineConfigs(settings)).map(([name, config]) => ({
    name,
    config,
    targetState: 'STARTED' as const,
    offsets: null,
  }))
  await using opened = new ClosingStack()
  const store = opened.use(await openConnectStore(settings.stateUrl, first))
  const pipeline = opened.use(await openPipeline(settings, () => registry.touch()))
  opened.defer(() => {
    for (const timer of timers) clearTimeout(timer)
  })
  const registry = createRegistry({ workerId, later, traceOf: (end) => pipeline.traceOf(end) })
  const parts: LifeParts = { settings, registry, store, pipeline, herder: createHerder(), later }
  const connectors = (await store.load()).map((stored) =>
    admit(parts, { stored, accepted: acceptConfig(stored.name, stored.config) }),
  )
  // Only when all are known can be told what they ask of the pipeline together.
  await arrangePipeline(parts)
  for (const connector of connectors) makeTasks(parts, connector)
  const owned = opened.move()
  return {
    parts,
    topics: createTopics(parts),
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}
