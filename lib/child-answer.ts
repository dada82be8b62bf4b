/** Asks a module that runs as a process of its own: the order goes in as JSON by its stdin, the answer comes by its stdout. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

export type Child = ChildProcessByStdio<Writable, Readable, null>

/** `module` is a file of lib/. An abort of the signal kills it. */
export function startChild(module: string, signal: AbortSignal): Child {
  const file = fileURLToPath(new URL(module, import.meta.url))
  const args = ['--import', import.meta.resolve('tsx'), file]
  return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], signal })
}

/** Secrets of the order are in no command line. @throws Error where the process says nothing, or is aborted */
export async function askChild(
  module: string,
  order: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const child = startChild(module, signal)
  const failed = once(child, 'error').then(([error]) => Promise.reject(error as Error))
  child.stdin.end(JSON.stringify(order))
  const said = await Promise.race([text(child.stdout), failed])
  if (said === '') throw new Error(`Cannot run ${module}: it said nothing`)
  return JSON.parse(said)
}
