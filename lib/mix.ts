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
  const last = weights.findLastIndex((weight) => weight > 0)
  return (random) => {
    const drawn = random.next()
    let index = 0
    while (index < last && drawn >= (bounds[index] ?? 1)) index++
    return index
  }
}

/**
 * Deals `count` places to the weights so that each gets its share to within one place (largest remainder), spread
 * evenly over the sequence. The answer has the index of a weight for each place.
 * @example assign([2, 1], 6) // [0, 1, 0, 0, 1, 0]
 */
export function assign(weights: readonly number[], count: number): number[] {
  const shares = largestRemainder(weights, count)
  const owed = shares.map(() => 0)
  return Array.from({ length: count }, () => {
    let richest = 0
    for (let index = 0; index < shares.length; index++) {
      owed[index] = (owed[index] ?? 0) + (shares[index] ?? 0)
      if ((owed[index] ?? 0) > (owed[richest] ?? 0)) richest = index
    }
    owed[richest] = (owed[richest] ?? 0) - count
    return richest
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
