/** The summary of a CI job, as a script of its own writes it. */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { tellGithub } from './github-summary.ts'
import { sampleResult } from './sample-result.ts'
import { runToEnd, scratchScript } from './scratch-script.ts'
import type { ScratchScript } from './scratch-script.ts'

const report = fileURLToPath(new URL('../scripts/report.ts', import.meta.url))
let folder: string
let script: ScratchScript

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-summary-'))
  script = await scratchScript(`
    if (mode === 'job') return { checks: [{ name: 'done', verdict: 'pass' }] }
    if (mode === 'child') {
      const { GITHUB_STEP_SUMMARY: summary, GITHUB_ACTIONS: actions } = process.env
      return { checks: [{ name: 'left: ' + [summary, actions].join(), verdict: 'pass' }] }
    }
    return { checks: [{ name: 'the p99', verdict: mode, message: '100 % too high' }] }`)
})
after(async () => {
  await script[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

async function ran(mode: string, args: readonly string[] = [], path = join(folder, 'summary.md')) {
  return await runToEnd(script.file, {
    args: ['--mode', mode, ...args],
    environment: { GITHUB_STEP_SUMMARY: path, GITHUB_ACTIONS: 'true' },
  })
}

test('a script appends its Markdown, and tells what failed on stderr, where --json leaves room for it', async () => {
  const path = join(folder, 'summary.md')
  await writeFile(path, 'what stood there')
  const { code, stdout, stderr } = await ran('fail', ['--json'])
  assert.equal(code, 1)
  assert.equal((JSON.parse(stdout) as { verdict: string }).verdict, 'fail')
  assert.match(stderr, /^::error title=[\w-]+\/scratch::the p99: 100 %25 too high$/m)
  await ran('pass', ['--quiet'])
  const text = await readFile(path, 'utf8')
  assert.match(text, /^what stood there\n### ❌ FAIL .*: the p99[^]*\n### ✅ PASS /)
  assert.equal(text.match(/^### /gm)?.length, 2)
})

test('a script that passes quietly says nothing', async () => {
  const { stdout, stderr } = await ran('pass', ['--quiet'])
  assert.deepEqual([stdout, stderr], ['', ''])
})

test('a summary that cannot be written is told, and no failure', async () => {
  const { code, stdout, stderr } = await ran(
    'pass',
    ['--quiet'],
    join(folder, 'none', 'summary.md'),
  )
  assert.deepEqual([code, stdout], [0, ''])
  assert.match(stderr, /^[\w-]+\/scratch: Cannot append to GITHUB_STEP_SUMMARY ".*": ENOENT/)
})

test('a job that judges nothing leaves no summary', async () => {
  const path = join(folder, 'job.md')
  assert.equal((await ran('job', [], path)).code, 0)
  await assert.rejects(readFile(path))
})

test('a saved Result that is rendered again has told of itself before', async () => {
  const [saved, summary] = ['saved.json', 'again.md'].map((name) => join(folder, name))
  assert.ok(saved !== undefined && summary !== undefined)
  await writeFile(saved, JSON.stringify(await sampleResult('fail')))
  const { code, stderr } = await runToEnd(report, {
    args: [saved, '--exit-code'],
    environment: { GITHUB_STEP_SUMMARY: summary, GITHUB_ACTIONS: 'true' },
  })
  assert.deepEqual([code, stderr], [1, ''])
  await assert.rejects(readFile(summary))
})

test('what a script starts sees nothing of the summary', async () => {
  const { stdout } = await ran('child')
  assert.match(stdout, /left: ,/)
})

test('tellGithub() appends nothing where GitHub would drop the whole', async () => {
  const summary = join(folder, 'full.md')
  const full = 'x'.repeat(1024 * 1024 - 100)
  await writeFile(summary, full)
  const { problem } = await tellGithub({ summary, annotates: false }, await sampleResult('pass'))
  assert.match(problem ?? '', /it is full/)
  assert.equal(await readFile(summary, 'utf8'), full)
  const nothing = { ...(await sampleResult('pass')), checks: [] }
  const other = join(folder, 'nothing.md')
  await tellGithub({ summary: other, annotates: false }, nothing)
  assert.match(await readFile(other, 'utf8'), /Nothing was checked/)
})
