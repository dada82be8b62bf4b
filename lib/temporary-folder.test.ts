/** A temporary folder is guarded before it is there, closed to others, and says whose it is. */
import assert from 'node:assert/strict'
import { readFile, realpath, stat, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { test } from 'node:test'

import { identityOf } from './process-identity.ts'
import {
  makePrivateFolder,
  makeTemporaryFolder,
  ownerFile,
  temporaryParents,
} from './temporary-folder.ts'
import { startWatchdog } from './watchdog.ts'

test('makeTemporaryFolder() makes a folder that only we can enter, and removes it', async () => {
  await using watchdog = await startWatchdog()
  const folder = await makeTemporaryFolder('test', { watchdog, user: null })
  assert.match(basename(folder.path), /^cdc-testbench-test-[0-9a-f]{12}$/)
  assert.equal((await stat(folder.path)).mode & 0o777, 0o700)
  const owner = JSON.parse(await readFile(join(folder.path, ownerFile), 'utf8')) as object
  assert.deepEqual({ ...owner, namespace: '' }, { ...identityOf(process.pid), namespace: '' })
  await folder[Symbol.asyncDispose]()
  await assert.rejects(stat(folder.path), /ENOENT/)
})

test('makeTemporaryFolder() makes a folder in memory where there is room, and elsewhere on a disk', async () => {
  await using watchdog = await startWatchdog()
  const space = await statfs('/dev/shm').catch(() => null)
  const hasRoom = space !== null && space.bavail * space.bsize >= 2 * 1024 ** 3
  const folder = await makeTemporaryFolder('test', { watchdog, user: null, inMemory: true })
  assert.equal(dirname(folder.path), hasRoom ? '/dev/shm' : await realpath(tmpdir()))
  assert.ok(temporaryParents().includes('/dev/shm'), 'clean looks there too')
  await folder[Symbol.asyncDispose]()
  await assert.rejects(stat(folder.path), /ENOENT/)
})

const root = process.getuid?.() === 0 ? false : 'only root runs the servers as somebody else'

test(
  'makeTemporaryFolder() lets the servers’ user pass through, not look around',
  { skip: root },
  async () => {
    await using watchdog = await startWatchdog()
    const user = { uid: 54321, gid: 54321 }
    await using folder = await makeTemporaryFolder('test', { watchdog, user })
    assert.equal((await stat(folder.path)).mode & 0o777, 0o711)
    assert.equal((await stat(join(folder.path, ownerFile))).mode & 0o777, 0o600)
    await makePrivateFolder(join(folder.path, 'server'), user)
    const { mode, uid } = await stat(join(folder.path, 'server'))
    assert.deepEqual([mode & 0o777, uid], [0o700, 54321])
  },
)
