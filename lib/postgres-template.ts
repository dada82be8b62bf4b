/** A data folder as initdb makes it, kept in the cache: a copy of it is ten times as fast as another initdb. */
import { createHash, randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { cached, cacheFolder } from './cache-folder.ts'
import { runProcess } from './process.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'
import type { ProcessUser } from './process.ts'
import type { Watchdog } from './watchdog.ts'

/** The superuser of every server that we start. */
export const superuser = 'postgres'

const initdbOptions = [
  `--username=${superuser}`,
  '--auth-host=scram-sha-256',
  '--auth-local=reject',
  '--encoding=UTF8',
  '--locale=C',
  '--no-instructions',
]

/** The C.UTF-8 of PostgreSQL itself, from 17 on: there whatever locales the system has, and the same everywhere. */
const builtinLocale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']

function initdbOptionsOf({ version }: PostgresBinaries): readonly string[] {
  return Number.parseInt(version, 10) < 17 ? initdbOptions : [...initdbOptions, ...builtinLocale]
}

export type TemplateOptions = {
  readonly binaries: PostgresBinaries
  readonly user: ProcessUser | null
  readonly watchdog: Watchdog
  readonly signal?: AbortSignal
}

/**
 * Copies the template to `folder`, which exists and belongs to the server's user. Returns the password of the copy: whoever
 * starts it sets another one.
 */
export async function copyTemplate(folder: string, options: TemplateOptions): Promise<string> {
  const { signal } = options
  const template = await templateFolder(options)
  const args = ['-a', join(template, 'data'), folder]
  // As root, -a keeps the owner. The watchdog finds it by where it works: it must not go on when what it copies is removed.
  await runProcess('cp', { args, cwd: folder, deadlineMs: 60_000, ...(signal && { signal }) })
  return (await readFile(join(template, 'password'), 'utf8')).trim()
}

async function templateFolder(options: TemplateOptions): Promise<string> {
  const { binaries, user, watchdog } = options
  const key = createHash('sha256')
    .update(JSON.stringify(initdbOptionsOf(binaries)))
    .digest('hex')
    .slice(0, 8)
  const uid = user?.uid ?? process.getuid?.() ?? 0
  const name = `template-${binaries.version}-${uid}-${key}`
  const folder = await cacheFolder(user)
  return await cached({ folder, name, watchdog }, async (path) => await makeTemplate(path, options))
}

/** The password is given to initdb in a file that only the server's user can read, and that is gone afterwards. */
async function makeTemplate(path: string, options: TemplateOptions): Promise<void> {
  const { binaries, user, signal } = options
  const password = randomBytes(24).toString('base64url')
  const data = join(path, 'data')
  const given = join(path, 'initdb-password')
  await mkdir(data, { mode: 0o700 })
  await writeFile(given, `${password}\n`, { mode: 0o600, flag: 'wx' })
  if (user !== null) for (const file of [data, given]) await chown(file, user.uid, user.gid)
  const args = ['-D', data, `--pwfile=${given}`, ...initdbOptionsOf(binaries)]
  const limits = { deadlineMs: 120_000, ...(signal && { signal }) }
  await runProcess(binaries.initdb, { args, cwd: path, user, ...limits })
  await rm(given)
  await writeFile(join(path, 'password'), `${password}\n`, { mode: 0o600, flag: 'wx' })
}
