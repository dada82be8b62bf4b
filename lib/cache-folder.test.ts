/** The cache is where it may be and nobody else can write, and its entries come into being at once. */
import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { cached, cacheFolder } from './cache-folder.ts'
import type { Watchdog } from './watchdog.ts'

type Scratch = AsyncDisposable & { readonly path: string }

async function scratchFolder(): Promise<Scratch> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'cdc-testbench-cache-')))
  await chmod(path, 0o755)
  return { path, [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }) }
}

/** Keeps what it is told to guard. */
function notingWatchdog(): Watchdog & { readonly guarded: unknown[] } {
  const guarded: unknown[] = []
  const ready = Promise.resolve()
  return {
    guarded,
    ready,
    guard: (what) => void guarded.push(what),
    [Symbol.asyncDispose]: async () => await ready,
  }
}

const stranger = { uid: 54321, gid: 54321 }

test('cacheFolder() makes the folder that CDC_CACHE names', async () => {
  await using scratch = await scratchFolder()
  const asked = join(scratch.path, 'deep/cache')
  assert.equal(await cacheFolder(null, { CDC_CACHE: asked }), asked)
})

test('cacheFolder() uses ~/.cache', async () => {
  await using scratch = await scratchFolder()
  const expected = join(scratch.path, '.cache/cdc-testbench')
  assert.equal(await cacheFolder(null, { HOME: scratch.path }), expected)
})

test('cacheFolder() makes nothing in a home that is closed to the servers’ user', async () => {
  await using scratch = await scratchFolder()
  await chmod(scratch.path, 0o700)
  assert.match(await cacheFolder(stranger, { HOME: scratch.path }), /^\/var\/tmp\/cdc-testbench/)
  assert.deepEqual(await readdir(scratch.path), [])
})

test('cacheFolder() says why CDC_CACHE does not fit, and uses no other', async () => {
  await using scratch = await scratchFolder()
  const open = join(scratch.path, 'open')
  await mkdir(open)
  await chmod(open, 0o777)
  await assert.rejects(cacheFolder(null, { CDC_CACHE: open }), /open can be written by others$/)
  const file = join(scratch.path, 'file')
  await writeFile(file, '')
  await assert.rejects(cacheFolder(null, { CDC_CACHE: file }), /file cannot be made/)
  await chmod(scratch.path, 0o700)
  const closed = cacheFolder(stranger, { CDC_CACHE: join(scratch.path, 'cache') })
  await assert.rejects(closed, /cache is closed to the user that runs PostgreSQL$/)
})

test('cached() makes an entry once, also where two ask for it at once', async () => {
  await using scratch = await scratchFolder()
  const watchdog = notingWatchdog()
  const entry = { folder: scratch.path, name: 'entry', watchdog }
  let made = 0
  async function make(path: string): Promise<void> {
    made += 1
    await writeFile(join(path, 'file'), 'whole')
  }
  const paths = await Promise.all([cached(entry, make), cached(entry, make)])
  paths.push(await cached(entry, make))
  assert.deepEqual([made, new Set(paths).size], [1, 1])
  assert.equal(await readFile(join(scratch.path, 'entry/file'), 'utf8'), 'whole')
  assert.deepEqual(await readdir(scratch.path), ['entry'])
})

test('cached() leaves nothing of an entry that failed, and guards it while it is made', async () => {
  await using scratch = await scratchFolder()
  const watchdog = notingWatchdog()
  const entry = { folder: scratch.path, name: 'entry', watchdog }
  const halfMade: string[] = []
  const failing = cached(entry, async (path) => {
    halfMade.push(path)
    await writeFile(join(path, 'file'), 'half')
    throw new Error('no space left')
  })
  await assert.rejects(failing, /no space left/)
  assert.deepEqual(watchdog.guarded, [{ folder: halfMade[0] }])
  assert.deepEqual(await readdir(scratch.path), [])
  await cached(entry, async (path) => await writeFile(join(path, 'file'), 'whole'))
  assert.deepEqual(await readdir(scratch.path), ['entry'])
})

test('cached() keeps the entry that another run put in place meanwhile', async () => {
  await using scratch = await scratchFolder()
  const entry = { folder: scratch.path, name: 'entry', watchdog: notingWatchdog() }
  await cached(entry, async (path) => {
    await writeFile(join(path, 'file'), 'ours')
    await mkdir(join(scratch.path, 'entry'))
    await writeFile(join(scratch.path, 'entry/file'), 'theirs')
  })
  assert.equal(await readFile(join(scratch.path, 'entry/file'), 'utf8'), 'theirs')
  assert.deepEqual(await readdir(scratch.path), ['entry'])
})
