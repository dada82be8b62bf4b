/** Which interesting cases the examples of a property hold, and whether it sees enough of each. */
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'

import { HealthError, where } from './property-health.ts'

/** By name: whether an example is such a case, and the least percentage of the examples that must be. */
export type Labels<T> = Readonly<
  Record<string, { readonly percent: number; readonly is: (example: T) => boolean }>
>

/** Enough that a label of a few percent is told from none. */
const sampledMin = 200

/** So many standard deviations below what is required, a share is no bad luck: less than one run in a million. */
const deviations = 5

export type Shares = Readonly<Record<string, number>>

/** By arbitrary: laws of a file often have one in common, and it makes for one what it makes for another. */
const sampled = new WeakMap<object, readonly unknown[]>()

function sampleOf<T>(arbitrary: Arbitrary<T>, { seed, count }: { seed: number; count: number }) {
  const known = sampled.get(arbitrary) as readonly T[] | undefined
  if (known?.length === count) return known
  const values = fc.sample(arbitrary, { seed, numRuns: count })
  sampled.set(arbitrary, values)
  return values
}

/**
 * The percentage of each label among examples that the arbitrary makes, at least 200 of them, from this seed where no law before
 * had the same arbitrary; and the labels that are seen too rarely, each with what was seen.
 */
export function labelShares<T>(
  { arbitrary, labels }: { arbitrary: Arbitrary<T>; labels: Labels<T> },
  { seed, examples }: { seed: number; examples: number },
): { shares: Shares; rare: readonly string[] } {
  const names = Object.entries(labels)
  if (names.length === 0) return { shares: {}, rare: [] }
  const count = Math.max(sampledMin, examples)
  const values = sampleOf(arbitrary, { seed, count })
  const seen = names.map(([name, { percent, is }]) => {
    const share = values.filter(is).length / count
    const required = percent / 100
    const least = required - deviations * Math.sqrt((required * (1 - required)) / count)
    return { name, share, percent, rare: share === 0 || share < least }
  })
  return {
    shares: Object.fromEntries(seen.map(({ name, share }) => [name, round(100 * share)])),
    rare: seen
      .filter(({ rare }) => rare)
      .map(
        ({ name, share, percent }) =>
          `"${name}" is seen in ${round(100 * share)} % of ${count} examples, expected ${percent} %`,
      ),
  }
}

/**
 * For each label that no example of the run was, an arbitrary of examples that are: a property that has not met an
 * interesting case by chance is made to meet it.
 */
export function unmet<T>(
  { arbitrary, labels }: { arbitrary: Arbitrary<T>; labels: Labels<T> },
  met: ReadonlySet<string>,
): readonly { readonly name: string; readonly arbitrary: Arbitrary<T> }[] {
  return Object.entries(labels)
    .filter(([name]) => !met.has(name))
    .map(([name, { is }]) => ({ name, arbitrary: where(arbitrary, is) }))
}

/** What is told of a label that cannot be met at all. */
export function neverMet(name: string, error: unknown): HealthError {
  return new HealthError(`"${name}" is never seen`, { cause: error })
}

function round(percent: number): number {
  return Math.round(percent * 10) / 10
}
