// @ts-check
/** The checks and thresholds of a run, what failed first, each with measured and limit. */
import { section, table, verdictMark } from './html-parts.js'
import { h } from './html-tree.js'
import { checkRows } from './report-rows.js'
import { limitOf, measuredOf, noteOf } from './verdict-line.js'
import { visibleText } from './visible-text.js'

/** @param {import('./result.ts').Result} result */
export function checkSection(result) {
  const rows = checkRows(result).map((check) => [
    visibleText(check.name),
    verdictMark(check.verdict),
    measuredOf(check),
    limitOf(check),
    noteOf(check, result),
  ])
  return section(
    { id: 'checks', title: 'Checks' },
    rows.length === 0
      ? h('p', { class: 'empty' }, 'Nothing was checked.')
      : table(
          {
            label: 'Checks',
            columns: ['Check', 'Verdict', 'Measured', 'Limit', 'Note'],
            numbersFrom: 0,
            kind: 'checks',
          },
          rows,
        ),
  )
}
