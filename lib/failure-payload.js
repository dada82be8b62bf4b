// @ts-check
/** Groups of failures on their way to the live page: each text once, that of an endpoint by its place, and times from the first one on. */
import { keyLength, untoldFailure } from './failure-key.js'

/** @typedef {import('./result.ts').Failure} Failure */
/** @typedef {import('./failure-key.js').KnownFailure} KnownFailure */
/** @typedef {readonly (readonly [method: string, name: string])[]} Names */

/**
 * A row is a group: method, name, kind, message and first message as places in the texts of the names and then of `texts`
 * (-1: the message is the first one; as -3 less the place, where not all texts are told), count, first and last, and where
 * it is known when it happened. `rest`: how often others happened, of which nothing else is told. `keys`: those of the
 * rows whose texts are not all told, and of the rest, one behind the other.
 * @typedef {{
 *   readonly sinceMs: number,
 *   readonly texts: readonly string[],
 *   readonly rows: readonly (readonly number[])[],
 *   readonly rest: readonly number[],
 *   readonly keys: string,
 * }} PackedFailures
 */

/**
 * @param {{
 *   readonly told: readonly KnownFailure[],
 *   readonly rest: readonly { readonly id: string, readonly count: number }[],
 * }} failures
 * @param {Names} names of the endpoints, which are told anyway
 * @returns {PackedFailures}
 */
export function packFailures({ told, rest }, names) {
  const known = names.flat()
  /** @type {string[]} */
  const texts = []
  const places = new Map(known.map((text, place) => [text, place]))

  /** @param {string} text */
  function placeOf(text) {
    const place = places.get(text) ?? known.length + texts.length
    if (place === known.length + texts.length) texts.push(text)
    places.set(text, place)
    return place
  }

  const begins = told.map(({ firstAt }) => Date.parse(firstAt))
  const sinceMs = begins.length === 0 ? 0 : Math.min(...begins)
  const rows = told.map(({ method, name, kind, message, sample, id, count, ...when }) => [
    ...[method, name, kind, message].map(placeOf),
    withKey(sample === undefined ? -1 : placeOf(sample), id),
    count,
    ...[when.firstAt, when.lastAt].map((at) => Date.parse(at) - sinceMs),
    ...timesOf(when),
  ])
  const keys = [...told, ...rest].map(({ id = '' }) => id).join('')
  return { sinceMs, texts, rows, rest: rest.map(({ count }) => count), keys }
}

/**
 * @param {number} place
 * @param {string | undefined} id
 */
function withKey(place, id) {
  return id === undefined ? place : -3 - place
}

/** @param {Pick<Failure, 'over'>} failure */
function timesOf({ over }) {
  return over === undefined ? [] : [over.from, over.to, over.step, ...over.counts]
}

/**
 * @param {PackedFailures} packed
 * @param {Names} names
 * @returns {KnownFailure[]}
 */
export function unpackFailures({ sinceMs, texts, rows, rest, keys }, names) {
  const all = [...names.flat(), ...texts]
  let read = 0
  function nextKey() {
    read += keyLength
    return keys.slice(read - keyLength, read)
  }

  const told = rows.map((row) => {
    const [method, name, kind, message] = row.slice(0, 4).map((place) => all[place] ?? '')
    const [place = -1, count = 0, first = 0, last = 0, from, to = 0, step = 1, ...counts] =
      row.slice(4)
    const sample = place < -1 ? -3 - place : place
    return {
      method: method ?? '',
      name: name ?? '',
      kind: /** @type {Failure['kind']} */ (kind),
      message: message ?? '',
      ...(sample < 0 ? {} : { sample: all[sample] ?? '' }),
      ...(place < -1 ? { id: nextKey() } : {}),
      count,
      firstAt: new Date(sinceMs + first).toISOString(),
      lastAt: new Date(sinceMs + last).toISOString(),
      ...(from === undefined ? {} : { over: { from, to, step, counts } }),
    }
  })
  return [...told, ...rest.map((count) => untoldFailure(nextKey(), count))]
}
