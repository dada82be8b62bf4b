/** Waiting with a deadline: for a condition of the outside world, or for time to pass. */
import { setTimeout as delay } from 'node:timers/promises'

import { UnreachableError } from './errors.ts'

export type Waiting = {
  /** What is waited for, as it reads in `Cannot see <what> within 5 s`. */
  readonly what: string
  readonly deadlineMs: number
  /** Pause between two probes. */
  readonly everyMs?: number
  readonly signal?: AbortSignal
}

/**
 * Probes until the answer is neither undefined, null nor false, and returns that answer. What the probe throws is thrown on.
 *
 * @throws UnreachableError when the deadline passes; the reason of the signal when that is aborted.
 */
export async function until<T>(
  probe: () => T | Promise<T>,
  { what, deadlineMs, everyMs = 10, signal }: Waiting,
): Promise<NonNullable<Exclude<T, false>>> {
  const end = performance.now() + deadlineMs
  for (;;) {
    signal?.throwIfAborted()
    const answer = await probe()
    if (isThere(answer)) return answer
    if (performance.now() >= end) {
      throw new UnreachableError(`Cannot see ${what} within ${deadlineMs / 1000} s`)
    }
    await sleep(everyMs, signal)
  }
}

/** Resolves after `ms`, not before; rejects with the reason of the signal as soon as that is aborted. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  const end = performance.now() + ms
  let left = ms
  try {
    // Node cuts times to whole milliseconds: a timer fires up to two of them early.
    do {
      await delay(left, undefined, { signal })
      left = end - performance.now()
    } while (left > 0)
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}

/**
 * Runs `act` with a signal that is aborted by `signal`, and after `ms`.
 *
 * Not `AbortSignal.any` with an `AbortSignal.timeout` in it: on Node 20 nothing holds such a timeout, and once the garbage is
 * collected it never comes.
 *
 * @throws UnreachableError that says `no answer within 3 s`; the reason of the signal when that is aborted.
 */
export async function withDeadline<T>(
  { ms, signal }: { readonly ms: number; readonly signal: AbortSignal },
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const controller = new AbortController()
  const late = new UnreachableError(`no answer within ${ms / 1000} s`)
  const timer = setTimeout(() => controller.abort(late), ms)
  function stop(): void {
    controller.abort(signal.reason)
  }
  signal.addEventListener('abort', stop)
  try {
    return await act(controller.signal)
  } catch (error) {
    // What was aborted says only that it was.
    controller.signal.throwIfAborted()
    throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

/** True when `promise` settled, either way, within `ms`; never rejects. */
export async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false)
    function settled(): void {
      clearTimeout(timer)
      resolve(true)
    }
    promise.then(settled, settled)
  })
}

function isThere<T>(answer: T): answer is NonNullable<Exclude<T, false>> {
  return answer !== undefined && answer !== null && answer !== false
}
