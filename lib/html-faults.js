// @ts-check
/** The faults of a run: each kind counted, and all of them in a table that can be sorted and filtered, what is wrong first. */
import { formatCount, formatSpan } from './format-numbers.js'
import {
  faultLines,
  faultRows,
  faultWord,
  kindColumns,
  kindRows,
  scoreSentence,
  verdictOfFault,
} from './fault-rows.js'
import { filterTools, scrollBox, section, sortable, table } from './html-parts.js'
import { h } from './html-tree.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./fault-result.ts').FaultResult} FaultResult */
/** @typedef {import('./html-tree.js').Element} Element */

const faultLinesMax = 50

const faultColumns = ['Fault', 'Verdict', 'Kind', 'Rows damaged', 'Rows told', 'Time']

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function faultSection(result) {
  const faults = faultRows(result)
  if (faults.length === 0) return []
  const { faultScore } = result
  return [
    section(
      { id: 'faults', title: 'Faults' },
      faultScore === undefined ? null : h('p', {}, scoreSentence(faultScore)),
      table({ label: 'Faults by kind', columns: kindColumns }, kindRows(result)),
      filterTools('fault-rows', 'Each was injected into a healthy pair of databases of its own.'),
      scrollBox(
        'Faults',
        h(
          'table',
          { class: 'requests tables numbers' },
          h('thead', {}, h('tr', {}, ...faultColumns.map(sortable))),
          h('tbody', { id: 'fault-rows' }, ...faults.map(faultRow)),
        ),
      ),
    ),
  ]
}

/** @param {FaultResult} fault */
function faultRow(fault) {
  const { id, name, kind, cause, story } = fault
  const judged = verdictOfFault(fault)
  const sign = { pass: '✓', fail: '✗', unknown: '?' }[judged]
  const cells = [
    h('code', {}, id),
    ` ${visibleText(name)}`,
    h('small', {}, visibleText(cause)),
    folded('What is wrong', faultLines(fault)),
    folded('How it was injected', story?.injected ?? []),
    folded('What must be told', story?.expected ?? []),
  ]
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, ...cells),
    h(
      'td',
      {},
      h(
        'span',
        { class: `mark ${judged}` },
        h('span', { 'aria-hidden': 'true' }, sign),
        ` ${faultWord(fault)}`,
      ),
    ),
    h('td', {}, kind),
    h('td', {}, formatCount(fault.rowsDamaged)),
    h('td', {}, formatCount(fault.rowsReported)),
    h('td', { 'data-value': String(fault.durationMs) }, formatSpan(fault.durationMs)),
  )
}

/**
 * @param {string} title
 * @param {readonly string[]} all
 */
function folded(title, all) {
  if (all.length === 0) return null
  const rest = all.length - faultLinesMax
  const shown = all.slice(0, faultLinesMax).map((line) => h('li', {}, visibleText(line, 400)))
  const more = rest > 0 ? h('li', {}, `and ${formatCount(rest)} more`) : null
  return h('details', {}, h('summary', {}, title), h('ul', {}, ...shown, more))
}
