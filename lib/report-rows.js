// @ts-check
/** Requests, failures and checks in the one order that every format lists them in; the page shares it. */

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').RequestStatistics} RequestStatistics */
/** @typedef {import('./result.ts').Verdict} Verdict */

/**
 * By name, then method, as Locust does; by code unit, so that the order is the same on every machine.
 * @param {Result} result
 */
export function requestRows(result) {
  return [...(result.requests ?? [])].sort(
    (left, right) => compare(left.name, right.name) || compare(left.method, right.method),
  )
}

/**
 * The most frequent first.
 * @param {Result} result
 */
export function failureRows(result) {
  return [...(result.failures ?? [])].sort(
    (left, right) =>
      right.count - left.count ||
      compare(left.name, right.name) ||
      compare(left.method, right.method) ||
      compare(left.message, right.message),
  )
}

/** A sample of more would be most of the line. */
const sampleMax = 100

/**
 * In a line: with the first message as it was, where that is another, and short.
 * @param {import('./result.ts').Failure} failure
 */
export function failureWords({ message, sample }) {
  return sample === undefined || sample.length > sampleMax
    ? message
    : `${message} (first: ${sample})`
}

/** @type {Readonly<Record<Verdict, number>>} */
const order = { fail: 0, unknown: 1, pass: 2 }

/**
 * What failed first, then what is open, each in the order it was checked.
 * @param {Result} result
 */
export function checkRows(result) {
  return [...result.checks].sort((left, right) => order[left.verdict] - order[right.verdict])
}

/**
 * What Locust calls failures: an answer that was wrong, or none in time.
 * @param {RequestStatistics} request
 */
export function failuresOf({ failed, timedOut }) {
  return failed + timedOut
}

/**
 * What Locust calls requests a second: all that ended, well or not.
 * @param {RequestStatistics} request
 */
export function requestsPerSecond({ throughput, failuresPerSecond }) {
  return throughput + failuresPerSecond
}

/**
 * @param {string} left
 * @param {string} right
 */
function compare(left, right) {
  if (left === right) return 0
  return left < right ? -1 : 1
}
