/** Our end of the watchdog: a process that ends and removes what is guarded when this process is gone, `kill -9` included. */
import { tmpdir } from 'node:os'

import { nodeArguments, startProcess } from './process.ts'
import { settlesWithin } from './wait.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** One line to the watchdog. */
export type Guarded =
  | { readonly folder: string }
  | { readonly identity: ProcessIdentity; readonly signal: NodeJS.Signals }

/** Closing it ends the watchdog: it removes what is still there, so close it last. */
export type Watchdog = AsyncDisposable & {
  /** Say it before the folder is made, and at once when a process was started. */
  readonly guard: (what: Guarded) => void
  /** Resolves when the watchdog is up; rejects when it could not start. It guards from the first line all the same. */
  readonly ready: Promise<void>
}

/** Starts a watchdog. What is guarded before it is up waits in its pipe. */
export async function startWatchdog(): Promise<Watchdog> {
  const main = new URL('watchdog-main.ts', import.meta.url)
  const { child, exited } = await startProcess(process.execPath, {
    args: nodeArguments(main),
    cwd: tmpdir(),
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve())
    void exited.then((how) => reject(new Error(`Cannot start the watchdog: ${how}`)))
  })
  // Whoever does not wait for it must not be ended by it.
  ready.catch(() => undefined)
  // It must not keep us from ending.
  child.unref()
  child.stdin?.on('error', () => undefined)
  return {
    guard: (what) => void child.stdin?.write(`${JSON.stringify(what)}\n`),
    ready,
    [Symbol.asyncDispose]: async () => {
      child.ref()
      child.stdin?.end()
      if (!(await settlesWithin(exited, 10_000))) child.kill('SIGKILL')
    },
  }
}
