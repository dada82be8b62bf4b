/** Processes that we start: each in a group of its own, known by its start time, ended with a deadline. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ChildProcess, SpawnOptions } from 'node:child_process'

import { identityOf } from './process-identity.ts'
import { settlesWithin } from './wait.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** Whom a process runs as. */
export type ProcessUser = { readonly uid: number; readonly gid: number }

export type StartOptions = {
  readonly args: readonly string[]
  readonly cwd: string
  /** Null: as we do. */
  readonly user?: ProcessUser | null
  /** The whole environment of the process: by default one without anything of ours in it. */
  readonly env?: NodeJS.ProcessEnv
  readonly stdio: SpawnOptions['stdio']
}

export type StartedProcess = {
  readonly pid: number
  readonly identity: ProcessIdentity
  readonly child: ChildProcess
  /** Settles when the process has ended and been reaped; never rejects. */
  readonly exited: Promise<string>
}

/** What a server needs of the environment; our own may hold passwords. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

/**
 * Starts a program in a process group and session of its own: a Ctrl-C in the terminal does not reach it.
 *
 * @throws Error when it cannot be started.
 */
export async function startProcess(command: string, given: StartOptions): Promise<StartedProcess> {
  const { uid, gid } = given.user ?? {}
  const child = spawn(command, given.args, {
    cwd: given.cwd,
    env: given.env ?? plainEnvironment(),
    stdio: given.stdio ?? 'ignore',
    detached: true,
    ...(uid === undefined ? {} : { uid, gid }),
  })
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => reject(new Error(`Cannot start ${command}`, { cause: error })))
  })
  const pid = child.pid ?? 0
  return { child, exited, pid, identity: identityOf(pid) ?? { pid, startedAt: '' } }
}

/** The arguments that make `process.execPath` run a TypeScript file of ours, from any folder. */
export function nodeArguments(file: URL): readonly string[] {
  return ['--import', import.meta.resolve('tsx'), fileURLToPath(file)]
}

export type RunOptions = Omit<StartOptions, 'stdio'> & {
  readonly deadlineMs: number
  readonly signal?: AbortSignal
}

/**
 * Runs a program to its end and returns its standard output.
 *
 * @throws Error with the last lines of what it said when it fails or takes too long; the reason of the signal when aborted.
 */
export async function runProcess(command: string, given: RunOptions): Promise<string> {
  given.signal?.throwIfAborted()
  const started = await startProcess(command, { ...given, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  started.child.stdout?.on('data', (chunk) => (output.stdout += String(chunk)))
  started.child.stderr?.on('data', (chunk) => (output.stderr += String(chunk)))
  const closed = new Promise((resolve) => started.child.once('close', resolve))
  function abort(): void {
    started.child.kill('SIGKILL')
  }
  given.signal?.addEventListener('abort', abort, { once: true })
  const inTime = await settlesWithin(closed, given.deadlineMs)
  given.signal?.removeEventListener('abort', abort)
  if (!inTime) abort()
  const how = await started.exited
  given.signal?.throwIfAborted()
  if (inTime && how === 'exit code 0') return output.stdout
  const reason = inTime ? how : `no end within ${given.deadlineMs / 1000} s`
  throw new Error(`${command} failed (${reason}): ${lastLines(output.stderr || output.stdout)}`)
}

/** The last lines of a text, in one line. */
export function lastLines(text: string, count = 8): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(-count).join(' | ')
}
