// @ts-check
/** The one sentence of a run: its verdict, what was tested, and why; plain JavaScript, because the page shares it. */
import {
  formatClock,
  formatCount,
  formatLimit,
  formatMeasured,
  formatSpan,
  isMeasured,
} from './format-numbers.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').Check} Check */
/** @typedef {import('./result.ts').Verdict} Verdict */

/** @type {Readonly<Record<Verdict, string>>} */
export const verdictWords = { pass: 'PASS', fail: 'FAIL', unknown: 'NO VERDICT' }

/**
 * For instance `FAIL load/spike on the embedded stack: p99 response time 812 ms, limit < 500 ms`.
 * @param {Result} result
 */
export function verdictLine(result) {
  return `${verdictWords[result.verdict]} ${subjectOf(result)}: ${reasonOf(result)}`
}

/**
 * What was tested: `load/spike on the embedded stack`; what is no stack says itself what it is.
 * @param {Result} result
 */
export function subjectOf(result) {
  const stack = result.environment['stack']
  const workload = result.settings['workload']
  // The Connect API is what a load script means where it says nothing else.
  const what = typeof workload === 'string' && workload !== 'connect' ? ` (${workload})` : ''
  const script = visibleText(`${result.script}${what}`)
  if (typeof stack !== 'string' || stack === '') return script
  if (stack === 'yours') return `${script} on your stack`
  const isName = stack === 'embedded' || stack === 'kafka'
  return `${script} on ${isName ? `the ${stack} stack` : visibleText(stack)}`
}

/**
 * Why the verdict is what it is, and since when, without the verdict.
 * @param {Result} result
 * @param {(seconds: number) => string} [clock] what a second of the run is called
 */
export function reasonOf(result, clock = formatClock) {
  const { checks, verdict } = result
  const deciding = checks.filter((check) => check.verdict === verdict)
  if (verdict === 'pass') {
    const passed = `${formatCount(deciding.length)} of ${formatCount(checks.length)} checks`
    return `${passed}${doneOf(result)}`
  }
  const [first] = deciding
  const since = first?.since
  const begun = verdict === 'fail' && since !== undefined ? `, since ${clock(since)}` : ''
  const reason = `${mainReasonOf(result, first)}${begun}`
  const others = deciding.length - 1
  // A run that is invalid or interrupted has one reason, however many checks it leaves open.
  if (verdict === 'unknown' && reason !== describeCheck(first)) return reason
  if (others <= 0) return reason
  return `${reason} (and ${formatCount(others)} more of ${formatCount(checks.length)} checks)`
}

/**
 * What a check says, without its verdict: `p99 response time 812 ms, limit < 500 ms`.
 * @param {Check | undefined} check
 */
export function describeCheck(check) {
  if (check === undefined) return 'nothing was checked'
  const name = visibleText(check.name)
  const message = visibleText(check.message ?? '')
  if (statesLimit(message)) return message
  const { limit, measured } = check
  if (limit === undefined || !isMeasured(measured)) {
    if (message !== '') return message.startsWith(name) ? message : `${name}: ${message}`
    return limit === undefined ? name : `${name} was not measured, limit ${limitOf(check)}`
  }
  const numbers = `${name} ${measuredOf(check)}, limit ${limitOf(check)}`
  return message === '' ? numbers : `${numbers} (${message})`
}

/**
 * What a check has to add to its name, measured and limit; empty where that is all, or where it only says once more
 * why the run is invalid.
 * @param {Check} check
 * @param {Result} result
 */
export function noteOf(check, { load, interrupted }) {
  const { message = '' } = check
  if (statesLimit(message) || (interrupted && message === 'interrupted')) return ''
  const reasons = load?.valid === false ? load.invalidBecause : []
  return reasons.some((reason) => message.includes(reason)) ? '' : visibleText(message)
}

/**
 * A threshold's message is a sentence of its own, with measured and limit.
 * @param {string} message
 */
function statesLimit(message) {
  return message.includes(', limit ')
}

/**
 * `812 ms`, or `-`.
 * @param {Pick<Check, 'measured' | 'limit' | 'unit'>} check
 */
export function measuredOf({ measured, limit, unit }) {
  const { factor, word } = unitOf(unit)
  return formatMeasured({
    measured: isMeasured(measured) ? exactProduct(measured, factor) : null,
    limit: limit === undefined ? undefined : exactProduct(limit, factor),
    unit: word,
  })
}

/**
 * `< 500 ms`, or nothing where the check has no limit.
 * @param {Pick<Check, 'limit' | 'unit' | 'comparison'>} check
 */
export function limitOf({ limit, unit, comparison }) {
  if (limit === undefined) return ''
  const { factor, word } = unitOf(unit)
  const text = formatLimit(exactProduct(limit, factor), word)
  return comparison === undefined ? text : `${comparison} ${text}`
}

/**
 * A ratio reads better as per cent.
 * @param {string | undefined} unit
 */
function unitOf(unit) {
  if (unit === undefined) return { factor: 1, word: undefined }
  if (unit === 'ratio') return { factor: 100, word: '%' }
  // What is counted stands in the check's name.
  if (unit === 'requests') return { factor: 1, word: '' }
  return { factor: 1, word: unit === '1/s' ? '/s' : visibleText(unit) }
}

/**
 * 0.07 times 100 is 7, and not 7.000000000000001.
 * @param {number} value
 * @param {number} factor
 */
function exactProduct(value, factor) {
  return factor === 1 ? value : Number((value * factor).toPrecision(15))
}

/** @param {Result} result */
function doneOf({ totals, tables = [], durationMs }) {
  const requests = totals === undefined ? '' : `, ${formatCount(totals.sent)} requests`
  const rows = tables.reduce((sum, { sourceRows }) => sum + (sourceRows ?? 0), 0)
  const compared = tables.length === 0 ? '' : `, ${formatCount(rows)} rows`
  return `${requests}${compared} in ${formatSpan(durationMs)}`
}

/**
 * @param {Result} result
 * @param {Check | undefined} check
 */
function mainReasonOf(result, check) {
  if (result.verdict === 'unknown') {
    if (result.interrupted) return `interrupted after ${formatSpan(result.durationMs)}`
    const because = result.load?.valid === false ? result.load.invalidBecause : []
    if (because.length > 0) return because.map((reason) => visibleText(reason)).join('; ')
  }
  return describeCheck(check)
}
