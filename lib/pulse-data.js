// @ts-check
/** The pulse of a run: beside each point of its chart, how fit the generator was and how far the pipeline was behind. */
import { isMeasured, nothing } from './format-numbers.js'

/** A generator that releases requests later than this is not fit: p99 in ms. */
export const lagP99MaxMs = 50

/** What a row of the pulse holds, in this order; null where it was not measured. */
export const pulseFields = /** @type {const} */ ([
  'lagP99Ms',
  'loopDelayMs',
  'cpuPercent',
  'behindMs',
  'behindBytes',
  'retainedBytes',
  'inFlight',
])

/** @typedef {typeof pulseFields[number]} PulseField */

/** @typedef {readonly (number | null)[]} PulseRow */

/** A connector is in another state, since this second. @typedef {{ readonly t: number, readonly name: string, readonly state: string }} StateChange */

/**
 * A point of the pulse in a Result: `t` is the second at its end, `heat` how long its answers took, as `heatCells` reads it.
 * @typedef {{ readonly t: number, readonly heat: readonly number[] } & Readonly<Record<PulseField, number | null>>} PulsePoint
 */

/**
 * What charts show beside the points of a run; the pulse has one row for each of them, the heat one for so many of them (1).
 * @typedef {{
 *   readonly heat: readonly (readonly number[])[],
 *   readonly heatPoints?: number,
 *   readonly pulse: readonly PulseRow[],
 *   readonly states: readonly StateChange[],
 * }} Beside
 */

/** @type {Beside} */
export const nothingBeside = { heat: [], pulse: [], states: [] }

/**
 * @param {Pick<import('./result.ts').Result, 'pulse' | 'connectorStates'>} result
 * @returns {Beside}
 */
export function besideOf({ pulse = [], connectorStates: states = [] }) {
  return {
    heat: pulse.map(({ heat }) => heat),
    pulse: pulse.map((point) => pulseFields.map((field) => point[field] ?? null)),
    states,
  }
}

/**
 * The same for a Result.
 * @param {readonly { readonly t: number }[]} points
 * @param {Pick<Beside, 'heat' | 'pulse'>} beside
 * @returns {PulsePoint[]}
 */
export function pulsePoints(points, { heat, pulse }) {
  return points.map(({ t }, index) => {
    const row = pulse[index] ?? []
    const named = pulseFields.map((field, at) => [field, row[at] ?? null])
    const values = /** @type {Record<PulseField, number | null>} */ (Object.fromEntries(named))
    return { t, heat: heat[index] ?? [], ...values }
  })
}

/**
 * @param {readonly PulseRow[]} pulse
 * @param {PulseField} field
 * @returns {(number | null)[]}
 */
export function pulseLine(pulse, field) {
  const at = pulseFields.indexOf(field)
  return pulse.map((row) => {
    const value = row[at]
    return isMeasured(value) ? value : null
  })
}

/**
 * Whether a point was taken while the generator was late.
 * @param {PulseRow} row
 */
export function isLate([lag]) {
  return isMeasured(lag) && lag > lagP99MaxMs
}

/**
 * The highest of a line; null where it has none.
 * @param {readonly (number | null)[]} line
 */
export function highestOf(line) {
  return line.reduce((top, value) => (value === null ? top : Math.max(top ?? value, value)), null)
}

/**
 * What is measured of the pipeline at all.
 * @param {readonly PulseRow[]} pulse
 */
export function isPipelineKnown(pulse) {
  return pulse.some((row) => isMeasured(row[3]) || isMeasured(row[4]) || isMeasured(row[5]))
}

/**
 * Stretches in which a connector did not run: from its change to the next one of the same connector.
 * @param {readonly StateChange[]} changes
 * @param {number} end of the run so far, in seconds
 * @returns {readonly { readonly from: number, readonly to: number, readonly name: string, readonly state: string }[]}
 */
export function troubles(changes, end) {
  return changes.flatMap(({ t, name, state }, index) => {
    if (state === 'RUNNING') return []
    const next = changes.find((each, later) => later > index && each.name === name)
    return [{ from: t, to: next?.t ?? end, name, state }]
  })
}

/**
 * Where a connector came into another state, as marks of the charts; how it was at first is no change.
 * @param {readonly StateChange[]} states
 */
export function changesOf(states) {
  return states
    .filter(({ name }, index) => states.findIndex((each) => each.name === name) < index)
    .map(({ t, name, state }) => ({ t, text: `${name} ${state}` }))
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/**
 * Bytes in powers of 1024: 512 B, 1.5 KiB, 16 MiB.
 * @param {number | null | undefined} bytes
 */
export function formatBytes(bytes) {
  if (!isMeasured(bytes)) return nothing
  const power = bytes < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10))
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${byteUnits[power]}`
}
