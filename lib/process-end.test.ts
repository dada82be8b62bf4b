/** Ending what is nobody's child: with a signal that asks, then with one that does not. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { startProcess } from './process.ts'
import { endProcess, endProcessesIn } from './process-end.ts'
import type { StartedProcess } from './process.ts'

async function start(script: string, cwd = tmpdir()): Promise<StartedProcess> {
  const started = await startProcess(process.execPath, {
    args: ['-e', `${script}; process.stdout.write('ready'); setInterval(() => {}, 1000)`],
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  if (started.child.stdout !== null) await once(started.child.stdout, 'data')
  return started
}

test('endProcess() ends a process with the signal given', async () => {
  const started = await start('')
  assert.equal(await endProcess(started.identity, 'SIGTERM'), true)
  assert.equal(await started.exited, 'SIGTERM')
})

test('endProcess() ends one that does not listen, with all that it started', async () => {
  // The child leads a group of its own, as the backends of PostgreSQL do.
  const started = await start(
    `process.on('SIGTERM', () => {});
     const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'],
       { detached: true, stdio: ['ignore', process.stdout, 'ignore'] })`,
  )
  const closed = started.child.stdout === null ? null : once(started.child.stdout, 'close')
  assert.equal(await endProcess(started.identity, 'SIGTERM'), true)
  assert.equal(await started.exited, 'SIGKILL')
  // The pipe closes when the last one that held it is gone.
  await closed
})

test('endProcess() does not touch a process that only has the same id', async () => {
  const started = await start('')
  const stranger = { pid: started.pid, startedAt: 'another boot:1' }
  assert.equal(await endProcess(stranger, 'SIGKILL'), false)
  assert.equal(started.child.exitCode, null)
  assert.equal(started.child.signalCode, null)
  assert.equal(await endProcess(started.identity, 'SIGKILL'), true)
})

test('endProcessesIn() leaves alone what is no server of ours: a shell that stands there', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'cdc-testbench-end-')))
  const started = await start('', folder)
  try {
    assert.equal(await endProcessesIn(folder), 0)
    assert.equal(started.child.signalCode, null)
  } finally {
    await endProcess(started.identity, 'SIGKILL')
    await rm(folder, { recursive: true })
  }
})
