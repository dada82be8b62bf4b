// @ts-check
/** The runs that one report is made of, in words; plain JavaScript, because the page shares it. */
import { formatMs, formatNumber, formatShare, formatSpan, nothing } from './format-numbers.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./merge-results.ts').Part} Part */

/**
 * The n-th of one script is told apart: a name that stands twice would hide one of them in JUnit.
 * @param {readonly string[]} scripts
 */
export function partNames(scripts) {
  return scripts.map((script, index) => {
    const before = scripts.slice(0, index).filter((each) => each === script).length
    return before === 0 ? script : `${script} #${before + 1}`
  })
}

const loadColumns = ['Req/s', 'p50 ms', 'p95 ms', 'p99 ms', 'Failures']

/**
 * Those of a load stand only where one of the parts is one; the last column is the sentence.
 * @param {readonly Part[]} parts
 */
export function partColumns(parts) {
  return ['Script', 'Verdict', 'Exit code', 'Time', ...(isAnyLoad(parts) ? loadColumns : []), 'Why']
}

/**
 * In the order of `partColumns`.
 * @param {readonly Part[]} parts
 */
export function partRows(parts) {
  const withLoad = isAnyLoad(parts)
  const names = partNames(parts.map(({ script }) => script))
  return parts.map(({ verdict, exitCode, durationMs, reason, load }, index) => [
    visibleText(names[index] ?? ''),
    verdict === 'unknown' ? 'no verdict' : verdict,
    String(exitCode),
    formatSpan(durationMs),
    ...(withLoad ? loadCells(load) : []),
    visibleText(reason, 1000),
  ])
}

/** @param {readonly Part[]} parts */
function isAnyLoad(parts) {
  return parts.some(({ load }) => load !== undefined)
}

/** @param {Part['load']} load */
function loadCells(load) {
  if (load === undefined) return loadColumns.map(() => nothing)
  const { rate, p50, p95, p99, failureRate } = load
  return [formatNumber(rate), ...[p50, p95, p99].map(formatMs), formatShare(failureRate)]
}
