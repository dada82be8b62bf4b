/** A deadline for each example of a property, synchronous code too: slow twice is a failure that shrinks like any other. */
import type { Plugin, PreconditionFailure, PropertyFailure } from 'fast-check'

export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}

/** What was seen of time while a property was checked. */
export type Pace = { slow: number }

/** A promise that never settles is no example that is merely slow: it is given up after this many deadlines. */
const givenUpAfter = 20

/**
 * An example that takes longer than `deadlineMs` is run again, and fails only when it is slow again: what a compiler, a
 * collector or another process did to the first run is counted in `pace.slow`. A loop that never ends cannot be interrupted
 * from within: the limit of the whole file ends it. `now` is a clock in milliseconds.
 */
export function deadline<Ts>(
  deadlineMs: number,
  { pace, now }: { readonly pace: Pace; readonly now: () => number },
): Plugin<Ts> {
  return () => ({
    decorateRun: (run) => {
      async function timed(value: Ts): Promise<{ outcome: Outcome; tookMs: number }> {
        const started = now()
        const outcome = await settled(run(value), deadlineMs)
        return { outcome, tookMs: now() - started }
      }
      return async (value: Ts) => {
        const first = await timed(value)
        if (first.outcome !== null || first.tookMs <= deadlineMs) return first.outcome
        const second = await timed(value)
        if (second.outcome !== null) return second.outcome
        if (second.tookMs > deadlineMs) {
          return tooSlow(Math.min(first.tookMs, second.tookMs), deadlineMs)
        }
        pace.slow++
        return null
      }
    },
  })
}

type Outcome = PreconditionFailure | PropertyFailure | null

async function settled(running: Outcome | Promise<Outcome>, deadlineMs: number): Promise<Outcome> {
  const limitMs = givenUpAfter * deadlineMs
  if (!Number.isFinite(limitMs)) return await running
  let timer: NodeJS.Timeout | undefined
  const givenUp = new Promise<Outcome>((resolve) => {
    timer = setTimeout(
      () => resolve({ error: new DeadlineError(`no end within ${limitMs} ms`) }),
      limitMs,
    )
  })
  try {
    return await Promise.race([running, givenUp])
  } finally {
    clearTimeout(timer)
  }
}

function tooSlow(tookMs: number, deadlineMs: number): Outcome {
  return {
    error: new DeadlineError(
      `took ${Math.round(tookMs)} ms twice, expected at most ${deadlineMs} ms`,
    ),
  }
}
