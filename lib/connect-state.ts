/** The state of the stand-in: its store, its pipeline, its connectors, and the one queue that changes go through. */
import { acceptConfig } from './connect-config.ts'
import { createHerder } from './connect-herder.ts'
import { pipelineConfigs } from './connect-ends.ts'
import { createLife } from './connect-life.ts'
import { createRegistry } from './connect-registry.ts'
import { createTopics } from './connect-topics.ts'
import { openConnectStore } from './connect-store.ts'
import { openPipeline } from './connect-pipeline.ts'
import type { Life, LifeParts } from './connect-life.ts'
import type { PipelineSettings } from './connect-pipeline.ts'
import type { Topics } from './connect-topics.ts'

export type StateSettings = PipelineSettings & {
  /** The database of the stand-in's own tables. */
  readonly stateUrl: string
}

export type ConnectState = AsyncDisposable & {
  readonly parts: LifeParts
  readonly life: Life
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
  const [pipeline, store] = await Promise.all([
    openPipeline(settings, () => registry.touch()),
    openConnectStore(settings.stateUrl, first),
  ])
  const registry = createRegistry({ workerId, later, traceOf: (end) => pipeline.traceOf(end) })
  const parts: LifeParts = { settings, registry, store, pipeline, herder: createHerder(), later }
  const life = createLife(parts)
  for (const stored of await store.load()) {
    const connector = life.admit(stored, acceptConfig(stored.name, stored.config))
    await life.follow(connector)
    life.makeTasks(connector)
  }
  async function close(): Promise<void> {
    for (const timer of timers) clearTimeout(timer)
    await Promise.all([pipeline[Symbol.asyncDispose](), store[Symbol.asyncDispose]()])
  }
  return { parts, life, topics: createTopics(parts), [Symbol.asyncDispose]: close }
}
