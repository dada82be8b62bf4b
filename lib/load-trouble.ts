/** What goes wrong with a generator thread, and whose it is: that of somebody's own workload, or ours. */
import type { Worker } from 'node:worker_threads'

import { messageOf, UnreachableError, UsageError } from './errors.ts'
import type { FromWorker, WorkerOrder } from './load-messages.ts'
import { thrownLine } from './own-failure.ts'

/** A thread of which whatever it tells is heard. */
export type WatchedThread = {
  /** Rejects when the thread fails, or ends without having told its end. Never resolves. */
  readonly crash: Promise<never>
  /** Whether it told anything: the first is that it is ready. */
  readonly heard: () => boolean
  readonly ended: () => boolean
  /** Since it told anything that it tells by the clock, or was started. */
  readonly silentMs: () => number
}

type Blamed = Pick<WorkerOrder, 'workload' | 'worker'>

/** A thread tells something each second; one that has not for so long gets no turn. */
const silentMinMs = 2500

export function watchThread(thread: Worker, blamed: Blamed): WatchedThread {
  let heard = false
  let ended = false
  let heardMs = performance.now()
  thread.on('message', (message: FromWorker) => {
    heard = true
    ended ||= message.kind === 'end'
    // Full batches go out in the midst of its work; all else when it gets a turn.
    if (message.kind !== 'batch') heardMs = performance.now()
  })
  const crash = crashOf(thread, { blamed, ended: () => ended })
  // It is awaited beside each step; a crash after the last one is no news.
  crash.catch(() => {})
  return {
    crash,
    heard: () => heard,
    ended: () => ended,
    silentMs: () => performance.now() - heardMs,
  }
}

function crashOf(
  thread: Worker,
  { blamed, ended }: { readonly blamed: Blamed; readonly ended: () => boolean },
): Promise<never> {
  const { worker, workload } = blamed
  return new Promise((_resolve, reject) => {
    thread.on('message', (message: FromWorker) => {
      if (message.kind !== 'failed') return
      const Known = message.why === 'usage' ? UsageError : UnreachableError
      reject(new Known(message.message))
    })
    thread.on('error', (thrown: unknown) => {
      const ours = `Generator thread ${worker} crashed: ${messageOf(thrown)}`
      const theirs = `it crashed: ${thrownLine(thrown)}`
      reject(theirsOr(workload, { theirs, ours: new Error(ours, { cause: thrown }) }))
    })
    thread.on('exit', (code) => {
      if (ended()) return
      const ours = new Error(`Generator thread ${worker} ended early, with code ${code}`)
      reject(theirsOr(workload, { theirs: `it ended its thread with process.exit(${code})`, ours }))
    })
  })
}

/** In the order of the threads. Why one of them is not ready cannot be asked: it may be blocked. */
export function notReady(
  watched: readonly WatchedThread[],
  { workload, withinMs }: { readonly workload: WorkerOrder['workload']; readonly withinMs: number },
): Error {
  const within = `was not ready within ${withinMs / 1000} s`
  if (workload.own === true) {
    return new UsageError(
      `Cannot load workload "${workload.module}": it ${within}, expected that its top-level await and start() settle and nothing blocks`,
    )
  }
  const worker = watched.findIndex((thread) => !thread.heard())
  return new UnreachableError(
    `Cannot start the load: generator thread ${worker} ${within}, expected a machine or a target less busy`,
  )
}

/** One of them at least should have ended by now. */
export function notEnded(
  watched: readonly WatchedThread[],
  workload: WorkerOrder['workload'],
): Error {
  const late = watched.filter((thread) => !thread.ended())
  const silentMs = Math.max(...late.map((thread) => thread.silentMs()))
  const ours = new Error('A generator thread did not end in time: does its workload block it?')
  if (silentMs < silentMinMs) return ours
  const theirs = `it blocked its thread for ${Math.round(silentMs / 1000)} s`
  return theirsOr(workload, { theirs, ours })
}

/** What falls over in somebody's own module is theirs, and no bug of ours. */
function theirsOr(
  { module, own }: WorkerOrder['workload'],
  told: { readonly theirs: string; readonly ours: Error },
): Error {
  return own === true
    ? new UsageError(`Cannot run workload "${module}": ${told.theirs}`)
    : told.ours
}
