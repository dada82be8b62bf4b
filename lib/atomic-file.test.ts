/** A file is whole or not there, whatever happens to the one who writes it. */
import assert from 'node:assert/strict'
import { mkdtemp, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { openAtomicFile } from './atomic-file.ts'

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-atomic-'))
  try {
    await run(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test('openAtomicFile() leaves the old file alone until the new one is whole', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'r.json')
    await writeFile(path, 'old')
    await using file = await openAtomicFile(path)
    assert.deepEqual(await readdir(folder), ['r.json', `r.json.tmp-${process.pid}`])
    assert.equal(await readFile(path, 'utf8'), 'old')
    await file.write('new')
    assert.equal(await readFile(path, 'utf8'), 'new')
    assert.deepEqual(await readdir(folder), ['r.json'])
    await file.write('newer')
    assert.equal(await readFile(path, 'utf8'), 'newer')
  }))

test('openAtomicFile() leaves nothing behind where nothing was written', () =>
  withFolder(async (folder) => {
    const file = await openAtomicFile(join(folder, 'r.prom'))
    await file[Symbol.asyncDispose]()
    await file[Symbol.asyncDispose]()
    assert.deepEqual(await readdir(folder), [])
  }))

test('openAtomicFile() follows a symbolic link, and never writes through a planted one', () =>
  withFolder(async (folder) => {
    const [real, link] = [join(folder, 'real.json'), join(folder, 'link.json')]
    const victim = join(folder, 'victim')
    await writeFile(real, 'old')
    await writeFile(victim, 'untouched')
    await symlink(real, link)
    await symlink(victim, `${real}.tmp-${process.pid}`)
    await using file = await openAtomicFile(link)
    await file.write('new')
    assert.equal(await readFile(real, 'utf8'), 'new')
    assert.equal(await readFile(link, 'utf8'), 'new')
    assert.equal(await readFile(victim, 'utf8'), 'untouched')
  }))

test('openAtomicFile() refuses a folder, and a place in a folder that is not there', () =>
  withFolder(async (folder) => {
    await mkdir(join(folder, 'r.json'))
    await assert.rejects(openAtomicFile(join(folder, 'r.json')), /it is a folder/)
    await assert.rejects(openAtomicFile(join(folder, 'no', 'r.json')), /ENOENT/)
  }))
