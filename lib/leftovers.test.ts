/** What nobody uses is removed; what somebody may use is left alone, and named. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir, uptime } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { removeLeftovers } from './leftovers.ts'
import { startProcess } from './process.ts'
import { endProcess } from './process-end.ts'
import { identityOf, pidNamespace } from './process-identity.ts'
import { startPostgres } from './stack-postgres.ts'
import { ownerFile } from './temporary-folder.ts'

type Scratch = AsyncDisposable & {
  readonly path: string
  readonly clean: () => ReturnType<typeof removeLeftovers>
  readonly make: (name: string, owner?: object) => Promise<string>
}

async function scratch(): Promise<Scratch> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'cdc-testbench-leftovers-')))
  async function make(name: string, owner?: object): Promise<string> {
    const folder = join(path, name)
    await mkdir(folder, { recursive: true })
    if (owner !== undefined) await writeFile(join(folder, ownerFile), JSON.stringify(owner))
    return folder
  }
  return {
    path,
    make,
    clean: async () =>
      await removeLeftovers({ parents: [path], caches: [join(path, 'cdc-testbench-cache')] }),
    [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }),
  }
}

const namespace = pidNamespace()
const own = identityOf(process.pid) ?? { pid: 0, startedAt: '' }
const gone = { pid: 2 ** 22 + 1, startedAt: own.startedAt, namespace }
const otherBoot = { ...gone, pid: process.pid, startedAt: 'another-boot:1', namespace: 'pid:[1]' }

const linux = process.platform === 'linux' ? false : 'needs /proc'

type Story = readonly [story: string, owner: object | undefined, removed: boolean]

const stories: readonly Story[] = [
  ['removes a folder whose owner is gone', gone, true],
  ['removes a folder of an earlier boot, whatever has its id now', otherBoot, true],
  [
    'removes what says that the owner had our id and another start',
    { ...own, startedAt: `${own.startedAt}1`, namespace },
    true,
  ],
  ['leaves a folder whose owner runs', { ...own, namespace }, false],
  ['leaves a folder of another container', { ...gone, namespace: 'pid:[1]' }, false],
  ['leaves a new folder that says of nobody whose it is', undefined, false],
]

for (const [story, owner, removed] of stories) {
  test(`removeLeftovers() ${story}`, { skip: linux }, async () => {
    await using place = await scratch()
    const folder = await place.make('cdc-testbench-stack-0123456789ab', owner)
    const found = await place.clean()
    assert.equal(existsSync(folder), !removed)
    assert.deepEqual(found.removed, removed ? [folder] : [])
    assert.equal(found.kept.length, removed ? 0 : 1)
  })
}

test('removeLeftovers() removes an old folder that says of nobody whose it is', async () => {
  await using place = await scratch()
  const folder = await place.make('cdc-testbench-script-AbCdEf')
  const old = Date.now() / 1000 - 2 * 3600
  await utimes(folder, old, old)
  assert.deepEqual((await place.clean()).removed, [folder])
})

test('removeLeftovers() touches nothing else: other names, files, links, the cache itself', async () => {
  await using place = await scratch()
  const other = await place.make('somebody-else', gone)
  const cache = await place.make('cdc-testbench-cache', gone)
  const unpacked = await place.make('cdc-testbench-main')
  const clone = await place.make('cdc-testbench-clone-012345')
  await writeFile(join(clone, 'package-lock.json'), '{}')
  for (const path of [unpacked, clone]) await utimes(path, 1, 1)
  const entry = await place.make('cdc-testbench-cache/template-18', gone)
  await symlink(other, join(place.path, 'cdc-testbench-link-0123456789ab'))
  await writeFile(join(place.path, 'cdc-testbench-file'), '')
  const kept = [`${clone}: it holds package-lock.json, so it is a clone`]
  assert.deepEqual(await place.clean(), { removed: [], kept, processes: 0 })
  for (const path of [other, cache, entry, unpacked, clone]) assert.equal(existsSync(path), true)
})

test('removeLeftovers() removes a cache entry whose maker is gone, not one in the making', async () => {
  await using place = await scratch()
  const [half, making] = [`a.tmp-${gone.pid}-01234567`, `b.tmp-${process.pid}-01234567`]
  await place.make(`cdc-testbench-cache/${half}`)
  await place.make(`cdc-testbench-cache/${making}`)
  const { removed, kept } = await place.clean()
  assert.deepEqual(removed, [join(place.path, 'cdc-testbench-cache', half)])
  assert.equal(kept.length, 1)
})

test('removeLeftovers() ends the server of an owner that is gone', { skip: linux }, async () => {
  await using place = await scratch()
  // The servers' user must be able to pass through.
  await chmod(place.path, 0o711)
  const folder = await place.make('cdc-testbench-stack-0123456789ab', gone)
  await chmod(folder, 0o711)
  await using server = await startPostgres({ name: 'orphan', folder })
  const identity = identityOf(server.pid)
  const { removed, processes } = await place.clean()
  assert.deepEqual(removed, [folder])
  assert.ok(processes >= 1)
  assert.ok(identity !== null)
  assert.notDeepEqual(identityOf(server.pid), identity)
})

test(
  'removeLeftovers() leaves a folder without owner where somebody stands',
  { skip: linux },
  async () => {
    await using place = await scratch()
    const folder = await place.make('cdc-testbench-test-AbCdEf')
    const beforeBoot = Date.now() / 1000 - uptime() - 2 * 3600
    await utimes(folder, beforeBoot, beforeBoot)
    const shell = await startProcess(process.execPath, {
      args: ['-e', 'setInterval(() => {}, 1000)'],
      cwd: folder,
      stdio: 'ignore',
    })
    try {
      const { removed, kept } = await place.clean()
      assert.deepEqual([removed.length, kept.length], [0, 1])
      assert.match(kept[0] ?? '', /a process stands in it/)
    } finally {
      await endProcess(shell.identity, 'SIGKILL')
    }
  },
)
