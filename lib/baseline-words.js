// @ts-check
/** A run beside earlier ones in words: its sentence, and a row for each metric; plain JavaScript, because the page shares it. */
import {
  formatCount,
  formatMs,
  formatNumber,
  formatShare,
  isMeasured,
  nothing,
} from './format-numbers.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./baseline-result.ts').BaselineResult} BaselineResult */
/** @typedef {import('./baseline-result.ts').EndpointComparison} EndpointComparison */
/** @typedef {import('./baseline.ts').MetricComparison} MetricComparison */
/** @typedef {import('./result.ts').RequestStatistics} RequestStatistics */

/** @typedef {Pick<MetricComparison, 'median' | 'measured' | 'unit'>} Compared */

/**
 * What a change is told beside: a baseline, also while nothing is held against it yet.
 * @typedef {Pick<BaselineResult, 'runs'> & {
 *   readonly metrics: readonly Pick<MetricComparison, 'metric' | 'unit' | 'median' | 'visible'>[],
 *   readonly endpoints: readonly Pick<EndpointComparison, 'method' | 'name' | 'before' | 'visible'>[],
 * }} Before
 */

/**
 * What each of these has changed beside the baseline, in lines; nothing of what was not measured on both sides.
 * @typedef {Readonly<Partial<Record<'failureRate' | 'p50' | 'p95' | 'p99', readonly string[]>>>} Changes
 */

export const baselineColumns = [
  'Metric',
  'Earlier runs',
  'This run',
  'Change',
  'Smallest visible',
  'Beside the baseline',
]

/**
 * For instance `regressed: 12 earlier runs since 2026-01-15, three more runs were made`.
 * @param {Pick<BaselineResult, 'verdict' | 'runs' | 'since' | 'differs' | 'again'>} baseline
 */
export function baselineSentence({ verdict, runs, since, differs, again }) {
  if (verdict === 'not comparable' && runs === 0) {
    return `not comparable: no earlier run of this load; ${visibleText(differs.join(', '), 1000)}`
  }
  const more = again.length === 0 ? '' : `, ${formatCount(again.length)} more runs were made`
  return `${verdict}: ${earlierWords({ runs, since })}${more}`
}

/** @param {Pick<BaselineResult, 'runs' | 'since'>} baseline */
export function earlierWords({ runs, since }) {
  const earlier = runs === 1 ? '1 earlier run' : `${formatCount(runs)} earlier runs`
  return since === null ? earlier : `${earlier} since ${visibleText(since).slice(0, 10)}`
}

/**
 * In the order of `baselineColumns`.
 * @param {BaselineResult} baseline
 */
export function baselineRows({ metrics }) {
  return metrics.map((each) => [
    each.metric,
    quantity(each.median, each.unit),
    quantity(each.measured, each.unit),
    changeOf(each),
    visibleOf(each),
    each.verdict,
  ])
}

/**
 * What the window of the last runs has drifted from the first ten, where it has by a twentieth and more; else empty.
 * @param {BaselineResult} baseline
 */
export function driftSentence({ drift }) {
  const [first] = drift
  if (first === undefined) return ''
  const moved = drift.flatMap(({ metric, before, now }) => {
    if (!isMeasured(before) || !isMeasured(now) || before === 0) return []
    const share = now / before - 1
    return Math.abs(share) < 0.05 ? [] : [`${metric} ${signed(share)}`]
  })
  if (moved.length === 0) return ''
  return `The earlier runs have drifted from the first ten, of ${visibleText(first.since).slice(0, 10)}: ${moved.join(', ')}`
}

export const endpointColumns = [
  'Request',
  'P50 before',
  'P50',
  'P95 before',
  'P95',
  'P99 before',
  'P99',
]

/**
 * Shown and never judged; in the order of `endpointColumns`.
 * @param {readonly EndpointComparison[]} endpoints
 */
export function endpointRows(endpoints) {
  return endpoints.map(({ method, name, before, now }) => [
    visibleText(`${method} ${name}`),
    ...[before.p50, now.p50, before.p95, now.p95, before.p99, now.p99].map(formatMs),
  ])
}

