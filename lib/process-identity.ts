/** Which process is meant: its id and its start, so that another one that got the same id is never taken for it. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export type ProcessIdentity = { readonly pid: number; readonly startedAt: string }

/** The process as it is now; null when there is none, or only its unreaped remains. */
export function identityOf(pid: number): ProcessIdentity | null {
  if (process.platform !== 'linux') return identityByPs(pid)
  try {
    // The name stands in brackets and may hold anything; the state is field 3, the start in clock ticks field 22.
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    return { pid, startedAt: `${bootId()}:${fields[19]}` }
  } catch (error) {
    return absent(error, null)
  }
}

/** True while this very process runs. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return identityOf(pid)?.startedAt === startedAt
}

/** Sends a signal to a process, or to its group; false when it was already gone. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch (error) {
    return absent(error, false)
  }
}

/** The processes whose working folder is `folder` or lies in it. Linux only: elsewhere none. */
export function processesIn(folder: string): readonly ProcessIdentity[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && isInside(workingFolder(name), folder))
    .flatMap((name) => identityOf(Number(name)) ?? [])
}

/** Which processes we can see: those of another container have ids of their own. Empty where there is no such thing. */
export function pidNamespace(): string {
  try {
    return process.platform === 'linux' ? readlinkSync('/proc/self/ns/pid') : ''
  } catch (error) {
    return absent(error, '')
  }
}

function workingFolder(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch (error) {
    return absent(error, '')
  }
}

function isInside(path: string, folder: string): boolean {
  // The kernel marks a folder that was removed under the process.
  const plain = path.replace(/ \(deleted\)$/, '')
  return plain === folder || plain.startsWith(`${folder}/`)
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
}

function identityByPs(pid: number): ProcessIdentity | null {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
  })
  const [state = '', ...started] = stdout.trim().split(/\s+/)
  return state === '' || state.startsWith('Z') ? null : { pid, startedAt: started.join(' ') }
}

const absence = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM'])

/** `otherwise` where the error says that a process is gone or not ours to see. */
function absent<T>(error: unknown, otherwise: T): T {
  if (error instanceof Error && 'code' in error && absence.has(String(error.code))) return otherwise
  throw error
}
