/** Ends processes that are nobody's children any more: what a script left behind when it was killed. */
import { readdirSync, readFileSync } from 'node:fs'

import { isRunning, processesIn, sendSignal } from './process-identity.ts'
import { until } from './wait.ts'
import type { ProcessIdentity } from './process-identity.ts'

/** Our own programs that run inside a temporary folder; a person's shell that stands there is left alone. */
const ours = new Set(['postgres', 'initdb', 'cp'])

/**
 * Ends a process with `signal`, and where that does not help within 1.5 s, it, its group and its descendants with SIGKILL.
 * A process that only has the same id is not touched.
 */
export async function endProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
): Promise<boolean> {
  if (!isRunning(identity)) return false
  const descendants = descendantsOf(identity.pid)
  sendSignal(identity.pid, signal)
  if (await isGoneWithin(identity, 1500)) return true
  // PostgreSQL's backends are groups of their own and, when busy, do not see that the postmaster is gone.
  for (const pid of [-identity.pid, identity.pid, ...descendants]) sendSignal(pid, 'SIGKILL')
  return await isGoneWithin(identity, 1000)
}

/** Ends our programs whose working folder is in `folder`, and returns how many processes that were. */
export async function endProcessesIn(folder: string): Promise<number> {
  const found = processesIn(folder).filter(({ pid }) => ours.has(programOf(pid)))
  await Promise.all(found.map((identity) => endProcess(identity, 'SIGQUIT')))
  return found.length
}

async function isGoneWithin(identity: ProcessIdentity, deadlineMs: number): Promise<boolean> {
  try {
    return await until(() => !isRunning(identity), { what: 'the end', deadlineMs })
  } catch {
    return false
  }
}

function descendantsOf(pid: number): readonly number[] {
  if (process.platform !== 'linux') return []
  const children = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && parentOf(name) === pid,
  )
  return children.flatMap((name) => [Number(name), ...descendantsOf(Number(name))])
}

function parentOf(pid: string): number {
  const text = readProcess(pid, 'stat')
  return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1])
}

function programOf(pid: number): string {
  return readProcess(String(pid), 'comm').trim()
}

function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    // It ended while we looked.
    return ''
  }
}
