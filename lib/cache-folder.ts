/** The cache folder: what is made once and used by every run, never written in place. */
import { randomBytes } from 'node:crypto'
import { lstat, mkdir, realpath, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

import { messageOf, UnreachableError } from './errors.ts'
import { canEnter } from './server-user.ts'
import type { ProcessUser } from './process.ts'
import type { Watchdog } from './watchdog.ts'

/**
 * The first of CDC_CACHE, ~/.cache/cdc-testbench and /var/tmp/cdc-testbench that is ours alone to write and that `user` can enter.
 *
 * @throws UnreachableError where CDC_CACHE is set and does not fit, or none does.
 */
export async function cacheFolder(
  user: ProcessUser | null,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const candidates = cacheCandidates(environment)
  const reasons: string[] = []
  for (const folder of candidates) {
    const reason = await whyUnfit(folder, user)
    if (reason === null) return await realpath(folder)
    reasons.push(`${folder} ${reason}`)
  }
  const hint = candidates.length > 1 ? '; set CDC_CACHE to a folder' : ''
  throw new UnreachableError(`Cannot use a cache folder: ${reasons.join(', ')}${hint}`)
}

/** Where the cache may be. The last one is for a second user of a machine where the first one has no home either. */
export function cacheCandidates(environment: NodeJS.ProcessEnv): readonly string[] {
  const asked = environment['CDC_CACHE'] ?? ''
  if (asked !== '') return [resolve(asked)]
  const shared = '/var/tmp/cdc-testbench'
  const home = environment['HOME'] ?? homedir()
  return [join(home, '.cache/cdc-testbench'), shared, `${shared}-${process.getuid?.() ?? 0}`]
}

export type CacheEntry = {
  readonly folder: string
  readonly name: string
  readonly watchdog: Watchdog
}

/** What this process is making right now: two servers that start together need the same entry. */
const making = new Map<string, Promise<void>>()

/**
 * The cached entry `name`, made by `make` in a folder of its own when it is not there, and put in place by rename: another run
 * sees all of it or nothing. Where two runs make it at once, the first one stays. The watchdog removes what a killed run had
 * half made.
 */
export async function cached(
  { folder, name, watchdog }: CacheEntry,
  make: (path: string) => Promise<void>,
): Promise<string> {
  const path = join(folder, name)
  if (await isFolder(path)) return path
  const made = making.get(path) ?? makeEntry({ path, watchdog, make })
  making.set(path, made)
  try {
    await made
  } finally {
    making.delete(path)
  }
  return path
}

type Making = {
  readonly path: string
  readonly watchdog: Watchdog
  readonly make: (path: string) => Promise<void>
}

async function makeEntry({ path, watchdog, make }: Making): Promise<void> {
  const made = `${path}.tmp-${process.pid}-${randomBytes(4).toString('hex')}`
  watchdog.guard({ folder: made })
  try {
    await mkdir(made, { mode: 0o711 })
    await make(made)
    await rename(made, path).catch(async (error: unknown) => {
      if (!(await isFolder(path))) throw error
    })
  } finally {
    await rm(made, { recursive: true, force: true })
  }
}

/** Programs are run from here: nobody else may be able to put one there. */
async function whyUnfit(folder: string, user: ProcessUser | null): Promise<string | null> {
  const closed = 'is closed to the user that runs PostgreSQL'
  try {
    if (!(await canEnter(await nearestFolder(folder), user))) return closed
    await mkdir(folder, { recursive: true, mode: 0o755 })
    const link = await lstat(folder)
    const found = await stat(folder)
    const uid = process.getuid?.() ?? found.uid
    if (!found.isDirectory()) return 'is not a folder'
    if (found.uid !== uid || link.uid !== uid) return 'belongs to somebody else'
    if ((found.mode & 0o022) !== 0) return 'can be written by others'
    return (await canEnter(await realpath(folder), user)) ? null : closed
  } catch (error) {
    return `cannot be made (${messageOf(error)})`
  }
}

/** The folder itself, or the first one above it that is there. */
async function nearestFolder(folder: string): Promise<string> {
  return (await isFolder(folder)) ? await realpath(folder) : nearestFolder(dirname(folder))
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
