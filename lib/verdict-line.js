// @ts-check
/** The one sentence of a run: its verdict, what was tested, and why; plain JavaScript, because the page shares it. */
import { formatCount, formatLimit, formatMeasured, formatSpan } from './format-numbers.js'
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
 * What was tested: `load/spike on the embedded stack`.
 * @param {Result} result
 */
export function subjectOf(result) {
  const stack = result.environment['stack']
  const script = visibleText(result.script)
  if (typeof stack !== 'string' || stack === '') return script
  return stack === 'yours'
    ? `${script} on your stack`
    : `${script} on the ${visibleText(stack)} stack`
}

/**
 * Why the verdict is what it is, without the verdict.
 * @param {Result} result
 */
export function reasonOf(result) {
  const { checks, verdict } = result
  const deciding = checks.filter((check) => check.verdict === verdict)
  if (verdict === 'pass') {
    const passed = `${formatCount(deciding.length)} of ${formatCount(checks.length)} checks`
    return `${passed}${doneOf(result)}`
  }
  const [first] = deciding
  const reason = mainReasonOf(result, first)
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
  const message = check.message === undefined ? '' : visibleText(check.message)
  if (check.limit === undefined) return message === '' ? name : `${name}: ${message}`
  const limit = `limit ${limitOf(check)}`
  const said = message === '' ? '' : ` (${message})`
  if (check.measured === null || check.measured === undefined) {
    return `${name} was not measured, ${limit}${said}`
  }
  return `${name} ${measuredOf(check)}, ${limit}${said}`
}

/**
 * `812 ms`, or `-`.
 * @param {Check} check
 */
export function measuredOf({ measured, limit, unit }) {
  return formatMeasured({ measured, limit, unit: unitOf(unit) })
}

/**
 * `< 500 ms`, or nothing where the check has no limit.
 * @param {Check} check
 */
export function limitOf({ limit, unit, comparison }) {
  if (limit === undefined) return ''
  const text = formatLimit(limit, unitOf(unit))
  return comparison === undefined ? text : `${comparison} ${text}`
}

/** @param {string | undefined} unit */
function unitOf(unit) {
  return unit === undefined ? undefined : visibleText(unit)
}

/** @param {Result} result */
function doneOf({ totals, durationMs }) {
  const requests = totals === undefined ? '' : `, ${formatCount(totals.sent)} requests`
  return `${requests} in ${formatSpan(durationMs)}`
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
