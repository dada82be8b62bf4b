// @ts-check
/** The endpoints of a run whose times have changed most beside a baseline. */
import { isMeasured } from './format-numbers.js'

/** @typedef {import('./baseline-result.ts').EndpointComparison} EndpointComparison */

const fields = /** @type {const} */ (['p50', 'p95', 'p99'])

/**
 * So many of them, in the order in which they are; twice as slow is as much as twice as fast, and what is known on one side only
 * is more than both.
 * @param {readonly EndpointComparison[]} endpoints
 * @param {number} most
 */
export function mostChanged(endpoints, most) {
  const sized = endpoints.map((each) => ({ each, size: sizeOf(each) }))
  const kept = new Set(
    sized
      .sort((left, right) => right.size - left.size)
      .slice(0, most)
      .map(({ each }) => each),
  )
  return endpoints.filter((each) => kept.has(each))
}

/** @param {EndpointComparison} endpoint */
function sizeOf({ before, now }) {
  return Math.max(...fields.map((field) => timesAsMuch(before[field], now[field])))
}

/**
 * As a number that can be compared, whatever a time was before.
 * @param {number | null} before
 * @param {number | null} now
 */
function timesAsMuch(before, now) {
  if (before === now) return 0
  if (!isMeasured(before) || !isMeasured(now)) return Number.MAX_VALUE
  return Math.min(Math.abs(Math.log(now / before)), 1000)
}
