// @ts-check
/** How a check went over a run where its series does not tell it: its columns, and as points. */
import { columnsMax } from './chart-checks.js'

/** @typedef {import('./check.ts').CheckOver} CheckOver */

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
