/** The binaries of npm are run where they are; where they cannot be, a mended copy is. */
import assert from 'node:assert/strict'
import { chmod, cp, mkdtemp, readlink, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

import { postgresBinaries, usable } from './postgres-binaries.ts'
import { runProcess } from './process.ts'
import { startWatchdog } from './watchdog.ts'

test('postgresBinaries() finds PostgreSQL 18', async () => {
  await using watchdog = await startWatchdog()
  const { postgres, version } = await postgresBinaries({ user: null, watchdog })
  assert.match(version, /^18\./)
  const args = ['--version']
  const said = await runProcess(postgres, { args, cwd: '/', deadlineMs: 20_000 })
  assert.match(said, /\(PostgreSQL\) 18\./)
})

test('usable() mends a copy of what npm ci --ignore-scripts installs: no links, no executable bits', async () => {
  await using watchdog = await startWatchdog()
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'cdc-testbench-binaries-')))
  const { CDC_CACHE: before } = process.env
  process.env['CDC_CACHE'] = join(folder, 'cache')
  try {
    await chmod(folder, 0o755)
    const { postgres } = await postgresBinaries({ user: null, watchdog })
    const installed = dirname(dirname(postgres))
    const native = join(folder, 'native')
    await cp(installed, native, { recursive: true, verbatimSymlinks: true })
    const link = 'lib/libpq.so.5'
    const points = await readlink(join(native, link))
    await rm(join(native, link))
    await chmod(join(native, 'bin/initdb'), 0o644)

    const mended = await usable({ native, version: '0.0.0' }, { user: null, watchdog })

    assert.equal(dirname(dirname(dirname(mended.initdb))), join(folder, 'cache'))
    const args = ['--version']
    const said = await runProcess(mended.initdb, { args, cwd: '/', deadlineMs: 20_000 })
    assert.match(said, /\(PostgreSQL\) 18\./)
    const copy = dirname(dirname(mended.initdb))
    assert.equal(await readlink(join(copy, link)), points)
    assert.equal((await stat(join(copy, 'lib'))).mode & 0o777, 0o755)
    // What npm installed stays as it was.
    assert.equal((await stat(join(native, 'bin/initdb'))).mode & 0o777, 0o644)
  } finally {
    if (before === undefined) delete process.env['CDC_CACHE']
    else process.env['CDC_CACHE'] = before
    await rm(folder, { recursive: true })
  }
})
