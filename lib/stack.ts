/** The embedded stack: two joined PostgreSQL servers with a shop in them, and a stand-in for Kafka Connect in front. */
import { ClosingStack } from './closing-stack.ts'
import { serverUser } from './server-user.ts'
import { databases, startPair } from './stack-pair.ts'
import { pipelineNames } from './stack-replication.ts'
import { startStandIn } from './stack-stand-in.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { startWatchdog } from './watchdog.ts'
import type { ServerPair } from './stack-pair.ts'
import type { StandInSettings } from './stack-stand-in.ts'

/** Closing it ends every process of it and removes every file, in reverse of how they came. */
export type Stack = AsyncDisposable & {
  readonly name: 'embedded'
  /** Database URLs with their passwords. */
  readonly source: string
  readonly target: string
  readonly connect: string
  /** `GET /counts` of it tells how many requests the stand-in got. */
  readonly counts: string
  readonly brokers: null
  /** The process groups that belong to it. */
  readonly pids: readonly number[]
}

export type StackOptions = {
  readonly signal: AbortSignal
  readonly progress: (text: string) => void
  /** Of the shop's rows, 0 to 2^53 − 1. */
  readonly seed?: number
}

/**
 * Starts it, and returns when the target holds what the source was seeded with and the stand-in answers. What had been started is
 * closed when that fails or is aborted; when this process is killed, a watchdog closes it.
 *
 * @throws UnreachableError where a part cannot be started; the reason of the signal when that is aborted.
 */
export async function startEmbeddedStack(options: StackOptions): Promise<Stack> {
  const { signal, progress, seed = 1 } = options
  signal.throwIfAborted()
  await using opened = new ClosingStack()
  const watchdog = opened.use(await startWatchdog())
  const user = await serverUser()
  const { path: folder } = opened.use(await makeTemporaryFolder('stack', { watchdog, user }))
  const standIn = opened.use(await startStandIn({ folder, watchdog, signal }))
  const pair = opened.use(await startPair({ folder, watchdog, seed, signal, progress }))
  // It was started first, to load while the servers start, but must not be left without its servers: closed twice, it is closed once.
  opened.use(standIn)
  progress('starting the stand-in for Kafka Connect')
  const urls = await standIn.serve(standInSettings(pair))
  await watchdog.ready
  signal.throwIfAborted()
  const owned = opened.move()
  return {
    name: 'embedded',
    source: pair.source.url(databases.shop),
    target: pair.target.url(databases.shop),
    ...urls,
    brokers: null,
    pids: [pair.source.pid, pair.target.pid, standIn.pid],
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}

function standInSettings({ source, target }: ServerPair): StandInSettings {
  return {
    sourceUrl: source.url(databases.shop),
    targetUrl: target.url(databases.shop),
    stateUrl: source.url(databases.connect),
    ...pipelineNames,
    host: '127.0.0.1',
    port: 0,
    countsPort: 0,
  }
}
