// @ts-check
/** The tables of a compare: their counts in a table that can be sorted and filtered; the rows that differ come behind it. */
import { formatCount, formatNumber, formatSpan, nothing } from './format-numbers.js'
import { filterTools, scrollBox, section, sortable } from './html-parts.js'
import { h } from './html-tree.js'
import { reasonOfTable, sumOfTables, tableName, tableRows, verdictOfTable } from './table-words.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./table.ts').TableResult} TableResult */
/** @typedef {import('./html-tree.js').Element} Element */

/** More rows make a page that nobody can open; those that are not equal come first. */
const shownMax = 500

const countColumns = [
  'Table',
  'Verdict',
  'Source rows',
  'Target rows',
  'Difference',
  'Missing',
  'Extra',
  'Changed',
  'Unresolved',
  'rows/s',
  'Time',
]

const rowKinds = /** @type {const} */ (['missing', 'extra', 'changed', 'unresolved'])

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function tableSection(result) {
  const all = tableRows(result)
  if (all.length === 0) return []
  const shown = all.slice(0, shownMax)
  const cut = `Shown are ${formatCount(shown.length)} of ${formatCount(all.length)} tables, those that are not equal first; the JSON report holds all.`
  return [
    section(
      { id: 'tables', title: 'Tables' },
      filterTools('table-rows', 'Rows as they were counted, never estimates.'),
      scrollBox(
        'Tables',
        h(
          'table',
          { class: 'requests tables numbers' },
          h('thead', {}, h('tr', {}, ...countColumns.map(sortable))),
          h('tbody', { class: 'total' }, totalRow(all)),
          h('tbody', { id: 'table-rows' }, ...shown.map(tableLine)),
        ),
      ),
      shown.length < all.length ? h('p', { class: 'note' }, cut) : null,
    ),
  ]
}

/** @param {readonly TableResult[]} tables */
function totalRow(tables) {
  const name = `All ${formatCount(tables.length)} ${tables.length === 1 ? 'table' : 'tables'}`
  const equal = tables.filter(({ verdict }) => verdict === 'equal').length
  return countRow(name, [
    `${formatCount(equal)} equal`,
    formatCount(sumOfTables(tables, 'sourceRows')),
    formatCount(sumOfTables(tables, 'targetRows')),
    '',
    ...rowKinds.map((kind) => countCell(sumOfTables(tables, kind))),
    '',
    '',
  ])
}

/** @param {TableResult} table */
function tableLine(table) {
  const { verdict, difference } = table
  const reason = reasonOfTable(table)
  const counts = table.schema.length > 0 || table.reason !== null || verdict === 'missing'
  const name = [
    tableName(table),
    // Of rows that are only counted the columns tell already.
    counts && reason !== '' ? h('small', {}, reason) : null,
  ]
  return countRow(name, [
    tableMark(verdict),
    ...[table.sourceRows, table.targetRows].map(formatCount),
    difference === null ? nothing : `${difference > 0 ? '+' : ''}${formatCount(difference)}`,
    ...rowKinds.map((kind) => countCell(table[kind])),
    formatNumber(table.rowsPerSecond),
    // Minutes do not sort by their digits.
    { text: formatSpan(table.durationMs), value: table.durationMs },
  ])
}

/**
 * @param {import('./html-tree.js').Child} name
 * @param {readonly (import('./html-tree.js').Child | { readonly text: string, readonly value: number })[]} cells
 */
function countRow(name, cells) {
  const all = cells.map((cell) =>
    typeof cell === 'object' && cell !== null && 'value' in cell
      ? h('td', { 'data-value': String(cell.value) }, cell.text)
      : h('td', {}, cell),
  )
  return h('tr', {}, h('th', {}, name), ...all)
}

/** @param {number | null} value */
function countCell(value) {
  return (value ?? 0) > 0 ? h('b', {}, formatCount(value)) : formatCount(value)
}

/**
 * A verdict as word and sign: never by its colour alone.
 * @param {import('./table.ts').TableVerdict} verdict
 */
export function tableMark(verdict) {
  const judged = verdictOfTable(verdict)
  const sign = { pass: '✓', fail: '✗', unknown: '?' }[judged]
  return h(
    'span',
    { class: `mark ${judged}` },
    h('span', { 'aria-hidden': 'true' }, sign),
    ` ${verdict}`,
  )
}
