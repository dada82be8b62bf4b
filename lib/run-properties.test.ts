/** The runner of properties: one file or law, its Result, its exit code, and node's own TAP stream. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { progressText } from './run-properties.ts'
import { strictResultProblems } from './result-schema.ts'
import { descendants, isAlive } from './scratch-processes.ts'
import { scriptEnvironment } from './scratch-script.ts'
import type { Result } from './result.ts'

const script = fileURLToPath(new URL('../property/run.ts', import.meta.url))

type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string }

async function run(...args: readonly string[]): Promise<Ran> {
  return await new Promise((resolve) => {
    const all = ['--import', 'tsx', script, ...args]
    execFile(
      process.execPath,
      all,
      { encoding: 'utf8', env: scriptEnvironment() },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr })
      },
    )
  })
}

test('property/run.ts runs a file, tells each law in the Result, and passes', async () => {
  const { code, stdout } = await run('--file', 'load-choices', '--json', '--seed', '7')
  const result = JSON.parse(stdout) as Result
  assert.equal(code, 0)
  assert.deepEqual(strictResultProblems(result), [])
  assert.equal(result.verdict, 'pass')
  assert.equal(result.checks.length, result.properties?.length)
  for (const { examples, verdict, replay } of result.properties ?? []) {
    assert.ok(examples >= 10)
    assert.equal(verdict, 'pass')
    assert.match(replay, /^npx tsx property\/run\.ts --replay load-choices\/[\w-]+@-?\d+$/)
  }
  const again = JSON.parse((await run('--file', 'load-choices', '--json', '--seed', '7')).stdout)
  const seeds = [result, again as Result].map(({ properties }) =>
    properties?.map((each) => each.seed),
  )
  assert.deepEqual(seeds[0], seeds[1])
})

test('property/run.ts runs one law alone, and gives the TAP stream of node', async () => {
  const { code, stdout } = await run('--replay', 'load-choices/assign@5', '--tap')
  assert.equal(code, 0)
  assert.match(stdout, /^TAP version 13\n/)
  assert.equal(stdout.match(/^ok /gm)?.length, 1)
})

test('property/run.ts refuses what it does not know, with what there is', async () => {
  const { code, stderr } = await run('--file', 'nothing', '--profile', 'fast')
  assert.equal(code, 2)
  assert.match(stderr, /--file "nothing": expected a file of property\/: .*checksum/)
  assert.match(stderr, /--profile "fast": expected dev or ci or thorough or mutation/)
  assert.match((await run('--replay', 'load/nothing')).stderr, /expected one of load\/.*load\/held/)
})

test('property/run.ts that was killed leaves no law behind that goes on for itself', async () => {
  const args = ['--import', 'tsx', script, '--file', 'pipeline', '--profile', 'thorough']
  const runner = spawn(process.execPath, args, { stdio: 'ignore', env: scriptEnvironment() })
  const started = await untilStarted(runner.pid ?? 0)
  runner.kill('SIGKILL')
  const deadline = performance.now() + 30_000
  while (started.some(isAlive) && performance.now() < deadline) await delay(50)
  assert.deepEqual(started.filter(isAlive), [])
})

/** The processes below, once servers are among them. */
async function untilStarted(pid: number): Promise<readonly number[]> {
  for (;;) {
    assert.ok(isAlive(pid), 'it runs until it is killed')
    const found = descendants(pid)
    if (found.length >= 5) return found
    await delay(50)
  }
}

test('progressText() is a bar with how far it is', () => {
  const text = progressText({ done: 30, of: 60, failed: 1, latest: 'load/mix' })
  assert.equal(text, '[############............] 30 of 60 laws, 1 failed: load/mix')
})
