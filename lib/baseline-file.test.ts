/** The file of a baseline: written by many at once, and told where it cannot be read or written. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'

import { baselineProblems, readBaseline } from './baseline-file.ts'
import { fingerprintOf } from './baseline-fingerprint.ts'
import { baselineRun } from './baseline-runs.ts'
import { sampleResult } from './sample-result.ts'

let folder = ''
before(async () => (folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-baseline-'))))
after(() => rm(folder, { recursive: true, force: true }))

test('runs of several processes that end at once are all in the file', async () => {
  const path = join(folder, 'many.json')
  const sample = await sampleResult('pass')
  const { startedAt } = sample
  const run = baselineRun(sample, { startedAt, fingerprint: fingerprintOf(sample) })
  const module = new URL('baseline-file.ts', import.meta.url).href
  const program = `const { saveRun } = await import(${JSON.stringify(module)})
    await saveRun(${JSON.stringify(path)}, ${JSON.stringify(run)})`
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', program]
  const save = promisify(execFile)
  await Promise.all([1, 2, 3].map(() => save(process.execPath, args)))
  assert.equal(readBaseline(path, { missing: false }).loads[0]?.runs.length, 3)
})

test('a file that is missing is an empty baseline only where the run is saved to it', async () => {
  const path = join(folder, 'missing.json')
  assert.deepEqual(baselineProblems({ baseline: path, 'save-baseline': path }), [])
  const [missing] = baselineProblems({ baseline: path, 'save-baseline': undefined })
  assert.match(missing ?? '', /Cannot use --baseline ".*missing\.json": .*no such file/)
  const [lost] = baselineProblems({ baseline: undefined, 'save-baseline': '/nowhere/x.json' })
  assert.match(lost ?? '', /Cannot use --save-baseline .*there is no folder "\/nowhere"/)
  await writeFile(path, 'no JSON')
  assert.equal(baselineProblems({ baseline: path, 'save-baseline': path }).length, 2)
  assert.match(
    baselineProblems({ baseline: folder, 'save-baseline': undefined })[0] ?? '',
    /folder/,
  )
})
