/** Weighted choice: at random for tasks, exactly for users. */

import type { Random } from './random.ts'

/** Draws an index with the chance that its weight gives it. Weights are 0 or more, and not all 0. */
export function mix(weights: readonly number[]): (random: Random) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (!(total > 0) || weights.some((weight) => !(weight >= 0))) {
    throw new Error(`Cannot mix "${weights.join(' ')}": expected weights of 0 or more, not all 0`)
  }
  let sum = 0
  const bounds = weights.map((weight) => (sum += weight) / total)
  return (random) => {
    const drawn = random.next()
    return bounds.findIndex((bound) => drawn < bound)
  }
}

/**
 * Deals `count` places to the weights so that each gets its share to within one place (largest remainder), spread
 * evenly over the sequence. The answer has the index of a weight for each place.
 * @example assign([2, 1], 6) // [0, 1, 0, 0, 1, 0]
 */
export function assign(weights: readonly number[], count: number): number[] {
  const places = largestRemainder(weights, count).map((share, index) => ({ index, share, owed: 0 }))
  return Array.from({ length: count }, () => {
    for (const place of places) place.owed += place.share
    const richest = places.reduce((most, each) => (each.owed > most.owed ? each : most))
    richest.owed -= count
    return richest.index
  })
}

/** Whole numbers that add up to `count`, each the weight's share of it rounded up or down. */
export function largestRemainder(weights: readonly number[], count: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const exact = weights.map((weight) => (weight / total) * count)
  const shares = exact.map(Math.floor)
  const missing = count - shares.reduce((sum, share) => sum + share, 0)
  const byRemainder = exact
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .sort((left, right) => right.remainder - left.remainder || left.index - right.index)
  for (const { index } of byRemainder.slice(0, missing)) shares[index] = (shares[index] ?? 0) + 1
  return shares
}
