/** What makes a property worth little although it passes: examples too slow to make, mostly thrown away, or too large. */
import * as fc from 'fast-check'
import type { Arbitrary, Plugin } from 'fast-check'

export class HealthError extends Error {
  override readonly name = 'HealthError'
}

/** Looked at are the first examples: what is wrong with these is wrong with the rest. */
const lookedAt = 10
const generateCpuMsMax = 1000
const charactersMax = 200_000
const discardedMax = 9

/** Rejections in a row after which `where` gives up. */
const rejectedMax = 1000

export type Health<Ts> = {
  readonly plugin: Plugin<Ts>
  /** What is wrong, as a sentence; null where nothing is. `examples` and `discarded` are of the whole run. */
  readonly problem: (run: {
    readonly examples: number
    readonly discarded: number
  }) => string | null
}

/** Generation is measured in CPU time: another process's load makes no property sick. */
export function health<Ts>(): Health<Ts> {
  let generated = 0
  let cpuMs = 0
  let large = 0
  const watched: ReturnType<Plugin<Ts>> = {
    decorateGenerate:
      (generate) =>
      (...given) => {
        if (generated >= lookedAt) return generate(...given)
        const before = process.cpuUsage()
        const value = generate(...given)
        const { user, system } = process.cpuUsage(before)
        generated++
        cpuMs += (user + system) / 1000
        if (fc.stringify(value.value_).length > charactersMax) large++
        return value
      },
  }
  return {
    plugin: () => watched,
    problem: ({ examples, discarded }) => {
      if (cpuMs > generateCpuMsMax) {
        return `too slow to generate: ${generated} examples took ${Math.round(cpuMs)} ms of CPU, expected at most ${generateCpuMsMax}`
      }
      if (discarded > discardedMax * Math.max(1, examples)) {
        return `too many discarded: ${discarded} for ${examples} kept, expected at most ${discardedMax} for each`
      }
      if (large >= 3) {
        return `too large: ${large} of ${generated} examples print as more than ${charactersMax} characters`
      }
      return null
    },
  }
}

/**
 * The values of an arbitrary that are as wanted. Unlike `.filter()`, which goes on for ever where nothing is, it gives up.
 *
 * @throws HealthError, while generating, after 1000 rejections in a row.
 */
export function where<T>(arbitrary: Arbitrary<T>, wanted: (value: T) => boolean): Arbitrary<T> {
  let rejected = 0
  return arbitrary.filter((value) => {
    if (wanted(value)) {
      rejected = 0
      return true
    }
    if (++rejected < rejectedMax) return false
    rejected = 0
    throw new HealthError(`${rejectedMax} generated values in a row were not as wanted`)
  })
}
