// @ts-check
/** Where the names of limits stand in a chart: above their lines, and those of lines close to each other as one. */
import { formatMs } from './format-numbers.js'

/** In pixels of the page: a name needs so much above its line, or below it, and so much more apart from the next. */
const height = 14
const apart = 2
/** From a line to where the letters of its name stand. */
const above = 4
const below = 12

/** @typedef {{ readonly percentile: string, readonly limit: number, readonly y: number }} LimitLine */
/** @typedef {{ readonly text: string, readonly y: number }} LimitLabel */

/**
 * @param {readonly LimitLine[]} lines `y` counts from above, in pixels of the page
 * @param {number} top of the chart
 * @returns {readonly LimitLabel[]} `y`: where the letters stand
 */
export function limitLabels(lines, top) {
  /** @type {LimitLine[][]} */
  const groups = []
  for (const line of lines.toSorted((from, to) => from.y - to.y)) {
    const group = groups.at(-1)
    if (group !== undefined && line.y - lowest(group) < gapBelow(group, top)) group.push(line)
    else groups.push([line])
  }
  return groups.map((group) => {
    const y = hasRoomAbove(group, top) ? highest(group) - above : lowest(group) + below
    return { text: textOf(group), y }
  })
}

/**
 * Below a group stands the name of the next, and its own where there is no room above.
 * @param {readonly LimitLine[]} group
 * @param {number} top
 */
function gapBelow(group, top) {
  return (hasRoomAbove(group, top) ? height : 2 * height) + apart
}

/**
 * @param {readonly LimitLine[]} group
 * @param {number} top
 */
function hasRoomAbove(group, top) {
  return highest(group) - height >= top
}

/** @param {readonly LimitLine[]} group */
function highest(group) {
  return group[0]?.y ?? 0
}

/** @param {readonly LimitLine[]} group */
function lowest(group) {
  return group.at(-1)?.y ?? 0
}

/**
 * `limit p99 15.2 ms`, or `limits p99 15.2, p95 13.4 ms`.
 * @param {readonly LimitLine[]} group
 */
function textOf(group) {
  const told = group.map(({ percentile, limit }) => `${percentile} ${formatMs(limit)}`)
  return `${told.length === 1 ? 'limit' : 'limits'} ${told.join(', ')} ms`
}
