// @ts-check
/** How charts look: colours come from the style sheet, so that light and dark are told in one place. */
import { formatLimit } from './format-numbers.js'

/** @typedef {import('uplot').Axis} Axis */
/** @typedef {import('uplot').Series} Series */

/** @param {string} name */
export function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

/** Changes with the colours: a chart that was drawn in others has to be drawn anew. */
export function colorScheme() {
  return color('text')
}

/** @type {import('uplot').Scale.Distr} */
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- a const enum of the types has no name here.
export const logarithmic = 3

/** @type {import('uplot').Axis.Side} */
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- a const enum of the types has no name here.
export const right = 1

const font = '12px system-ui, sans-serif'

/**
 * @param {Axis} own
 * @returns {Axis}
 */
export function axis(own) {
  const grid = { stroke: color('grid'), width: 1 }
  return { stroke: color('muted'), font, grid, ticks: { ...grid, size: 4 }, ...own }
}

/**
 * A line that breaks where nothing was measured; a point between two gaps is drawn as a dot.
 * @param {Series & { label: string, stroke: string }} own
 * @returns {Series}
 */
export function line(own) {
  const { stroke } = own
  return {
    width: 1.5,
    spanGaps: false,
    points: { show: true, size: 4, fill: stroke, filter: lonely },
    ...own,
  }
}

/**
 * @param {import('uplot')} plot
 * @param {number} series
 */
function lonely(plot, series) {
  const values = plot.data[series] ?? []
  return [...values.keys()].filter(
    (index) => isThere(values[index]) && !isThere(values[index - 1]) && !isThere(values[index + 1]),
  )
}

/** @param {number | null | undefined} value */
function isThere(value) {
  return value !== null && value !== undefined
}

/**
 * A round value of an axis, without digits that say nothing: 10 ms, 0.5 ms.
 * @param {number | null} value
 * @param {string} unit
 */
export function tick(value, unit) {
  return value === null ? '' : formatLimit(Number(value.toPrecision(3)), unit)
}
