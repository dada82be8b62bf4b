/** The watchdog ends and removes what is guarded when its pipe closes, and nothing else. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { startProcess } from './process.ts'
import { endProcess } from './process-end.ts'
import { startWatchdog } from './watchdog.ts'
import type { StartedProcess } from './process.ts'

async function idler(): Promise<StartedProcess> {
  return await startProcess(process.execPath, {
    args: ['-e', 'setInterval(() => {}, 1000)'],
    cwd: tmpdir(),
    stdio: 'ignore',
  })
}

test('a watchdog that is closed ends what is guarded and removes the folders', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'cdc-testbench-watchdog-')))
  const guarded = await idler()
  {
    await using watchdog = await startWatchdog()
    watchdog.guard({ folder })
    watchdog.guard({ identity: guarded.identity, signal: 'SIGTERM' })
    await watchdog.ready
    assert.equal(guarded.child.signalCode, null)
    assert.equal(existsSync(folder), true)
  }
  assert.equal(await guarded.exited, 'SIGTERM')
  assert.equal(existsSync(folder), false)
})

test('a watchdog that is closed before it was up does its work all the same', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'cdc-testbench-watchdog-')))
  const watchdog = await startWatchdog()
  watchdog.guard({ folder })
  await watchdog[Symbol.asyncDispose]()
  assert.equal(existsSync(folder), false)
})

test('a watchdog does not end a process that only has the id of a guarded one', async () => {
  const stranger = await idler()
  {
    await using watchdog = await startWatchdog()
    const identity = { pid: stranger.pid, startedAt: 'another boot:1' }
    watchdog.guard({ identity, signal: 'SIGKILL' })
  }
  assert.equal(stranger.child.signalCode, null)
  assert.equal(await endProcess(stranger.identity, 'SIGKILL'), true)
})

test('a watchdog removes the other folders where one cannot be removed', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'cdc-testbench-watchdog-')))
  {
    await using watchdog = await startWatchdog()
    watchdog.guard({ folder })
    // No path may hold a NUL.
    watchdog.guard({ folder: 'never\0there' })
  }
  const left = existsSync(folder)
  await rm(folder, { recursive: true, force: true })
  assert.equal(left, false)
})
