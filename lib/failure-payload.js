// @ts-check
/** Groups of failures on their way to the live page: each text once, that of an endpoint by its place, and times from the first one on. */

/** @typedef {import('./result.ts').Failure} Failure */
/** @typedef {readonly (readonly [method: string, name: string])[]} Names */

/**
 * A row is a group: method, name, kind, message and first message as places in the texts of the names and then of `texts`
 * (-1: the message is the first one), count, first and last, and where it is known when it happened.
 * @typedef {{ readonly sinceMs: number, readonly texts: readonly string[], readonly rows: readonly (readonly number[])[] }} PackedFailures
 */

/**
 * @param {readonly Failure[]} failures
 * @param {Names} names of the endpoints, which are told anyway
 * @returns {PackedFailures}
 */
export function packFailures(failures, names) {
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

  const begins = failures.map(({ firstAt }) => Date.parse(firstAt))
  const sinceMs = begins.length === 0 ? 0 : Math.min(...begins)
  const rows = failures.map(({ method, name, kind, message, sample, count, ...when }) => [
    ...[method, name, kind, message].map(placeOf),
    sample === undefined ? -1 : placeOf(sample),
    count,
    ...[when.firstAt, when.lastAt].map((at) => Date.parse(at) - sinceMs),
    ...timesOf(when),
  ])
  return { sinceMs, texts, rows }
}

/** @param {Pick<Failure, 'over'>} failure */
function timesOf({ over }) {
  return over === undefined ? [] : [over.from, over.to, over.step, ...over.counts]
}

/**
 * @param {PackedFailures} packed
 * @param {Names} names
 * @returns {Failure[]}
 */
export function unpackFailures({ sinceMs, texts, rows }, names) {
  const all = [...names.flat(), ...texts]
  return rows.map((row) => {
    const [method, name, kind, message] = row.slice(0, 4).map((place) => all[place] ?? '')
    const [sample = -1, count = 0, first = 0, last = 0, from, to = 0, step = 1, ...counts] =
      row.slice(4)
    return {
      method: method ?? '',
      name: name ?? '',
      kind: /** @type {Failure['kind']} */ (kind),
      message: message ?? '',
      ...(sample < 0 ? {} : { sample: all[sample] ?? '' }),
      count,
      firstAt: new Date(sinceMs + first).toISOString(),
      lastAt: new Date(sinceMs + last).toISOString(),
      ...(from === undefined ? {} : { over: { from, to, step, counts } }),
    }
  })
}
