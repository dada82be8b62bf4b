/** The database of counterexamples: a run that is killed while it writes leaves files that are whole. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { watch } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { readExamples } from './examples.ts'

const kills = 4

/** Three laws that do not hold, in turn, each with another counterexample of about two megabytes, until it is killed. */
function failingRun(database: string): string {
  return `
    const fc = await import('fast-check')
    const { checkProperty } = await import(${JSON.stringify(import.meta.resolve('./property-check.ts'))})
    const { profileOf } = await import(${JSON.stringify(import.meta.resolve('./property-profile.ts'))})
    const profile = { ...profileOf('dev'), deadlineMs: Infinity }
    const settings = { profile, database: ${JSON.stringify(database)}, note: () => undefined }
    for (let seed = 1; seed < 10_000; seed++) {
      const arbitrary = fc.constant(String(seed).padEnd(2e6, 'x'))
      const law = { id: 'killed/law-' + (seed % 3), arbitrary, holds: () => false }
      await checkProperty(law, { ...settings, seed })
      if (seed === 3) console.log('three are kept')
    }`
}

test('writeExamples() leaves a whole file or none, whenever the run is killed by kill -9', async () => {
  const database = await mkdtemp(join(tmpdir(), 'cdc-testbench-killed-'))
  const eventsBefore = Array.from({ length: kills }, () => 1 + Math.floor(Math.random() * 6))
  try {
    for (const events of eventsBefore) {
      const args = ['--import', 'tsx', '--input-type=module', '-e', failingRun(database)]
      const run = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      const ended = once(run, 'exit')
      await Promise.race([once(run.stdout, 'data'), ended])
      // Each event is a file that is made, written or renamed: the moment is in the middle of one.
      const watcher = watch(join(database, 'killed'))
      for (let event = 0; event < events; event++) await once(watcher, 'change')
      watcher.close()
      run.kill('SIGKILL')
      assert.deepEqual(await ended, [null, 'SIGKILL'])
      const names = (await readdir(join(database, 'killed'))).filter((name) =>
        name.endsWith('.json'),
      )
      // One of the three may just be replaced.
      assert.ok(names.length >= 2)
      for (const name of names) {
        const text = await readFile(join(database, 'killed', name), 'utf8')
        assert.ok(text.endsWith('}\n'), `${name}: ${text.length} characters after ${events} events`)
        const { property, examples } = JSON.parse(text) as { property: string; examples: unknown }
        assert.deepEqual(await readExamples(database, property), examples)
      }
    }
  } finally {
    await rm(database, { recursive: true })
  }
})

test('readExamples() removes what a killed run has half written, and nothing of a run that goes on', async () => {
  const database = await mkdtemp(join(tmpdir(), 'cdc-testbench-half-'))
  try {
    const gone = spawn(process.execPath, ['-e', ''])
    await once(gone, 'exit')
    const ours = [`law.json.tmp-${process.pid}`, `other.json.tmp-${gone.pid}`]
    await mkdir(join(database, 'half'))
    for (const name of [...ours, `law.json.tmp-${gone.pid}`])
      await writeFile(join(database, 'half', name), '{')
    assert.deepEqual(await readExamples(database, 'half/law'), [])
    assert.deepEqual((await readdir(join(database, 'half'))).toSorted(), ours.toSorted())
  } finally {
    await rm(database, { recursive: true })
  }
})
