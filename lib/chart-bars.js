// @ts-check
/** The bars of a latency distribution: side by side on a logarithmic axis. */
import { isMeasured } from './format-numbers.js'

/** @typedef {import('./chart-data.js').Distribution} Distribution */

/** @typedef {{ readonly lower: number, readonly upper: number, readonly count: number }} Bar */

/** More bars than this are no table that anybody reads. */
const barsMax = 60

/**
 * Bars side by side on a logarithmic axis; equally wide, because the buckets' bounds grow by one factor.
 * @param {Distribution} distribution
 * @returns {readonly Bar[]}
 */
export function barsOf(distribution) {
  const buckets = distribution.filter(
    ([bound, count]) => isMeasured(bound) && bound > 0 && count > 0,
  )
  const [first] = buckets
  const last = buckets.at(-1)
  if (first === undefined || last === undefined) return []
  const [origin] = first
  const growth = Math.log(growthOf(buckets))
  /** @param {number} bound */
  function stepOf(bound) {
    return Math.round(Math.log(bound / origin) / growth)
  }
  const merged = Math.ceil((stepOf(last[0]) + 1) / barsMax)
  /** @type {Map<number, number>} */
  const counts = new Map()
  for (const [bound, count] of buckets) {
    const group = Math.floor(stepOf(bound) / merged)
    counts.set(group, (counts.get(group) ?? 0) + count)
  }
  return [...counts].map(([group, count]) => ({
    lower: origin * Math.exp(growth * (group * merged - 1)),
    upper: origin * Math.exp(growth * (group * merged + merged - 1)),
    count,
  }))
}

/** Buckets a decade, as latency.ts has them: the first of which there are at most so many from end to end. */
const perDecade = [40, 20, 10, 5, 4]

/**
 * The factor from one bound to the next. Where most buckets are empty the bounds that are left do not tell it: ours are
 * on a grid that their range tells.
 * @param {Distribution} buckets
 */
function growthOf(buckets) {
  const places = buckets.map(([bound]) => Math.log10(bound))
  const range = (places.at(-1) ?? 0) - (places[0] ?? 0)
  const steps = perDecade.find((each) => Math.round(range * each) < barsMax) ?? 4
  // Bounds may be rounded to three digits.
  const isOurs = places.every(
    (place) => Math.abs(place * steps - Math.round(place * steps)) < steps / 400,
  )
  return isOurs ? 10 ** (1 / steps) : foreignGrowthOf(buckets)
}

/**
 * Bounds may be rounded: the smallest ratio is too small then, and over fifty buckets a whole one off. It only tells who
 * are neighbours; the factor is what lies between the outermost, evenly divided.
 * @param {Distribution} buckets
 */
function foreignGrowthOf(buckets) {
  const ratios = buckets.slice(1).map(([bound], index) => bound / (buckets[index]?.[0] ?? bound))
  const logs = ratios.filter((ratio) => ratio > 1.0001).map(Math.log)
  const smallest = Math.min(...logs)
  if (!Number.isFinite(smallest)) return 1.1
  const near = logs.filter((log) => Math.round(log / smallest) === 1)
  const step = near.reduce((sum, log) => sum + log, 0) / near.length
  const whole = logs.reduce((sum, log) => sum + log, 0)
  const steps = logs.reduce((sum, log) => sum + Math.round(log / step), 0)
  return Math.exp(whole / steps)
}
