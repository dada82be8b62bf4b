/** What users do: the words in which a workload tells the engine of its endpoints, its users and their pauses. */

import type { Random } from './random.ts'
import type { FailureKind } from './result.ts'

/** Something that can be asked. `name` is a template, never one path of many: statistics are kept by it. */
export type Endpoint = { readonly method: string; readonly name: string }

/** Of all requests so many are to be of it, from 0 to 1, as the weights have it; null where they do not tell. */
export type SharedEndpoint = Endpoint & { readonly share: number | null }

export type UserClass = {
  /** How often each endpoint is asked, in the order of the workload's endpoints. 0: never. */
  readonly weights: readonly number[]
  readonly think: Think
}

/** A pause of uniform length after every `burst` requests (1: after each). Both 0: no pause. */
export type Think = { readonly minMs: number; readonly maxMs: number; readonly burst: number }

/**
 * What the engine runs. A workload module exports `start(settings, thread): Promise<Workload>`; it is loaded by its URL
 * in every generator thread, so `settings` must be structured-clonable.
 */
export type Workload = {
  readonly endpoints: readonly Endpoint[]
  readonly classes: Readonly<Record<string, UserClass>>
  readonly defaultClass: string
  /** A connection for one user (closed model), or one of the fixed number (open model). Opens nothing yet. */
  readonly open: (options: { readonly index: number; readonly random: Random }) => Connection
  readonly stop: () => Promise<void>
  readonly gauge?: Gauge
}

/** What a workload measures in a generator thread beside its requests. */
export type Gauge = {
  /** The measured time begins at `fromMs` of `performance.now()`: what is due before is warm-up. Called before all requests. */
  readonly start: (fromMs: number) => void
  /** The run time is over: what is still in flight may be counted, and nothing new begins. */
  readonly stop: () => void
  /** What came since it was last asked, structured-clonable: told to the main thread each second and at the end. */
  readonly take: () => unknown
}

/** Which of the run's generator threads this is, from 0. */
export type ThreadShare = { readonly worker: number; readonly workers: number }

export type StartWorkload = (settings: unknown, thread: ThreadShare) => Promise<Workload>

/** One connection, on which one request at a time is in flight. */
export type Connection = {
  /**
   * Asks an endpoint, by its index. Calls `reply.sent` when the first byte goes out, then one of the others, once.
   * `dueMs`: the intended start, of `performance.now()`.
   */
  readonly start: (endpoint: number, reply: Reply, dueMs: number) => void
  /** Gives up the request in flight: nothing more is called for it, and the next start uses a fresh connection. */
  readonly abandon: () => void
  readonly close: () => void
}

export type Reply = {
  readonly sent: () => void
  /** Negative bytes where nothing counts them. */
  readonly ok: (bodyBytes: number) => void
  /** `message` groups failures: no ids, no ports of one connection, no times. */
  readonly failed: (failure: Failed) => void
}

export type Failed = {
  readonly kind: FailureKind
  readonly message: string
  /** Null or left out where there was no whole answer. */
  readonly bodyBytes?: number
}

/**
 * What the weights come to. Users of several classes ask as often as they think and wait, so in the closed model
 * weights alone tell nothing of a mix of them.
 */
export function withShares(
  endpoints: readonly Endpoint[],
  of: {
    readonly classes: readonly { readonly class: UserClass; readonly weight: number }[]
    readonly model: 'closed' | 'open'
  },
): readonly SharedEndpoint[] {
  const { classes, model } = of
  const isKnown = model === 'open' || classes.length === 1
  const all = sum(classes.map(({ weight }) => weight))
  return endpoints.map(({ method, name }, index) => {
    const share = sum(
      classes.map((each) => {
        const { weights } = each.class
        return ((each.weight / all) * (weights[index] ?? 0)) / sum(weights)
      }),
    )
    return { method, name, share: isKnown ? share : null }
  })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0)
}

/** How long this user pauses after its `done`-th request, in ms. */
export function thinkMs(think: Think, done: number, random: Random): number {
  if (done % think.burst !== 0) return 0
  return random.between(think.minMs, think.maxMs)
}

/**
 * A connection for workloads written with promises: `run` gets the endpoint's index and what it needs to tell
 * when it sends, and resolves to the bytes it got; what it throws is a failure, as `explain` puts it.
 */
export function promiseConnection(options: {
  readonly run: (
    endpoint: number,
    request: { signal: AbortSignal; sent: () => void; dueMs: number },
  ) => Promise<number>
  readonly explain: (thrown: unknown) => Failed
  readonly close: () => void
}): Connection {
  let current: AbortController | null = null
  function start(endpoint: number, reply: Reply, dueMs: number): void {
    const mine = new AbortController()
    current = mine
    // Started in a microtask, so that a throw of `run` itself is a failure like any other.
    Promise.resolve()
      .then(() => options.run(endpoint, { signal: mine.signal, sent: () => reply.sent(), dueMs }))
      .then(
        (bodyBytes) => current === mine && reply.ok(bodyBytes),
        (thrown: unknown) => current === mine && reply.failed(options.explain(thrown)),
      )
      .catch((bug: unknown) => queueMicrotask(() => rethrow(bug)))
  }
  function abandon(): void {
    current?.abort()
    current = null
  }
  return { start, abandon, close: options.close }
}

function rethrow(bug: unknown): never {
  throw bug
}
