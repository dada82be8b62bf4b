// @ts-check
/** What the charts show, as arrays: gaps where nothing was measured, limits, and bars of the latency distribution. */
import { isMeasured } from './format-numbers.js'
import { pointSeconds } from './point-seconds.js'
import { changesOf, nothingBeside, pulseLine } from './pulse-data.js'

/** @typedef {import('./result.ts').SeriesPoint} SeriesPoint */
/** @typedef {import('./result.ts').Check} Check */

/**
 * What charts need of a Result; the page of a file holds no more than this.
 * @typedef {{
 *   readonly checks: readonly Check[],
 *   readonly load?: import('./point-seconds.js').RunEnd | undefined,
 *   readonly series?: readonly SeriesPoint[],
 *   readonly chart?: { readonly bucketSeconds: number, readonly points: readonly SeriesPoint[] },
 *   readonly ghost?: Ghost | null,
 *   readonly baseline?: { readonly line: Ghost | null },
 *   readonly beside?: import('./pulse-data.js').Beside,
 *   readonly trends?: import('./trend-data.js').Trends,
 *   readonly warmUpSeconds?: number,
 *   readonly phases?: readonly Stretch[],
 *   readonly marks?: readonly { readonly t: number, readonly text: string }[],
 *   readonly totals?: { readonly distribution: Distribution },
 *   readonly endpoint?: import('./html-drawer.js').EndpointFacts | undefined,
 *   readonly requests?: readonly { readonly method: string, readonly name: string, readonly distribution: Distribution }[],
 * }} ChartSource
 */

/**
 * An earlier run of the same load, drawn behind.
 * @typedef {{ readonly bucketSeconds: number, readonly points: readonly { readonly t: number, readonly sent: number, readonly p99: number | null }[] }} Ghost
 */

/** @typedef {Pick<import('./phase.ts').Phase, 'name' | 'from' | 'to'>} Stretch */

/** @typedef {readonly (readonly [number, number])[]} Distribution */

/** @typedef {(number | null)[]} Line */

/** @typedef {{ t: number[], p50: Line, p95: Line, p99: Line, max: Line, serviceP99: Line, ok: Line, failed: Line, users: Line, inFlight: Line, due: Line }} Lines */

/**
 * The points to draw and how many seconds each stands for.
 * @param {ChartSource} source
 * @returns {{ readonly bucketSeconds: number, readonly points: readonly SeriesPoint[] }}
 */
export function pointsOf({ series = [], chart }) {
  return chart ?? { bucketSeconds: 1, points: series }
}

/**
 * What was made of these points last: charts, tables and sentences ask for the same lines each second.
 * @type {WeakMap<object, { readonly load: unknown, readonly pulse: unknown, readonly lines: Lines }>}
 */
const known = new WeakMap()

/**
 * One array a line; counts are per second, over the time that a point really has, and a bucket that is not there is
 * null, never zero.
 * @param {ChartSource} source its points and its pulse stay as they are
 * @returns {Lines}
 */
export function linesOf(source) {
  const { points } = pointsOf(source)
  const { load, beside: { pulse } = nothingBeside } = source
  const last = known.get(points)
  if (last?.load === load && last?.pulse === pulse) return last.lines
  const lines = linesFrom(source, pulse)
  known.set(points, { load, pulse, lines })
  return lines
}

/**
 * @param {ChartSource} source
 * @param {readonly import('./pulse-data.js').PulseRow[]} pulse
 */
function linesFrom(source, pulse) {
  const { bucketSeconds, points } = pointsOf(source)
  const secondsOf = pointSeconds(source.load, { bucketSeconds, points })
  const inFlight = pulseLine(pulse, 'inFlight')
  /** @type {Lines} */
  const lines = { t: [], ...noLines() }
  for (const [index, point] of points.entries()) {
    const before = points[index - 1]
    if (before !== undefined && point.t - before.t > 1.5 * bucketSeconds) {
      add(lines, { t: before.t + bucketSeconds })
    }
    const { offered, answered, at } = secondsOf(point.t)
    // Who is there is told at the end of a second: nobody tells it of the end of the drain.
    const isTold = offered !== null || answered === bucketSeconds
    add(lines, {
      ...point,
      t: at,
      ok: rateOf(point.ok, answered),
      failed: rateOf(point.failed, answered),
      due: rateOf(point.due, offered),
      users: isTold ? point.users : null,
      inFlight: inFlight[index] ?? null,
    })
  }
  return lines
}

/**
 * From when to when all charts over time go: the first point stands for the bucket before it.
 * @param {ChartSource} source
 * @returns {[from: number, to: number]}
 */
export function spanOf(source) {
  const { points, bucketSeconds } = pointsOf(source)
  const from = Math.max(0, (points[0]?.t ?? 0) - bucketSeconds) - (source.warmUpSeconds ?? 0)
  const { at } = pointSeconds(source.load, { bucketSeconds, points })(points.at(-1)?.t ?? 0)
  return [from, Math.max(at, bucketSeconds)]
}

/**
 * The open model: what is due is known, and nobody is there.
 * @param {Lines} lines
 */
export function isOpen({ due }) {
  return due.some(isMeasured)
}

/**
 * @param {number | null} count
 * @param {number | null} seconds
 */
function rateOf(count, seconds) {
  return count === null || seconds === null ? null : count / seconds
}

const names = /** @type {const} */ ([
  'p50',
  'p95',
  'p99',
  'max',
  'serviceP99',
  'ok',
  'failed',
  'users',
  'inFlight',
  'due',
])

/** @returns {Omit<Lines, 't'>} */
function noLines() {
  const lines = names.map((name) => [name, []])
  return /** @type {Omit<Lines, 't'>} */ (Object.fromEntries(lines))
}

/**
 * @param {Lines} lines
 * @param {{ readonly t: number } & { readonly [name in typeof names[number]]?: number | null | undefined }} point
 */
function add(lines, point) {
  lines.t.push(point.t)
  for (const name of names) {
    const value = point[name]
    lines[name].push(isMeasured(value) ? value : null)
  }
}

/**
 * Thresholds on a percentile of all requests, as lines in the chart of response times.
 * @param {ChartSource} source
 * @returns {readonly { readonly percentile: string, readonly limit: number }[]}
 */
export function limitsOf({ checks }) {
  return checks.flatMap(({ name, unit, limit }) => {
    const [, percentile] = /^(p50|p95|p99)\b(?!\.)/.exec(name) ?? []
    return percentile === undefined || unit !== 'ms' || !isMeasured(limit)
      ? []
      : [{ percentile, limit }]
  })
}

/**
 * The earlier run at these seconds, requests per second; null where there is none.
 * @param {ChartSource} source
 * @param {readonly number[]} times
 * @returns {{ readonly p99: Line, readonly sent: Line } | null}
 */
export function ghostOf({ ghost, baseline }, times) {
  const earlier = ghost ?? baseline?.line ?? null
  if (earlier === null) return null
  const { bucketSeconds, points } = earlier
  const at = new Map(points.map((point) => [point.t, point]))
  const found = times.map((t) => at.get(t))
  return {
    p99: found.map((point) => point?.p99 ?? null),
    sent: found.map((point) => (point === undefined ? null : point.sent / bucketSeconds)),
  }
}

/**
 * What somebody did, and what connectors did, in the order of time.
 * @param {ChartSource} source
 * @returns {readonly { readonly t: number, readonly text: string }[]}
 */
export function marksOf({ marks = [], beside = nothingBeside }) {
  const all = [...marks, ...changesOf(beside.states)]
  return all.toSorted((one, other) => one.t - other.t)
}
