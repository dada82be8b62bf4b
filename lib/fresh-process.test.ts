/** A mutant that was tried again in a process of its own: survived, killed, late, or without a verdict. */
import assert from 'node:assert/strict'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { inFreshProcess } from './fresh-process.ts'
import { bundlePath } from './test-bundle.ts'
import type { TestOutcome } from './in-process-run.ts'
import type { MutantRunOptions } from '@stryker-mutator/api/test-runner'

let folder = ''

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-fresh-'))
  await symlink(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'))
})

after(async () => await rm(folder, { recursive: true }))

type Given = {
  readonly body: string
  readonly outcomes: Readonly<Record<string, 'passed' | 'failed'>>
}

/** Writes a bundle, and tries mutant 7 against the tests of these names. */
async function tried({ body, outcomes }: Given) {
  const file = join(folder, 'case.test.ts')
  const mutant = `const isMutated = process.env.__STRYKER_ACTIVE_MUTANT__ === '7'`
  const head = [`const { test, describe } = require('node:test')`, mutant]
  await writeFile(bundlePath(file), [...head, body].join('\n'))
  const options = { activeMutant: { id: '7' }, testFilter: ['its test'], timeout: 0 }
  const ran = Object.entries(outcomes).map(([name, outcome]): TestOutcome => ({
    id: `${file}::${name}`,
    file,
    name,
    outcome,
    message: '',
    durationMs: 1,
  }))
  // Of the options only these are read.
  return inFreshProcess(options as unknown as MutantRunOptions, ran)
}

test('what passes here and there has survived, and tests that do not reach the mutant are not run', async () => {
  const names = ['adds (1 + 1)', 'a|b', 'ends']
  const body = [
    ...names.map((name) => `test(${JSON.stringify(name)}, () => {})`),
    `test('adds (1 + 1) twice', () => { throw new Error('not asked for') })`,
    `test('never ends', () => { for (;;); })`,
  ].join('\n')
  const outcomes = Object.fromEntries(names.map((name) => [name, 'passed'] as const))
  assert.deepEqual(await tried({ body, outcomes }), { status: 'survived', nrOfTests: 3 })
})

test('what passes here and fails there twice is killed', async () => {
  const body = `test('a', () => { if (isMutated) throw new Error('seen') })`
  const { status, ...rest } = await tried({ body, outcomes: { a: 'passed' } })
  assert.equal(status, 'killed')
  assert.ok('killedBy' in rest)
  assert.deepEqual(rest.killedBy, ['its test'])
})

test('in suites all tests are run, and all that is within a test', async () => {
  const body = `describe('s', () => test('t', () => { if (isMutated) throw new Error('seen') }))`
  const { status } = await tried({ body, outcomes: { 's > t': 'passed' } })
  assert.equal(status, 'killed')
  const within = `test('a', (t) => t.test('b', () => { if (isMutated) throw new Error('seen') }))`
  assert.equal((await tried({ body: within, outcomes: { a: 'failed' } })).status, 'killed')
})

test('what fails without the mutant too has no verdict, nor has what fails once', async () => {
  const always = await tried({
    body: `test('a', () => { throw new Error('always') })`,
    outcomes: { a: 'passed' },
  })
  assert.deepEqual(always, {
    status: 'error',
    errorMessage: 'its tests fail in a fresh process without a mutant too',
  })
  const seen = JSON.stringify(join(folder, 'seen'))
  const once = `const fs = require('node:fs')
test('a', () => {
  if (!isMutated || fs.existsSync(${seen})) return
  fs.writeFileSync(${seen}, '')
  throw new Error('once')
})`
  assert.deepEqual(await tried({ body: once, outcomes: { a: 'passed' } }), {
    status: 'error',
    errorMessage: 'suspicious: its tests failed once in a fresh process',
  })
})

test('what does not end there is late', async () => {
  const body = `test('a', () => isMutated ? new Promise(() => setInterval(() => {}, 1000)) : undefined)`
  assert.deepEqual(await tried({ body, outcomes: { a: 'passed' } }), {
    status: 'timeout',
    reason: 'its tests did not end in a fresh process',
  })
})
