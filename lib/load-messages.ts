/** What the main thread and the generator threads say to each other. */

import type { Batch } from './exchange-log.ts'
import type { Ramp } from './pacer.ts'
import type { SharedEndpoint } from './users.ts'

/** What `start` of a module of one's own gets; null and empty where there is none on a stack of yours. */
export type OwnSettings = {
  readonly source: string | null
  readonly target: string | null
  readonly connect: readonly string[]
}

/** `module` is a file URL; `own`: of somebody else than us. */
export type EngineWorkload = {
  readonly module: string
  readonly settings: unknown
  readonly own?: boolean
}

/** What a generator thread is to do; all of it can be cloned. */
export type WorkerOrder = {
  readonly worker: number
  readonly workers: number
  readonly model: 'closed' | 'open'
  /** Of the whole run, the warm-up included. */
  readonly ramp: Ramp
  readonly connections: number
  readonly userClasses: readonly { readonly name: string; readonly weight: number }[]
  readonly warmUpMs: number
  readonly requestTimeoutMs: number
  readonly stopTimeoutMs: number
  readonly seed: number
  readonly workload: EngineWorkload
}

export type ToWorker =
  /** `atMs` is a time of the monotonic clock that all threads share. */
  | { readonly kind: 'go'; readonly atMs: number }
  | { readonly kind: 'stop'; readonly drainMs: number }
  /** Of the whole run, in place of the one that was ordered: the same up to about now, and as long. */
  | { readonly kind: 'change'; readonly ramp: Ramp }
  | { readonly kind: 'recycle'; readonly records: Float64Array<ArrayBuffer> }

export type FromWorker =
  | { readonly kind: 'ready'; readonly endpoints: readonly SharedEndpoint[] }
  | ({ readonly kind: 'batch' } & Batch)
  | ({ readonly kind: 'tick' } & WorkerTick)
  | ({ readonly kind: 'end' } & WorkerEnd)
  | { readonly kind: 'failed'; readonly why: 'usage' | 'unreachable'; readonly message: string }

export type WorkerTick = {
  readonly second: number
  readonly users: number
  readonly inFlight: number
  readonly sentInAll: number
  /** p99 of the event loop of the thread since the last one; null where it was not measured. */
  readonly loopDelayMs: number | null
  /** What the workload measured beside its requests since the last one; undefined where it measures nothing. */
  readonly gauged: unknown
}

export type WorkerEnd = {
  readonly sentInAll: number
  readonly dropped: number
  readonly usersMax: number
  /** When no more requests were started. */
  readonly usersAtStop: number
  readonly inFlightAtStop: number
  /** That instant, in ms since the start of the measured time. */
  readonly stoppedMs: number
  readonly eventLoopDelayMs: { readonly p99: number | null; readonly max: number | null }
  /** As in the ticks: p99 since the last one. */
  readonly loopDelayMs: number | null
  /** As in the ticks: what came since the last one. */
  readonly gauged: unknown
}

/** The monotonic clock that all threads of the process share, in ms. */
export function sharedNow(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
