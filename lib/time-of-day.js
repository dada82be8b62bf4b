// @ts-check
/** The time of day of a second of a run, in UTC: what logs of other machines are searched by. */
import { nothing } from './format-numbers.js'

/**
 * `23:59:58`; `-` where that is not known.
 * @param {number} startMs when its measured time began, as Date.now()
 * @param {number} seconds since then
 */
export function timeOfDay(startMs, seconds) {
  const at = new Date(startMs + seconds * 1000)
  return Number.isNaN(at.getTime()) ? nothing : at.toISOString().slice(11, 19)
}
