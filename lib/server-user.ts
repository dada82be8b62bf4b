/** Whom the servers run as: ourselves, or, because PostgreSQL refuses to run as root, an unprivileged user. */
import { constants } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

import { UnreachableError } from './errors.ts'
import { runProcess } from './process.ts'
import type { ProcessUser } from './process.ts'

/** Most fitting first: the account meant for it, then those that own nothing. */
const fitting = ['postgres', '_postgres', 'cdc-testbench', 'nobody', 'daemon']

/**
 * Null where the servers run as we do. As root it is an existing account, and a new system user only where none fits.
 *
 * @throws UnreachableError where there is none and none can be made.
 */
export async function serverUser(): Promise<ProcessUser | null> {
  if (process.getuid?.() !== 0) return null
  return fittingUser(await readFile('/etc/passwd', 'utf8')) ?? (await makeUser())
}

/** The most fitting unprivileged account of a passwd file. */
export function fittingUser(passwd: string): ProcessUser | null {
  const accounts = passwd.split('\n').map((line) => line.split(':'))
  for (const name of fitting) {
    const [, , uid, gid] = accounts.find(([account]) => account === name) ?? []
    const user = { uid: Number(uid), gid: Number(gid) }
    if (user.uid > 0 && user.gid > 0) return user
  }
  return null
}

/** The group 0 is root's own: an account in it does not count as unprivileged. */
async function makeUser(): Promise<ProcessUser> {
  const home = ['--home-dir', '/nonexistent', '--no-create-home', '--shell', '/usr/sbin/nologin']
  const ways: readonly (readonly [string, readonly string[]])[] = [
    ['useradd', ['--system', '--user-group', ...home, 'cdc-testbench']],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', 'cdc-testbench']],
  ]
  const failures: unknown[] = []
  for (const [command, args] of ways) {
    try {
      await runProcess(command, { args, cwd: '/', deadlineMs: 10_000 })
      const made = fittingUser(await readFile('/etc/passwd', 'utf8'))
      if (made !== null) return made
    } catch (error) {
      failures.push(error)
    }
  }
  throw new UnreachableError(
    'Cannot start PostgreSQL as root: there is no unprivileged user and none could be made; run as an ordinary user',
    { cause: failures[0] },
  )
}

/** True when `user` may pass through `folder` and all the folders above it. Null is ourselves: what we reach, we may enter. */
export async function canEnter(folder: string, user: ProcessUser | null): Promise<boolean> {
  if (user === null) return true
  const { mode, uid, gid } = await stat(folder)
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0
  if (((mode >> shift) & constants.X_OK) === 0) return false
  return folder === '/' || (await canEnter(dirname(folder), user))
}
