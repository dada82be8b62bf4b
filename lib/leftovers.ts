/** Finds and removes what a power cut left behind: temporary folders without a living owner, and what runs from them. */
import { existsSync } from 'node:fs'
import { lstat, readdir, readFile, stat } from 'node:fs/promises'
import { uptime } from 'node:os'
import { basename, join } from 'node:path'

import { cacheCandidates } from './cache-folder.ts'
import { messageOf } from './errors.ts'
import { endProcessesIn } from './process-end.ts'
import { identityOf, isRunning, pidNamespace, processesIn } from './process-identity.ts'
import { ownerFile, removeFolder, temporaryParents } from './temporary-folder.ts'

export type Leftovers = {
  readonly removed: readonly string[]
  /** How many processes were ended. */
  readonly processes: number
  /** What may be in use, or could not be removed, with the reason. */
  readonly kept: readonly string[]
}

type Places = { readonly parents: readonly string[]; readonly caches: readonly string[] }

/** A folder that says of nobody whose it is may be one that is just being made, or used by a test. */
const ownerlessHours = 1

/** Removes what nobody uses any more. A stack that runs, whoever's it is, is not touched. */
export async function removeLeftovers(places: Places = defaultPlaces()): Promise<Leftovers> {
  const removed: string[] = []
  const kept: string[] = []
  let processes = 0
  for (const path of await candidatesIn(places)) {
    const reason = await whyKept(path)
    if (reason !== null) kept.push(`${path}: ${reason}`)
    else {
      processes += await endProcessesIn(path)
      await removeFolder(path).then(
        () => removed.push(path),
        (error: unknown) => kept.push(`${path}: ${messageOf(error)}`),
      )
    }
  }
  return { removed, kept, processes }
}

function defaultPlaces(): Places {
  return { parents: temporaryParents(), caches: cacheCandidates(process.env) }
}

/** `cdc-testbench-main` is what an unpacked archive of this repository is called. */
const ourName = /^cdc-testbench-[a-z]+-(?:[0-9a-f]{12}|\w{6})$/

/** Temporary folders, and cache entries that were never put in place. */
async function candidatesIn({ parents, caches }: Places): Promise<readonly string[]> {
  const temporary = await entriesOf(parents, ourName)
  const halfMade = await entriesOf(caches, /\.tmp-\d+-[0-9a-f]{8}$/)
  const all = [...temporary.filter((path) => !caches.includes(path)), ...halfMade]
  const folders = await Promise.all(all.map(async (path) => ((await isOurs(path)) ? path : null)))
  return folders.filter((path) => path !== null)
}

async function entriesOf(folders: readonly string[], name: RegExp): Promise<readonly string[]> {
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder).catch(() => [])
      return names.filter((each) => name.test(each)).map((each) => join(folder, each))
    }),
  )
  return lists.flat()
}

/** Root cleans up after everybody, others after themselves. A symbolic link is never followed. */
async function isOurs(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null)
  const uid = process.getuid?.() ?? 0
  return found !== null && found.isDirectory() && (uid === 0 || found.uid === uid)
}

type Owner = { readonly pid: number; readonly startedAt: string; readonly namespace: string }

/** Null when it can go. */
async function whyKept(path: string): Promise<string | null> {
  const [, maker] = /\.tmp-(\d+)-/.exec(basename(path)) ?? []
  if (maker !== undefined && identityOf(Number(maker)) === null) return null
  const owner = await ownerOf(path)
  if (owner === null) return await whyKeptOwnerless(path)
  if (isRunning(owner)) return `process ${owner.pid} uses it`
  const otherBoot = !owner.startedAt.startsWith(bootOf(identityOf(process.pid)?.startedAt))
  if (otherBoot || owner.namespace === pidNamespace()) return null
  return `process ${owner.pid} of another container may use it`
}

async function whyKeptOwnerless(path: string): Promise<string | null> {
  if (processesIn(path).length > 0) return 'a process stands in it'
  if (existsSync(join(path, 'package-lock.json')))
    return 'it holds package-lock.json, so it is a clone'
  const made = (await stat(path).catch(() => null))?.mtimeMs ?? 0
  if (made < Date.now() - uptime() * 1000) return null
  if (made < Date.now() - ownerlessHours * 3_600_000) return null
  return 'it is new and says of nobody whose it is'
}

async function ownerOf(path: string): Promise<Owner | null> {
  try {
    return JSON.parse(await readFile(join(path, ownerFile), 'utf8')) as Owner
  } catch {
    // None was written, or not to the end.
    return null
  }
}

/** The boot that an identity belongs to: what stands before the clock ticks. */
function bootOf(startedAt = ''): string {
  return startedAt.slice(0, startedAt.indexOf(':') + 1)
}
