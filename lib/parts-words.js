// @ts-check
/** The runs that one report is made of, in words; plain JavaScript, because the page shares it. */
import { formatSpan } from './format-numbers.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./merge-results.ts').Part} Part */

export const partColumns = ['Script', 'Verdict', 'Exit code', 'Time', 'Why']

/**
 * In the order of `partColumns`.
 * @param {readonly Part[]} parts
 */
export function partRows(parts) {
  return parts.map(({ script, verdict, exitCode, durationMs, reason }) => [
    visibleText(script),
    verdict === 'unknown' ? 'no verdict' : verdict,
    String(exitCode),
    formatSpan(durationMs),
    visibleText(reason, 1000),
  ])
}
