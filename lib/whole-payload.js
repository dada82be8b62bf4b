// @ts-check
/** What charts show beside the points of a run, on its way to a live page that begins: nothing is lost, as seconds follow. */
import { denseHeat, sparseHeat } from './beside-payload.js'
import { pulseFields } from './pulse-data.js'

/** @typedef {import('./trend-data.js').Trends} Trends */

/** @typedef {Pick<import('./pulse-data.js').Beside, 'heat' | 'pulse'> & { readonly trends: Trends }} Whole */

/**
 * `heat` is of each point its lowest bucket, and the count of it and of each above it; `pulse` one line a field, empty
 * where it was never measured; `trends` has two letters a value.
 * @typedef {{
 *   readonly heat: readonly (readonly number[])[],
 *   readonly pulse: readonly (readonly (number | null)[])[],
 *   readonly trends: Omit<Trends, 'lines'> & { readonly lines: readonly string[] },
 * }} PackedWhole
 */

/**
 * The values of trends have two digits.
 * @param {Whole} whole
 * @returns {PackedWhole}
 */
export function packWhole({ heat, pulse, trends: { lines, ...trends } }) {
  return {
    heat: heat.map((row) => denseHeat([row])),
    pulse: pulseFields.map((_, field) => {
      const line = pulse.map((row) => row[field] ?? null)
      return line.every((value) => value === null) ? [] : line
    }),
    trends: { ...trends, lines: lines.map((line) => line.map(lettersOf).join('')) },
  }
}

/**
 * @param {PackedWhole} packed
 * @returns {{ -readonly [Key in keyof Whole]: Whole[Key] }}
 */
export function unpackWhole({ heat, pulse, trends: { lines, ...trends } }) {
  return {
    heat: heat.map(sparseHeat),
    // There is one of each for a point.
    pulse: heat.map((_, point) => pulse.map((line) => line[point] ?? null)),
    trends: {
      ...trends,
      lines: lines.map((line) => (line.match(/../g) ?? []).map(valueOf)),
    },
  }
}

/** Of the smallest value that has letters of its own: its power of ten. */
const lowest = -5
/** From 10 to 99. */
const mantissas = 90
const none = '--'
/** Above all others. */
const zero = 'zz'

/** @param {number | null} value */
function lettersOf(value) {
  if (value === null) return none
  const [mantissa = '', power = ''] = value.toExponential(1).split('e')
  const place = Number(power) - lowest
  if (place < 0 || value <= 0) return zero
  const code = place * mantissas + Math.round(Number(mantissa) * 10) - 10
  return code.toString(36).padStart(2, '0')
}

/** @param {string} letters */
function valueOf(letters) {
  if (letters === none) return null
  if (letters === zero) return 0
  const code = parseInt(letters, 36)
  return Number(`${(code % mantissas) + 10}e${Math.floor(code / mantissas) + lowest - 1}`)
}
