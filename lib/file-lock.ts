/** A file that one process at a time may have: FILE.lock beside it says which, and is stale once that process is gone. */
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'

import { UsageError } from './errors.ts'
import { identityOf, isRunning, pidNamespace } from './process-identity.ts'
import type { ProcessIdentity } from './process-identity.ts'

type Holder = ProcessIdentity & { readonly namespace: string }

/**
 * Takes the lock of the file, which need not be there. Closing gives it back.
 *
 * @throws UsageError when another process has it, or one of another container, of which nobody can tell; the system's error
 * where the folder cannot be written.
 */
export async function lockFile(path: string): Promise<AsyncDisposable> {
  const lock = `${path}.lock`
  const own = `${lock}-${process.pid}`
  const identity = identityOf(process.pid)
  if (identity === null) throw new Error('Cannot lock a file: this process is not to be seen')
  await rm(own, { force: true })
  // Written aside and then linked, so that nobody ever sees a lock without its holder.
  await writeFile(own, JSON.stringify({ ...identity, namespace: pidNamespace() }), { flag: 'wx' })
  try {
    while (!(await takes(own, lock))) await removeStale(path, lock)
  } finally {
    await rm(own, { force: true })
  }
  return { [Symbol.asyncDispose]: async () => await rm(lock, { force: true }) }
}

async function takes(own: string, lock: string): Promise<boolean> {
  try {
    await link(own, lock)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function removeStale(path: string, lock: string): Promise<void> {
  const holder = await holderOf(lock)
  if (holder === null) return
  refuseHeld(path, holder)
  // Two that find it stale at once: what was moved away is looked at again, for it may be the lock of the faster one.
  const moved = `${lock}-stale-${process.pid}`
  try {
    await rename(lock, moved)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  try {
    const found = await holderOf(moved)
    if (found !== null && isHeld(found)) await takes(moved, lock)
  } finally {
    await rm(moved, { force: true })
  }
}

function refuseHeld(path: string, holder: Holder): void {
  if (!isHeld(holder)) return
  throw new UsageError(
    holder.namespace === pidNamespace()
      ? `Cannot use "${path}": process ${holder.pid} uses it`
      : `Cannot use "${path}": a process of another container uses it; if it is gone, remove ${path}.lock`,
  )
}

function isHeld(holder: Holder): boolean {
  return holder.namespace !== pidNamespace() || isRunning(holder)
}

/** Null: there is none. What cannot be read is nobody's. */
async function holderOf(lock: string): Promise<Holder | null> {
  let text: string
  try {
    text = await readFile(lock, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
  const nobody = { pid: 0, startedAt: '', namespace: pidNamespace() }
  try {
    return { ...nobody, ...(JSON.parse(text) as Partial<Holder> | null) }
  } catch {
    return nobody
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
