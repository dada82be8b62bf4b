/** The stack as root in a clone that is closed to others, and as an ordinary user: the same servers either way. */
import assert from 'node:assert/strict'
import { chmod, chown, cp, mkdtemp, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { postgresBinaries, usable } from './postgres-binaries.ts'
import { nodeArguments, runProcess } from './process.ts'
import { canEnter, serverUser } from './server-user.ts'
import { startWatchdog } from './watchdog.ts'
import type { ProcessUser } from './process.ts'

const user = await serverUser()
const skip = user === null ? 'only root can be somebody else' : false

type Place = AsyncDisposable & { readonly path: string }

async function place(): Promise<Place> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'cdc-testbench-users-')))
  await chmod(path, 0o755)
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }) }
}

test(
  'as root, binaries in a closed folder are copied to where the servers’ user can run them',
  { skip },
  async () => {
    await using folder = await place()
    await using watchdog = await startWatchdog()
    const installed = await postgresBinaries({ user: null, watchdog })
    const closed = join(folder.path, 'closed')
    const native = join(closed, 'native')
    await cp(dirname(dirname(installed.postgres)), native, {
      recursive: true,
      verbatimSymlinks: true,
    })
    await chmod(closed, 0o700)
    const args = ['--version']
    const asUser = { args, cwd: '/', user, deadlineMs: 20_000 }
    await assert.rejects(runProcess(join(native, 'bin/postgres'), asUser))
    const binaries = await inCache(
      join(folder.path, 'cache'),
      async () => await usable({ native, version: '1' }, { user, watchdog }),
    )
    assert.ok(binaries.postgres.startsWith(join(folder.path, 'cache/')))
    assert.match(await runProcess(binaries.postgres, asUser), /PostgreSQL/)
    // Root's copy is not for the servers' user to change.
    assert.equal((await stat(binaries.postgres)).uid, 0)
  },
)

test(
  'an ordinary user starts a stack as himself',
  { skip: skip || (await whyClosed(user)) },
  async () => {
    await using folder = await place()
    const { uid, gid } = user ?? { uid: 0, gid: 0 }
    await chown(folder.path, uid, gid)
    const file = join(folder.path, 'stack.mts')
    const stack = fileURLToPath(new URL('stack.ts', import.meta.url))
    await writeFile(
      file,
      `import { statSync, readFileSync } from 'node:fs'
     import { startEmbeddedStack } from '${stack}'
     await using stack = await startEmbeddedStack({ signal: new AbortController().signal, progress: () => {} })
     console.log(JSON.stringify(stack.pids.map((pid) => statSync('/proc/' + pid).uid)))`,
    )
    const said = await runProcess(process.execPath, {
      args: nodeArguments(new URL(`file://${file}`)),
      cwd: folder.path,
      user,
      env: { PATH: process.env['PATH'], HOME: folder.path, TMPDIR: folder.path },
      deadlineMs: 120_000,
    })
    assert.deepEqual(JSON.parse(said), [uid, uid, uid])
    // His cache is his own, and nothing else is left.
    const left = await readdir(folder.path)
    assert.deepEqual(
      left.filter((name) => name.startsWith('cdc-testbench-')),
      [],
    )
  },
)

async function inCache<T>(cache: string, act: () => Promise<T>): Promise<T> {
  const { CDC_CACHE: before } = process.env
  process.env['CDC_CACHE'] = cache
  try {
    return await act()
  } finally {
    if (before === undefined) delete process.env['CDC_CACHE']
    else process.env['CDC_CACHE'] = before
  }
}

/** Somebody else cannot run a clone that is closed to him. */
async function whyClosed(other: ProcessUser | null): Promise<string | false> {
  const clone = dirname(fileURLToPath(import.meta.url))
  return (await canEnter(clone, other)) ? false : 'this clone is closed to other users'
}
