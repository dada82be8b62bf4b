/** A stream's file is complete, or it has not its name. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { openAtomicStream } from './atomic-stream.ts'

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-stream-'))
  try {
    await run(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

test('openAtomicStream() gives the file its name only when it is complete', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'r.jsonl')
    await using stream = await openAtomicStream(path)
    const block = `${'表'.repeat(100_000)}\n`
    for (let index = 0; index < 20; index += 1) await stream.append(block)
    assert.deepEqual(await readdir(folder), [`r.jsonl.tmp-${process.pid}`])
    await stream.append('last')
    await stream.finish()
    assert.deepEqual(await readdir(folder), ['r.jsonl'])
    assert.equal(await readFile(path, 'utf8'), `${block.repeat(20)}last`)
  }))

test('openAtomicStream() keeps the order of callers that do not wait', () =>
  withFolder(async (folder) => {
    await using stream = await openAtomicStream(join(folder, 'r.jsonl'))
    const lines = Array.from({ length: 50_000 }, (_, index) => `${index} ${'x'.repeat(20)}\n`)
    await Promise.all(lines.map((line) => stream.append(line)))
    await stream.finish()
    assert.equal(await readFile(join(folder, 'r.jsonl'), 'utf8'), lines.join(''))
  }))

test('openAtomicStream() removes what stood there, sets aside what is partial, and leaves no more', () =>
  withFolder(async (folder) => {
    const path = join(folder, 'r.csv')
    for (const name of ['r.csv', 'r.csv.partial']) await writeFile(join(folder, name), 'yesterday')
    const stream = await openAtomicStream(path)
    assert.equal(await readFile(path, 'utf8'), 'yesterday')
    await stream.clear()
    assert.deepEqual(await readdir(folder), [`r.csv.tmp-${process.pid}`])
    await stream.append('half')
    assert.equal(await stream.setAside(), `${path}.partial`)
    await stream[Symbol.asyncDispose]()
    assert.deepEqual(await readdir(folder), ['r.csv.partial'])
    assert.equal(await readFile(`${path}.partial`, 'utf8'), 'half')
  }))

test('openAtomicStream() leaves nothing where it was never finished', () =>
  withFolder(async (folder) => {
    const stream = await openAtomicStream(join(folder, 'r.csv'))
    await stream.append('x')
    await stream[Symbol.asyncDispose]()
    await stream[Symbol.asyncDispose]()
    assert.deepEqual(await readdir(folder), [])
    await assert.rejects(openAtomicStream(folder), /it is a folder/)
    await assert.rejects(openAtomicStream(join(folder, 'no', 'r.csv')), /ENOENT/)
  }))
