/** The process of the stand-in: how it starts, what it says, and that it ends. */
import assert from 'node:assert/strict'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { test } from 'node:test'

import { nodeArguments, startProcess } from './process.ts'
import { read, untilState } from './connect-test-calls.ts'
import { settlesWithin } from './wait.ts'
import { startTestPipeline } from './connect-test-pipeline.ts'
import type { StartedProcess } from './process.ts'

const main = new URL('connect-stand-in-main.ts', import.meta.url)

async function startMain(): Promise<StartedProcess> {
  return await startProcess(process.execPath, {
    args: nodeArguments(main),
    cwd: tmpdir(),
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

async function urlsOf(started: StartedProcess, settings: unknown): Promise<Record<string, string>> {
  const { stdin, stdout } = started.child
  assert.ok(stdin !== null && stdout !== null)
  stdin.write(`${JSON.stringify(settings)}\n`)
  const signal = AbortSignal.timeout(60_000)
  const [line] = (await once(createInterface({ input: stdout }), 'line', { signal })) as [string]
  return JSON.parse(line) as Record<string, string>
}

async function endOf(started: StartedProcess): Promise<string> {
  const inTime = await settlesWithin(started.exited, 30_000)
  if (!inTime) started.child.kill('SIGKILL')
  return inTime ? await started.exited : 'no end within 30 s'
}

test('it says its two URLs when it is ready, and ends with its input or on SIGTERM', async () => {
  await using pipeline = await startTestPipeline()
  for (const how of ['input', 'SIGTERM'] as const) {
    const started = await startMain()
    const { connect = '', counts = '' } = await urlsOf(started, pipeline.settings)
    assert.deepEqual(await read(connect, '/connectors'), ['shop-source', 'shop-sink'])
    assert.deepEqual(await read(counts, '/counts'), {
      total: 1,
      requests: [{ method: 'GET', name: '/connectors', count: 1 }],
    })
    if (how === 'input') started.child.stdin?.end()
    else started.child.kill('SIGTERM')
    assert.equal(await endOf(started), 'exit code 0', how)
  }
})

test('it outlives its servers, shows both tasks FAILED, and still ends', async () => {
  const pipeline = await startTestPipeline()
  const started = await startMain()
  const { connect = '' } = await urlsOf(started, pipeline.settings)
  await pipeline[Symbol.asyncDispose]()
  const { tasks } = await untilState(connect, 'shop-source', 'RUNNING FAILED')
  assert.match(tasks[0]?.trace ?? '', /ECONN|CONNECTION_/)
  await untilState(connect, 'shop-sink', 'RUNNING FAILED')
  started.child.stdin?.end()
  assert.equal(await endOf(started), 'exit code 0')
})

test('where a server is not there it says so, without the password, and fails', async () => {
  const started = await startMain()
  let said = ''
  started.child.stderr?.on('data', (chunk) => (said += String(chunk)))
  const url = 'postgres://me:secret@127.0.0.1:1/shop'
  const urls = { sourceUrl: url, targetUrl: url, stateUrl: url }
  const names = { publication: 'p', slot: 's', subscription: 's' }
  started.child.stdin?.write(
    `${JSON.stringify({ ...urls, ...names, host: '127.0.0.1', port: 0, countsPort: 0 })}\n`,
  )
  assert.equal(await endOf(started), 'exit code 1')
  assert.match(said, /^Cannot reach PostgreSQL at 127.0.0.1:1\/shop: /)
  assert.doesNotMatch(said, /secret/)
})

test('it ends when it is told nothing', async () => {
  const started = await startMain()
  started.child.stdin?.end()
  assert.equal(await endOf(started), 'exit code 0')
})
