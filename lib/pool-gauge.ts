/** What a pool of one generator thread shows of itself: each wait for a connection, and how many are in use, every 100 ms. */
import type { PoolGauged } from './pool-statistics.ts'
import type { Gauge } from './users.ts'

export type PoolGauge = Omit<Gauge, 'take'> & {
  readonly take: () => PoolGauged
  /** A wait that began at `dueMs` ends now. */
  readonly waited: (dueMs: number) => void
  readonly replaced: () => void
}

export const sampleMs = 100

export function poolGauge(inUse: () => number): PoolGauge {
  let fromMs = Number.POSITIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let waitsUs: number[] = []
  let samples: [number, number][] = []
  let replacements = 0

  function arm(index: number): void {
    const waitMs = Math.max(1, fromMs + index * sampleMs - performance.now())
    timer = setTimeout(sample, waitMs, index)
  }

  /** After an event loop that stood still, samples are missing rather than invented. */
  function sample(due: number): void {
    const index = Math.floor((performance.now() - fromMs) / sampleMs)
    // A timer of Node may come up to a millisecond early: then it is set again.
    if (index >= due) samples.push([index, inUse()])
    arm(index + 1)
  }

  function take(): PoolGauged {
    const told = { waitsUs, samples, replaced: replacements }
    waitsUs = []
    samples = []
    replacements = 0
    return told
  }

  return {
    start: (atMs) => {
      fromMs = atMs
      // The first users come at 0: before they have a connection there is nothing to see.
      arm(1)
    },
    stop: () => clearTimeout(timer),
    take,
    waited: (dueMs) => {
      if (dueMs >= fromMs) waitsUs.push(Math.round((performance.now() - dueMs) * 1000))
    },
    replaced: () => replacements++,
  }
}
