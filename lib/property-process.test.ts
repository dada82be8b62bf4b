/** The process that runs files of properties one after another: what each file did is told of that file and no other. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { startPropertyProcess } from './property-process.ts'
import type { FileRun, PropertyProcess } from './property-process.ts'
import type { PropertyResult } from './property-result.ts'

const law = `
  import * as fc from ${JSON.stringify(import.meta.resolve('fast-check'))}
  import { propertiesOf } from ${JSON.stringify(new URL('property.ts', import.meta.url).href)}
  import { shared } from ${JSON.stringify(new URL('property-given.ts', import.meta.url).href)}
  const property = propertiesOf(import.meta.url)`

type Scratch = AsyncDisposable & {
  readonly process: PropertyProcess
  readonly told: readonly PropertyResult[]
  readonly run: (name: string, body: string) => Promise<FileRun>
}

async function scratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-laws-'))
  const told: PropertyResult[] = []
  const process = await startPropertyProcess({
    profile: 'mutation',
    seed: 1,
    replay: undefined,
    signal: new AbortController().signal,
    tell: (result) => told.push(result),
  })
  return {
    process,
    told,
    run: async (name, body) => {
      const path = join(folder, `${name}.test.mjs`)
      await writeFile(path, `${law}\n${body}`)
      return await process.run({ path, server: null })
    },
    [Symbol.asyncDispose]: async () => {
      await process.end()
      await rm(folder, { recursive: true })
    },
  }
}

function holds(slug: string, body: string): string {
  return `property('${slug}', 'it holds', { arbitrary: fc.nat(), holds: () => ${body} })`
}

function verdicts({ properties }: FileRun): readonly string[] {
  return properties.map(({ name, verdict }) => `${name}: ${verdict}`)
}

test('a process tells the laws of each file with that file, and goes on behind one that cannot be loaded', async () => {
  await using files = await scratch()
  const first = await files.run('one', `${holds('yes', 'true')}; ${holds('no', 'false')}`)
  assert.deepEqual([verdicts(first), first.problem], [['it holds: pass', 'it holds: fail'], null])
  const broken = await files.run('two', `${holds('yes', 'true')}; throw new Error('no such thing')`)
  assert.deepEqual([verdicts(broken), broken.problem], [['it holds: pass'], 'no such thing'])
  const last = await files.run('three', holds('yes', 'true'))
  assert.deepEqual([verdicts(last), last.problem], [['it holds: pass'], null])
  assert.equal(files.told.length, 4)
  const { ended, tap } = await files.process.end()
  assert.equal(ended, 'exit code 1')
  assert.match(tap, /^TAP version 13\n/)
  assert.equal(tap.match(/^(?:not )?ok /gm)?.length, 4)
})

test('what a file was checked with is closed before the next file', async () => {
  await using files = await scratch()
  const opened = `const given = shared(async () => {
    globalThis.isOpen = true
    return { [Symbol.asyncDispose]: async () => (globalThis.isOpen = false) }
  })
  property('open', 'it is open', { given, arbitrary: fc.nat(), holds: () => globalThis.isOpen })`
  assert.deepEqual(verdicts(await files.run('one', opened)), ['it is open: pass'])
  const closed = holds('closed', 'globalThis.isOpen === false')
  assert.deepEqual(verdicts(await files.run('two', closed)), ['it holds: pass'])
})

test('what cannot be closed is a problem of its file', async () => {
  await using files = await scratch()
  const stuck = `const given = shared(async () => ({
    [Symbol.asyncDispose]: async () => { throw new Error('it is stuck') }
  }))
  property('stuck', 'it holds', { given, arbitrary: fc.nat(), holds: () => true })`
  const { problem, properties } = await files.run('one', stuck)
  assert.deepEqual([problem, properties.length], ['it is stuck', 1])
})

test('a file that ends its process is told how, and the process is there no more', async () => {
  await using files = await scratch()
  assert.ok(files.process.isRunning())
  const dying = `${holds('yes', 'true')}; ${holds('end', "process.kill(process.pid, 'SIGKILL')")}`
  const run = await files.run('one', dying)
  assert.deepEqual(verdicts(run), ['it holds: pass'])
  assert.match(run.problem ?? '', /^SIGKILL: /)
  assert.ok(!files.process.isRunning())
})
