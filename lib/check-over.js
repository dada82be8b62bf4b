// @ts-check
/** How a check went over a run where its series does not tell it: its columns, as points, and as news of a second. */
import { columnsMax } from './chart-checks.js'

/** @typedef {import('./check.ts').Check} Check */
/** @typedef {import('./check.ts').CheckOver} CheckOver */
/** @typedef {import('./live-packet.js').Row} Row */

/**
 * How many seconds a column has after so many of the run: twice as many whenever there would be too many columns.
 * @param {number} seconds
 */
export function stepAfter(seconds) {
  let step = 1
  while (seconds > columnsMax * step) step *= 2
  return step
}

/**
 * What was measured, each at the first second of its column.
 * @param {CheckOver} over
 */
export function pointsOfOver({ step, values }) {
  return values.flatMap((value, column) =>
    value === null ? [] : [{ t: column * step + 1, value }],
  )
}

/**
 * What is new in the lines of checks since a second: the place of the check, how long its columns are, from which column on
 * they are told, and their values.
 * @param {readonly Check[]} checks
 * @param {number} before that second; 0 for all
 * @returns {Row[]}
 */
export function overNews(checks, before) {
  return checks.flatMap(({ over }, place) => {
    if (over === undefined) return []
    const { step, values } = over
    // The one after that second may be of a column that was told already, and is not full.
    const from = stepAfter(before) === step ? Math.floor(before / step) : 0
    return [[place, step, from, ...values.slice(from)]]
  })
}

/**
 * The checks as they are now, with the lines that they had before, brought up to date.
 * @param {readonly Check[]} before
 * @param {{ readonly checks: readonly Check[], readonly lines: readonly Row[] }} now
 * @returns {readonly Check[]}
 */
export function withOverNews(before, { checks, lines }) {
  const news = new Map(lines.map(([place, ...line]) => [place, line]))
  return checks.map((check, place) => {
    const line = news.get(place)
    return line === undefined ? check : { ...check, over: overAfter(before[place]?.over, line) }
  })
}

/**
 * @param {CheckOver | undefined} known
 * @param {Row} line
 * @returns {CheckOver}
 */
function overAfter(known, [step, from, ...values]) {
  const columns = known?.values ?? []
  const kept = Array.from({ length: from ?? 0 }, (_, column) => columns[column] ?? null)
  return { step: step ?? 1, values: [...kept, ...values] }
}
