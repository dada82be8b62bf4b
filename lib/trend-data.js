// @ts-check
/** Lines of many endpoints over a whole run in a few columns: where they are full, two become one, of twice the length. */

/** @typedef {(number | null)[]} TrendLine */

/**
 * `seen` seconds in columns of `step` seconds each, the last one perhaps not full; all lines are equally long.
 * @typedef {{ readonly step: number, readonly seen: number, readonly lines: readonly TrendLine[] }} Trends
 */

/**
 * One endpoint over the run: of each column the highest second, of requests those that ended.
 * @typedef {{ readonly step: number, readonly seen: number, readonly p95: TrendLine, readonly rate: TrendLine }} EndpointTrend
 */

/** At most so many columns. */
export const columnsMax = 60

/** @type {Trends} */
export const noTrends = { step: 1, seen: 0, lines: [] }

/**
 * The trends a second later. The highest of a column stands for it: percentiles cannot be averaged.
 * @param {Trends} trends
 * @param {readonly (number | null)[]} values one a line; lines that are new begin with nothing
 * @returns {Trends}
 */
export function withSecond(trends, values) {
  const { step, seen, lines } = roomIn(trends)
  const isNew = seen % step === 0
  const columns = Math.ceil(seen / step)
  const count = Math.max(lines.length, values.length)
  return {
    step,
    seen: seen + 1,
    lines: Array.from({ length: count }, (_, index) => {
      const line = lines[index] ?? Array.from({ length: columns }, () => null)
      const value = values[index] ?? null
      return isNew ? [...line, value] : [...line.slice(0, -1), higher(line.at(-1), value)]
    }),
  }
}

/** @param {Trends} trends */
function roomIn({ step, seen, lines }) {
  if (seen < columnsMax * step) return { step, seen, lines }
  return { step: 2 * step, seen, lines: lines.map(halved) }
}

/** @param {TrendLine} line */
function halved(line) {
  return line
    .filter((_, index) => index % 2 === 0)
    .map((value, half) => higher(value, line[2 * half + 1]))
}

/**
 * @param {number | null | undefined} one
 * @param {number | null | undefined} other
 */
function higher(one = null, other = null) {
  return one === null || other === null ? (one ?? other) : Math.max(one, other)
}

/**
 * The end of each column, in seconds.
 * @param {Pick<Trends, 'step' | 'seen'>} trends
 */
export function timesOfTrend({ step, seen }) {
  return Array.from({ length: Math.ceil(seen / step) }, (_, column) =>
    Math.min(seen, (column + 1) * step),
  )
}

/**
 * The p95 lines of the endpoints of a Result, in their order; none where they were not followed.
 * @param {readonly Pick<import('./result.ts').RequestStatistics, 'over'>[]} requests
 * @returns {Trends}
 */
export function trendsOf(requests) {
  const known = requests.find(({ over }) => over !== undefined)?.over
  if (known === undefined) return noTrends
  const { step, seen } = known
  return { step, seen, lines: requests.map(({ over }) => over?.p95 ?? []) }
}