const changing = /** @type {const} */ ([
  { field: 'failureRate', metric: 'failure-rate', unit: 'ratio' },
  { field: 'p50', metric: 'p50', unit: 'ms' },
  { field: 'p95', metric: 'p95', unit: 'ms' },
  { field: 'p99', metric: 'p99', unit: 'ms' },
])

/**
 * Of all requests, each with the smallest change that could be seen: `+24 %`, `±8.2 %`.
 * @param {Before | undefined} baseline
 * @param {RequestStatistics} totals
 * @returns {Changes}
 */
export function totalChanges(baseline, totals) {
  return toldOf(({ field, metric }) => {
    const compared = baseline?.metrics.find((each) => each.metric === metric)
    if (compared === undefined) return []
    return changeLines({ ...compared, measured: measuredIn(totals, field) })
  })
}

/**
 * Of an endpoint, which is shown and never judged, in the same lines.
 * @param {Before | undefined} baseline
 * @returns {(request: RequestStatistics) => Changes}
 */
export function endpointChanges(baseline) {
  const known = new Map((baseline?.endpoints ?? []).map((each) => [keyOf(each), each]))
  return (request) => {
    const found = known.get(keyOf(request))
    if (found === undefined) return {}
    return toldOf(({ field, unit }) => {
      const [median, visible = null] = [found.before[field], found.visible?.[field]]
      return changeLines({ median, visible, measured: measuredIn(request, field), unit })
    })
  }
}

/**
 * @param {(of: (typeof changing)[number]) => readonly string[]} linesOf
 * @returns {Changes}
 */
function toldOf(linesOf) {
  const told = changing.map((each) => /** @type {const} */ ([each.field, linesOf(each)]))
  return Object.fromEntries(told.filter(([, lines]) => lines.length > 0))
}

/**
 * Below a change the smallest one that could be seen.
 * @param {Compared & Pick<MetricComparison, 'visible'>} compared
 */
function changeLines(compared) {
  const change = ownChange(compared)
  return change.length === 0 || !isMeasured(compared.visible)
    ? change
    : [...change, visibleOf(compared)]
}

/**
 * Most endpoints fail as often as before, which is never: that is not worth a word in each row.
 * @param {Compared} compared
 */
function ownChange(compared) {
  const { median, measured, unit } = compared
  if (!isMeasured(median) || !isMeasured(measured)) return []
  return unit === 'ratio' && median === measured ? [] : [changeOf(compared)]
}

/**
 * @param {RequestStatistics} request
 * @param {(typeof changing)[number]['field']} field
 */
function measuredIn({ failureRate, responseTimeMs }, field) {
  return field === 'failureRate' ? failureRate : responseTimeMs[field]
}

/** @param {{ readonly method: string, readonly name: string }} request */
function keyOf({ method, name }) {
  return JSON.stringify([method, name])
}

/** @param {Compared} compared */
function changeOf({ median, measured, unit }) {
  if (!isMeasured(median) || !isMeasured(measured)) return nothing
  if (unit === 'ratio' || median === 0) return difference(measured - median, unit)
  return signed(measured / median - 1)
}

/** @param {Pick<MetricComparison, 'median' | 'visible' | 'unit'>} comparison */
function visibleOf({ median, visible, unit }) {
  if (!isMeasured(median) || !isMeasured(visible)) return nothing
  if (unit === 'ratio' || median === 0) return difference(visible, unit).replace('+', '±')
  return `±${formatShare(visible / median)}`
}

/** @param {number} share */
function signed(share) {
  return `${share < 0 ? '−' : '+'}${formatShare(Math.abs(share))}`
}

/**
 * @param {number} change
 * @param {MetricComparison['unit']} unit
 */
function difference(change, unit) {
  const sign = change < 0 ? '−' : '+'
  // A share of a share reads as two things: points say which.
  if (unit === 'ratio') return `${sign}${formatNumber(Math.abs(change) * 100)} points`
  return `${sign}${quantity(Math.abs(change), unit)}`
}

/**
 * @param {number | null} value
 * @param {MetricComparison['unit']} unit
 */
function quantity(value, unit) {
  if (!isMeasured(value)) return nothing
  if (unit === 'ratio') return formatShare(value)
  return unit === 'ms' ? `${formatMs(value)} ms` : `${formatNumber(value)}/s`
}
