// @ts-check
/** What charts show beside the points of a run, packed for a file: one array a field, which packs best. */
import { heatCells } from './heat-data.js'
import { pulseFields } from './pulse-data.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./pulse-data.js').Beside} Beside */
/** @typedef {import('./trend-data.js').Trends} Trends */

/**
 * `heat`: of so many points together their lowest bucket, and the count of it and of each above it.
 * @typedef {{
 *   heat: (readonly number[])[],
 *   heatPoints: number,
 *   pulse: (number | null)[][],
 *   states: Beside['states'],
 * }} PackedBeside
 */

const nameMax = 200

/** Columns of a heatmap: more are narrower than anybody sees. */
const heatMax = 300

/**
 * @param {Beside} beside
 * @returns {PackedBeside}
 */
export function packBeside({ heat, pulse, states }) {
  const heatPoints = Math.max(1, Math.ceil(heat.length / heatMax))
  return {
    heat: Array.from({ length: Math.ceil(heat.length / heatPoints) }, (_, column) =>
      denseHeat(heat.slice(column * heatPoints, (column + 1) * heatPoints)),
    ),
    heatPoints,
    pulse: pulseFields.map((_, field) => pulse.map((row) => short(row[field] ?? null))),
    states: states.map(({ t, name, state }) => ({
      t,
      name: visibleText(name, nameMax),
      state: visibleText(state, nameMax),
    })),
  }
}

/**
 * @param {PackedBeside} packed
 * @returns {Beside}
 */
export function unpackBeside({ heat, pulse, ...plain }) {
  const [first = []] = pulse
  return {
    ...plain,
    heat: heat.map(sparseHeat),
    pulse: first.map((_, point) => pulse.map((line) => line[point] ?? null)),
  }
}

/** As high as a small line is, in pixels: a digit to the base of 36 holds it. */
const lineHeight = 18

/** @typedef {Omit<Trends, 'lines'> & { lines: string[] }} PackedTrends */

/**
 * A small line goes from zero to its own top: it is as exact as it is high.
 * @param {Trends} trends
 * @returns {PackedTrends}
 */
export function packTrends({ lines, ...trends }) {
  return { ...trends, lines: lines.map(inPixels) }
}

/**
 * @param {PackedTrends} packed
 * @returns {Trends}
 */
export function unpackTrends({ lines, ...trends }) {
  return {
    ...trends,
    lines: lines.map((line) =>
      Array.from(line, (each) => (each === '-' ? null : parseInt(each, 36))),
    ),
  }
}

/** @param {import('./trend-data.js').TrendLine} line */
function inPixels(line) {
  const top = Math.max(...line.map((value) => value ?? 0))
  const pixels = line.map((value) => {
    if (value === null) return '-'
    return (top > 0 ? Math.round((value / top) * lineHeight) : 0).toString(36)
  })
  return pixels.join('')
}

/**
 * The lowest bucket of all rows, and how many it and each above it has.
 * @param {readonly (readonly number[])[]} rows bucket, count, bucket, count
 */
export function denseHeat(rows) {
  const cells = rows.flatMap(heatCells)
  if (cells.length === 0) return []
  const first = Math.min(...cells.map(({ bucket }) => bucket))
  const last = Math.max(...cells.map(({ bucket }) => bucket))
  const counts = Array.from({ length: last - first + 1 }, () => 0)
  for (const { bucket, count } of cells)
    counts[bucket - first] = (counts[bucket - first] ?? 0) + count
  return [first, ...counts]
}

/**
 * Bucket, count, bucket, count.
 * @param {readonly number[]} row
 */
export function sparseHeat([first = 0, ...counts]) {
  return counts.flatMap((count, place) => (count === 0 ? [] : [first + place, count]))
}

/**
 * Enough to tell 50.04 ms, which is late, from 50.
 * @param {number | null} value
 */
function short(value) {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(4))
}
