/** scripts/reconcile.ts as a user runs it: what it refuses, what it says, and the code that it exits with. */
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { onServer, storyDatabases } from './scratch-reconcile.ts'
import { runToEnd } from './scratch-script.ts'
import { startPostgres } from './stack-postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { Result } from './result.ts'
import type { Ended } from './scratch-script.ts'
import type { Both } from './table.ts'

const script = fileURLToPath(new URL('../scripts/reconcile.ts', import.meta.url))

let server: PostgresServer
let folder: string

before(async () => {
  server = await startPostgres({ name: 'script' })
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-reconcile-'))
})

after(async () => {
  await rm(folder, { recursive: true, force: true })
  await server[Symbol.asyncDispose]()
})

async function databases(both: string, target = ''): Promise<Both<string>> {
  const urls = await storyDatabases({ source: server, target: server })
  await onServer(urls.source, both)
  await onServer(urls.target, `${both}; ${target}`)
  return urls
}

async function run({ source, target }: Both<string>, args: readonly string[]): Promise<Ended> {
  const environment = { CDC_SOURCE_URL: source, CDC_TARGET_URL: target }
  return await runToEnd(script, { args, environment, cwd: folder })
}

async function resultOf(urls: Both<string>, args: readonly string[]): Promise<Result> {
  const { stdout, stderr } = await run(urls, ['--json', ...args])
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout) as Result
}

test('a condition that would end outside of its brackets is a mistake in the flags, of which nothing is started', async () => {
  const nowhere = 'postgres://127.0.0.1:1/nowhere'
  const args = ['--where', 'a=1) or (true', '--where', "public.t: note = 'x"]
  const { code, stderr } = await run({ source: nowhere, target: nowhere }, args)
  assert.equal(code, 2)
  assert.match(stderr, /--where "a=1\) or \(true": expected one condition in SQL, found "\)" that/)
  assert.match(stderr, /--where "public.t: note = 'x": expected .* found ' that nothing closes/)
  assert.equal(stderr.trimEnd().split('\n').length, 2, stderr)
})

test('a table with the name of a header is told by its name', async () => {
  const urls = await databases(`CREATE TABLE "authorization" (id int); CREATE TABLE api_token ()`)
  const { checks, exitCode } = await resultOf(urls, [])
  assert.deepEqual(
    checks.map(({ name }) => name),
    ['public."authorization": rows equal', 'public.api_token: rows equal'],
  )
  assert.equal(exitCode, 0)
})
