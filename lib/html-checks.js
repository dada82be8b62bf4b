// @ts-check
/** The checks and thresholds of a run, what failed first, each with measured and limit. */
import { section, table, verdictMark } from './html-parts.js'
import { h } from './html-tree.js'
import { otherChecks } from './table-check.js'
import { limitOf, measuredOf, noteOf } from './verdict-line.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').Check} Check */

/**
 * @param {Result} result
 * @returns {readonly import('./html-tree.js').Element[]}
 */
export function checkSection(result) {
  const checks = otherChecks(result)
  if (checks.length === 0 && result.checks.length > 0) return []
  const rows = checks.map((check) => [
    visibleText(check.name),
    verdictMark(check.verdict),
    measuredCell(check, result),
    limitOf(check),
    noteOf(check, result),
  ])
  // Most checks have nothing to add, and an empty column is none.
  const width = rows.some((row) => row[4] !== '') ? 5 : 4
  const columns = ['Check', 'Verdict', 'Measured', 'Limit', 'Note'].slice(0, width)
  return [
    section(
      { id: 'checks', title: 'Checks' },
      rows.length === 0
        ? h('p', { class: 'empty' }, 'Nothing was checked.')
        : table(
            { label: 'Checks', columns, kind: 'checks' },
            rows.map((row) => row.slice(0, width)),
          ),
    ),
  ]
}

/**
 * What an invalid run has measured is struck through; why it is invalid is not.
 * @param {Check} check
 * @param {Result} result
 */
function measuredCell(check, { load }) {
  const measured = measuredOf(check)
  const isVoid = load?.valid === false && check.message?.startsWith('the run is invalid') === true
  return isVoid && measured !== '-' ? h('s', {}, measured) : measured
}
