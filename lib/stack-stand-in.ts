/** Starts the stand-in for Kafka Connect as a process of its own, so that it never shares an event loop with a generator. */
import { createInterface } from 'node:readline'

import { UnreachableError } from './errors.ts'
import { lastLines, nodeArguments, plainEnvironment, startProcess } from './process.ts'
import { settlesWithin, until } from './wait.ts'
import type { StartedProcess } from './process.ts'
import type { Watchdog } from './watchdog.ts'

/** One line of JSON on its standard input: no URL, and so no password, stands in its command line. */
export type StandInSettings = {
  readonly sourceUrl: string
  readonly targetUrl: string
  /** The database on the source server that holds the state of the connectors. */
  readonly stateUrl: string
  readonly publication: string
  readonly slot: string
  readonly subscription: string
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  readonly countsPort: number
}

export type StandIn = AsyncDisposable & {
  readonly pid: number
  /** Tells it what it stands in for; returns its two URLs when it answers. */
  readonly serve: (settings: StandInSettings) => Promise<StandInUrls>
}

export type StandInUrls = {
  readonly connect: string
  /** Where it tells how many requests it got. */
  readonly counts: string
}

export type StandInOptions = {
  readonly folder: string
  readonly watchdog: Watchdog
  readonly signal: AbortSignal
}

/** Starts it at once, so that it loads while the servers start. It ends itself when its standard input does. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const { folder, watchdog } = options
  const started = await startProcess(process.execPath, {
    args: nodeArguments(new URL('connect-stand-in-main.ts', import.meta.url)),
    cwd: folder,
    env: { ...plainEnvironment(), NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  watchdog.guard({ identity: started.identity, signal: 'SIGTERM' })
  started.child.stdin?.on('error', () => undefined)
  const said = { stderr: '' }
  started.child.stderr?.on('data', (chunk) => (said.stderr = (said.stderr + chunk).slice(-4000)))
  return {
    pid: started.pid,
    serve: async (settings) => await serve(started, { settings, said, signal: options.signal }),
    [Symbol.asyncDispose]: async () => await stop(started),
  }
}

type Serving = {
  readonly settings: StandInSettings
  readonly said: { readonly stderr: string }
  readonly signal: AbortSignal
}

async function serve(started: StartedProcess, serving: Serving): Promise<StandInUrls> {
  const { child, exited } = started
  if (child.stdout === null) throw new Error('Cannot read what the stand-in says: no pipe')
  const lines = createInterface({ input: child.stdout })
  let line: string | null = null
  let ended: string | null = null
  lines.once('line', (text) => (line = text))
  void exited.then((how) => (ended = how))
  child.stdin?.write(`${JSON.stringify(serving.settings)}\n`)
  const failure = 'Cannot start the stand-in for Kafka Connect'
  const answer = await until(
    () => {
      if (ended === null || line !== null) return line
      throw new UnreachableError(`${failure}: ${ended}: ${lastLines(serving.said.stderr)}`)
    },
    { what: 'the stand-in for Kafka Connect answer', deadlineMs: 30_000, signal: serving.signal },
  )
  return JSON.parse(answer) as StandInUrls
}

async function stop({ child, exited }: StartedProcess): Promise<void> {
  child.stdin?.end()
  if (await settlesWithin(exited, 1000)) return
  child.kill('SIGTERM')
  if (await settlesWithin(exited, 1000)) return
  child.kill('SIGKILL')
}
