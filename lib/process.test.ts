/** Processes run in groups of their own, without our environment, and their failures say why. */
import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { test } from 'node:test'

import { lastLines, nodeArguments, runProcess, startProcess } from './process.ts'

const here = { cwd: tmpdir(), deadlineMs: 20_000 }

test('startProcess() starts a group of its own, which a Ctrl-C in the terminal does not reach', async () => {
  const script = 'process.stdin.resume()'
  const started = await startProcess(process.execPath, {
    args: ['-e', script],
    cwd: tmpdir(),
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Only the leader of a group can be addressed as one.
  process.kill(-started.pid, 'SIGTERM')
  assert.equal(await started.exited, 'SIGTERM')
})

test('startProcess() hands on nothing of our environment but the path', async () => {
  process.env['CDC_CONNECT_PASSWORD'] = 'secret'
  try {
    // Another Node would be given what measures the coverage of this one.
    const environment = await runProcess('/usr/bin/env', { ...here, args: [] })
    const names = environment
      .trim()
      .split('\n')
      .map((line) => line.replace(/=.*/, ''))
    assert.deepEqual(names.toSorted(), ['LC_ALL', 'PATH', 'TZ'])
  } finally {
    delete process.env['CDC_CONNECT_PASSWORD']
  }
})

test('startProcess() says what it cannot start', async () => {
  const missing = startProcess('/no/such/program', { args: [], cwd: '/', stdio: 'ignore' })
  await assert.rejects(missing, /Cannot start \/no\/such\/program/)
})

test('runProcess() tells the last lines of a program that fails', async () => {
  const args = ['-e', 'console.error("one\\ntwo"); process.exitCode = 7']
  await assert.rejects(
    runProcess(process.execPath, { ...here, args }),
    /failed \(exit code 7\): one \| two/,
  )
})

test('runProcess() ends a program that takes too long', async () => {
  const args = ['-e', 'setInterval(() => {}, 1000)']
  const running = runProcess(process.execPath, { ...here, args, deadlineMs: 50 })
  await assert.rejects(running, /no end within 0\.05 s/)
})

test('runProcess() ends the program when it is aborted', async () => {
  const controller = new AbortController()
  const args = ['-e', 'setInterval(() => {}, 1000)']
  const running = runProcess(process.execPath, { ...here, args, signal: controller.signal })
  const reason = new Error('stopped')
  setImmediate(() => controller.abort(reason))
  await assert.rejects(running, reason)
})

test('nodeArguments() runs a TypeScript file from any folder', async () => {
  const file = new URL('closing-stack.ts', import.meta.url)
  assert.equal(
    await runProcess(process.execPath, { ...here, cwd: '/', args: nodeArguments(file) }),
    '',
  )
})

test('lastLines() joins the last lines that say something', () => {
  assert.equal(lastLines('one\n\ntwo\n  \nthree\n', 2), 'two | three')
})
