/** A process is known by its start: another one with the same id is not taken for it. */
import assert from 'node:assert/strict'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { startProcess } from './process.ts'
import { identityOf, isRunning, processesIn, sendSignal } from './process-identity.ts'

test('identityOf() knows ourselves, and nobody with an id that is not taken', () => {
  const own = identityOf(process.pid)
  assert.ok(own !== null && isRunning(own))
  assert.deepEqual(identityOf(process.pid), own)
  assert.equal(identityOf(2 ** 22 + 1), null)
})

test('isRunning() is false for a process with the same id and another start', () => {
  assert.equal(isRunning({ pid: process.pid, startedAt: 'another boot:1' }), false)
})

test('sendSignal() is false when the process is gone', () => {
  assert.equal(sendSignal(2 ** 22 + 1, 'SIGTERM'), false)
})

test('isRunning() is false as soon as a process has ended', async () => {
  const started = await startProcess(process.execPath, {
    args: ['-e', 'setInterval(() => {}, 1000)'],
    cwd: tmpdir(),
    stdio: 'ignore',
  })
  assert.equal(isRunning(started.identity), true)
  started.child.kill('SIGKILL')
  await started.exited
  assert.equal(isRunning(started.identity), false)
})

const linux = process.platform === 'linux' ? false : 'only Linux tells working folders'

test('processesIn() finds who stands in a folder or below', { skip: linux }, async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'cdc-testbench-identity-')))
  const started = await startProcess(process.execPath, {
    args: ['-e', 'setInterval(() => {}, 1000)'],
    cwd: folder,
    stdio: 'ignore',
  })
  try {
    assert.deepEqual(processesIn(folder), [started.identity])
    // A folder whose name only begins alike is another one.
    assert.deepEqual(processesIn(folder.slice(0, -1)), [])
  } finally {
    started.child.kill('SIGKILL')
    await started.exited
    await rm(folder, { recursive: true })
  }
})
