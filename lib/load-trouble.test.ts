/** A generator thread that fails, ends or never comes to its end is told in time, and as whose fault it is. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

import { UnreachableError, UsageError } from './errors.ts'
import { loadThreads } from './load-threads.ts'
import { watchThread } from './load-trouble.ts'
import { constant } from './pacer.ts'
import { scratchModule } from './scratch-workload.ts'
import type { EngineWorkload } from './load-messages.ts'

let folder = ''

before(async () => (folder = await mkdtemp(join(tmpdir(), 'cdc-testbench-trouble-'))))
after(async () => await rm(folder, { recursive: true, force: true }))

async function own(text: string): Promise<EngineWorkload> {
  const file = join(folder, 'mine.mts')
  await writeFile(file, text)
  return { module: pathToFileURL(file).href, settings: { connect: [] }, own: true }
}

/** Two threads, and how it ends that they were to be ready. */
async function readied(workload: EngineWorkload, withinMs = 60_000): Promise<unknown> {
  const order = {
    workers: 2,
    model: 'open',
    ramp: constant({ rate: 1, runTimeMs: 1000 }),
    connections: 2,
    userClasses: [],
    warmUpMs: 0,
    requestTimeoutMs: 1000,
    stopTimeoutMs: 100,
    seed: 1,
    workload,
  } as const
  await using threads = loadThreads(order, 2)
  const signal = AbortSignal.timeout(withinMs + 20_000)
  return await threads.ready(signal, withinMs).catch((error: unknown) => error)
}

const stuck: readonly (readonly [story: string, text: string])[] = [
  ['awaits for ever', 'setInterval(() => {}, 1000)\nawait new Promise(() => {})'],
  ['has a start() that never settles', 'export const start = () => new Promise(() => {})'],
  ['blocks its thread', 'for (;;);'],
]

for (const [story, text] of stuck) {
  test(`a module of somebody's own that ${story} is told as theirs when its time to load is over`, async () => {
    const error = await readied(await own(text), 1500)
    assert.ok(error instanceof UsageError, String(error))
    assert.match(
      error.message,
      /^Cannot load workload "file:.*mine\.mts": it was not ready within 1\.5 s, expected/,
    )
  })
}

test('a workload of ours that is not ready in time gives no verdict, and no word of a bug', async () => {
  const settings = { url: 'http://127.0.0.1:1', paths: ['/'], trouble: 'no start' }
  const error = await readied({ module: scratchModule, settings }, 1500)
  assert.ok(error instanceof UnreachableError, String(error))
  assert.match(error.message, /generator thread 0 was not ready within 1\.5 s/)
})

const ended: readonly (readonly [story: string, text: string, told: RegExp])[] = [
  [
    'ends its thread while it is loaded',
    'process.exit(3)',
    /^Cannot run workload "file:.*": it ended its thread with process\.exit\(3\)$/,
  ],
  [
    'ends its thread with success',
    'export const start = () => process.exit()',
    /it ended its thread with process\.exit\(0\)$/,
  ],
  [
    'falls over later',
    "export async function start() {\n  throw new Error('no licence\\nat all')\n}",
    /": it crashed: no licence \(\/.*mine\.mts:2\)$/,
  ],
  [
    'throws while it is loaded',
    "\nthrow new Error('no licence')",
    /^Cannot load workload ".*": it threw: no licence \(\/.*mine\.mts:2\)$/,
  ],
]

for (const [story, text, told] of ended) {
  test(`a module of somebody's own that ${story} is told as theirs`, async () => {
    const error = await readied(await own(text))
    assert.ok(error instanceof UsageError, String(error))
    assert.match(error.message, told)
  })
}

test('a thread that sends full batches and nothing else has got no turn of its clock', async () => {
  const thread = new Worker(
    `const { parentPort } = require('node:worker_threads')
    parentPort.postMessage({ kind: 'batch' })
    parentPort.once('message', () => parentPort.postMessage({ kind: 'tick' }))`,
    { eval: true },
  )
  const watched = watchThread(thread, { workload: { module: '', settings: {} }, worker: 0 })
  const watchedMs = performance.now()
  await once(thread, 'message')
  const batchMs = performance.now()
  assert.ok(watched.silentMs() >= batchMs - watchedMs)
  thread.postMessage('go on', [])
  await once(thread, 'message')
  assert.ok(watched.silentMs() < performance.now() - batchMs)
  await thread.terminate()
})
