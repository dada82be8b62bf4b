/** A workload of somebody's own: the one of the README runs as it stands, and what is wrong with one is told as theirs. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { differences, fingerprintOf } from './baseline-fingerprint.ts'
import { runToEnd } from './scratch-script.ts'
import type { Result } from './result.ts'

const light = fileURLToPath(new URL('../load/light.ts', import.meta.url))
let folder = ''
let server: Server
let url = ''
let state = 'RUNNING'

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-own-'))
  server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json')
    const connector = { status: { connector: { state } } }
    response.end(JSON.stringify(request.url === '/' ? { version: '4.3.1' } : { one: connector }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

after(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true, force: true })
})

async function run(name: string, text: string) {
  const file = join(folder, name)
  await writeFile(file, text)
  // With this seed the first users draw both tasks of the example at once, so that a slow machine asks each, too.
  const shape = ['--users', '5', '--spawn-rate', '50', '--run-time', '1s', '--seed', '6']
  const args = ['--workload', file, '--connect', url, ...shape, '--json']
  const { code, stdout, stderr } = await runToEnd(light, { args })
  return { code, stderr, result: stdout === '' ? null : (JSON.parse(stdout) as Result) }
}

async function example(): Promise<string> {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const [, text] = /```ts\n(\/\/ mine\.ts[\s\S]*?)```/.exec(readme) ?? []
  assert.ok(text !== undefined)
  return text
}

test('the example of the README runs, and its check finds a connector that has failed', async () => {
  const good = await run('mine.ts', await example())
  assert.equal(good.code, good.result?.load?.valid ? 0 : 3, good.stderr)
  assert.deepEqual(
    good.result?.requests?.map(({ method, name }) => `${method} ${name}`),
    ['GET /connectors?expand=status', 'GET /'],
  )
  const [status, root] = good.result?.requests ?? []
  assert.ok((status?.sent ?? 0) > 0 && (root?.bodyBytesMean ?? 0) > 0)
  state = 'FAILED'
  const bad = await run('mine.ts', await example())
  state = 'RUNNING'
  assert.equal(bad.code, bad.result?.load?.valid ? 1 : 3, bad.stderr)
  assert.deepEqual(
    bad.result?.failures?.map(({ kind, message }) => [kind, message]),
    [['body', 'a connector is FAILED']],
  )
})

const wrong: readonly (readonly [story: string, text: string, told: RegExp])[] = [
  ['exports nothing', 'export const nobody = 1', /exports neither users nor start\(\)/],
  ['has a user without tasks', 'export const users = { A: { tasks: [] } }', /A has no tasks/],
  [
    'has a task that cannot be run',
    "export const users = { A: { tasks: [{ method: 'GET', name: 'x', weight: 0, run: 1 }] } }",
    /task 1 of its user class A is none, expected/,
  ],
  [
    'calls two endpoints the same',
    `const endpoints = [{ method: 'GET', name: '/' }, { method: 'GET', name: '/' }]
    export async function start() {
      return { endpoints, classes: { A: { weights: [1, 1], think: { minMs: 0, maxMs: 0, burst: 1 } } }, defaultClass: 'A', stop: async () => {} }
    }`,
    /Cannot run workload ".*": two of its endpoints are called GET \//,
  ],
  ['is no module', 'export const users = {', /Cannot load workload ".*": Transform failed/],
  [
    'falls over',
    "export async function start() { throw new Error('no licence') }",
    /Cannot run workload ".*": it crashed: no licence/,
  ],
]

for (const [story, text, told] of wrong) {
  test(`a workload that ${story} is told so, without a stack, with exit code 2`, async () => {
    const { code, stderr } = await run('wrong.ts', text)
    assert.equal(code, 2, stderr)
    assert.match(stderr, told)
    assert.doesNotMatch(stderr, /\n {4}at /)
  })
}

test('a file that was edited is another load, and the same file is the same one', async () => {
  const text = await example()
  const [first, again, edited] = [
    await run('edited.ts', text),
    await run('edited.ts', text),
    await run('edited.ts', `${text}\n// Edited.\n`),
  ].map(({ result, stderr }) => fingerprintOf(result ?? assert.fail(stderr)))
  assert.ok(first !== undefined && again !== undefined && edited !== undefined)
  assert.deepEqual(differences(first, again), [])
  const [difference = '', another] = differences(first, edited)
  assert.match(difference, /^workload sha256 [0-9a-f]{16}, without its imports → sha256 /)
  assert.equal(another, undefined)
})
