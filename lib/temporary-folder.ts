/** A temporary folder that is removed on every way out, and that says whose it is. */
import { randomBytes } from 'node:crypto'
import { chown, mkdir, realpath, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { UnreachableError } from './errors.ts'
import { identityOf, pidNamespace } from './process-identity.ts'
import { canEnter } from './server-user.ts'
import type { ProcessUser } from './process.ts'
import type { Watchdog } from './watchdog.ts'

/** In every temporary folder: the process that it belongs to. `scripts/clean.ts` leaves it alone while that runs. */
export const ownerFile = 'owner.json'

export type TemporaryFolder = AsyncDisposable & { readonly path: string }

export type TemporaryFolderOptions = {
  readonly watchdog: Watchdog
  /** Who has to pass through it, where that is another one. */
  readonly user: ProcessUser | null
  /** In memory, where the system has a folder for that with room: for few files that come and go all the time. */
  readonly inMemory?: boolean
}

/**
 * Makes `cdc-testbench-<name>-<random>` in the folder for temporary files, which the watchdog guards before it exists. Others may
 * pass through it only where `user` has to.
 */
export async function makeTemporaryFolder(
  name: string,
  { watchdog, user, inMemory = false }: TemporaryFolderOptions,
): Promise<TemporaryFolder> {
  const random = randomBytes(6).toString('hex')
  const parent = await temporaryParent(user, {
    inMemory: inMemory && (await hasRoom(memoryFolder)),
  })
  const path = join(parent, `cdc-testbench-${name}-${random}`)
  watchdog.guard({ folder: path })
  await mkdir(path, { mode: user === null ? 0o700 : 0o711 })
  const owner = JSON.stringify({ ...identityOf(process.pid), namespace: pidNamespace() })
  await writeFile(join(path, ownerFile), `${owner}\n`, { mode: 0o600 })
  return { path, [Symbol.asyncDispose]: async () => await removeFolder(path) }
}

/** Makes a folder that only the server's user can look into. */
export async function makePrivateFolder(path: string, user: ProcessUser | null): Promise<void> {
  await mkdir(path, { mode: 0o700 })
  if (user !== null) await chown(path, user.uid, user.gid)
}

/** A server that ends while its folder is removed may still write into it: hence the retries. */
export async function removeFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 })
}

/** Linux keeps it in memory. */
const memoryFolder = '/dev/shm'

/** Containers often have 64 MiB there. */
const memoryBytesMin = 2 * 1024 ** 3

async function hasRoom(folder: string): Promise<boolean> {
  const space = await statfs(folder).catch(() => null)
  return space !== null && space.bavail * space.bsize >= memoryBytesMin
}

/** Root's TMPDIR may be closed to the servers' user; then /tmp or /var/tmp. */
async function temporaryParent(
  user: ProcessUser | null,
  { inMemory }: { readonly inMemory: boolean },
): Promise<string> {
  const folders = inMemory ? [memoryFolder, ...diskFolders()] : diskFolders()
  for (const folder of folders) {
    const path = await realpath(folder).catch(() => null)
    if (path !== null && (await canEnter(path, user))) return path
  }
  throw new UnreachableError(
    `Cannot use ${folders.join(', ')} for temporary files: not there, or closed to the user that runs PostgreSQL`,
  )
}

/** Where temporary folders may be. */
export function temporaryParents(): readonly string[] {
  return [...new Set([...diskFolders(), memoryFolder])]
}

function diskFolders(): readonly string[] {
  return [...new Set([tmpdir(), '/tmp', '/var/tmp'])]
}
