/** The generator threads: started, told to go and to stop, and ended, whatever happens to one of them. */

import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Batch } from './exchange-log.ts'
import { sharedNow } from './load-messages.ts'
import type { FromWorker, ToWorker, WorkerEnd, WorkerOrder, WorkerTick } from './load-messages.ts'
import { notEnded, notReady, watchThread } from './load-trouble.ts'
import { lengthMs } from './pacer.ts'
import type { Ramp } from './pacer.ts'
import type { SharedEndpoint } from './users.ts'

export type LoadThreads = AsyncDisposable & {
  /** Resolves when all threads have loaded the workload; they get a minute for that, or so long as is said. */
  readonly ready: (signal: AbortSignal, withinMs?: number) => Promise<readonly SharedEndpoint[]>
  readonly run: (options: RunOptions) => Promise<WorkerEnd[]>
  /** Goes on by this ramp of the whole run: as long as the one that was ordered, and the same up to about now. */
  readonly change: (ramp: Ramp) => void
}

type RunOptions = {
  /** Of the clock that all threads share. */
  readonly startMs: number
  /** When it aborts, nothing more is started, and what is in flight gets this long. */
  readonly signal: AbortSignal
  readonly abortDrainMs: number
  /** When it aborts, nothing more is started, and what is in flight gets the order's stop timeout. */
  readonly finish?: AbortSignal | undefined
  readonly takeBatch: (worker: number, batch: Batch) => void
  readonly takeTick: (worker: number, at: WorkerTick) => void
}

/** tsx does not reach into worker threads on Node 20: a line of JavaScript takes it there. */
const bootstrap = `
const { workerData } = require('node:worker_threads')
require(workerData.tsxForRequire).register()
import(workerData.tsx).then(({ register }) => { register(); return import(workerData.main) })
`

/** A `start()` of somebody's own may make data first; only one that never settles needs longer. */
const readyMaxMs = 60_000

/** Starts the threads, which load the workload at once; disposing ends them. */
export function loadThreads(order: Omit<WorkerOrder, 'worker'>, count: number): LoadThreads {
  const threads = Array.from({ length: count }, (_, worker) => startThread({ ...order, worker }))
  const watched = threads.map((thread, worker) => watchThread(thread, { ...order, worker }))
  const crash = Promise.race(watched.map((thread) => thread.crash))
  crash.catch(() => {})

  async function ready(
    signal: AbortSignal,
    withinMs = readyMaxMs,
  ): Promise<readonly SharedEndpoint[]> {
    const all = Promise.all(threads.map((thread) => next(thread, 'ready')))
    const trouble = alarm(() => notReady(watched, { workload: order.workload, withinMs }))
    trouble.within(withinMs)
    try {
      const [first] = await Promise.race([all, crash, trouble.raised, aborted(signal)])
      return first?.endpoints ?? []
    } finally {
      trouble.clear()
    }
  }

  async function run(options: RunOptions): Promise<WorkerEnd[]> {
    const { startMs, signal, abortDrainMs } = options
    const trouble = alarm(() => notEnded(watched, order.workload))
    threads.forEach((thread, worker) => {
      thread.on('message', (message: FromWorker) => {
        trouble.guard(() => take({ thread, worker, options }, message))
      })
    })
    const ends = Promise.all(threads.map((thread) => next(thread, 'end')))
    send(threads, { kind: 'go', atMs: startMs })
    const allMs = startMs - sharedNow() + lengthMs(order.ramp) + order.stopTimeoutMs
    trouble.within(allMs + graceMs)
    function drain(drainMs: number): void {
      send(threads, { kind: 'stop', drainMs })
      trouble.within(drainMs + graceMs)
    }
    const unlisten = [
      whenAborted(signal, () => drain(abortDrainMs)),
      whenAborted(options.finish, () => drain(order.stopTimeoutMs)),
    ]
    try {
      return await Promise.race([ends, crash, trouble.raised])
    } finally {
      for (const each of unlisten) each()
      trouble.clear()
    }
  }

  async function dispose(): Promise<void> {
    await Promise.all(threads.map((thread) => thread.terminate()))
  }

  function change(ramp: Ramp): void {
    send(threads, { kind: 'change', ramp })
  }

  return { ready, run, change, [Symbol.asyncDispose]: dispose }
}

/** The answer takes it back. */
function whenAborted(signal: AbortSignal | undefined, act: () => void): () => void {
  signal?.addEventListener('abort', act, { once: true })
  if (signal?.aborted === true) act()
  return () => signal?.removeEventListener('abort', act)
}

/** Beyond the time that a thread has to end, for a machine that is busy with other things. */
const graceMs = 5000

/** Rejects when the threads take too long, with what `late` says of it, or when what one tells cannot be taken. */
function alarm(late: () => Error): {
  readonly raised: Promise<never>
  readonly within: (ms: number) => void
  readonly guard: (act: () => void) => void
  readonly clear: () => void
} {
  let timer: NodeJS.Timeout | undefined
  let raise: ((error: unknown) => void) | undefined
  const raised = new Promise<never>((_resolve, reject) => (raise = reject))
  raised.catch(() => {})
  function within(ms: number): void {
    clearTimeout(timer)
    // Beyond 24 days a timer of Node would fire at once; such a run is watched by whoever started it.
    if (ms < 2 ** 31) timer = setTimeout(() => raise?.(late()), ms)
  }
  function guard(act: () => void): void {
    try {
      act()
    } catch (thrown) {
      raise?.(thrown)
    }
  }
  return { raised, within, guard, clear: () => clearTimeout(timer) }
}

function startThread(order: WorkerOrder): Worker {
  const main = new URL('./load-worker-main.ts', import.meta.url).href
  const tsx = import.meta.resolve('tsx/esm/api')
  // A workload of somebody's own may stand in a folder that is no ES module.
  const tsxForRequire = fileURLToPath(import.meta.resolve('tsx/cjs/api'))
  return new Worker(bootstrap, {
    eval: true,
    execArgv: [],
    // A smaller nursery than Node's 48 MiB costs a request nothing that can be measured.
    resourceLimits: { maxYoungGenerationSizeMb: 16 },
    name: `generator-${order.worker}`,
    workerData: { tsx, tsxForRequire, main, order },
  })
}

function next<Kind extends FromWorker['kind']>(
  thread: Worker,
  kind: Kind,
): Promise<Extract<FromWorker, { kind: Kind }>> {
  return new Promise((resolve) => {
    thread.on('message', (message: FromWorker) => {
      if (message.kind === kind) resolve(message as Extract<FromWorker, { kind: Kind }>)
    })
  })
}

function take(
  from: { readonly thread: Worker; readonly worker: number; readonly options: RunOptions },
  message: FromWorker,
): void {
  const { thread, worker, options } = from
  if (message.kind === 'tick') options.takeTick(worker, message)
  if (message.kind !== 'batch') return
  options.takeBatch(worker, message)
  const { records } = message
  const recycle: ToWorker = { kind: 'recycle', records }
  thread.postMessage(recycle, [records.buffer])
}

function send(threads: readonly Worker[], message: ToWorker): void {
  for (const thread of threads) thread.postMessage(message, [])
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    function stop(): void {
      reject(signal.reason as Error)
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
