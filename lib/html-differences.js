// @ts-check
/** The rows that differ, table by table: both values side by side, and what differs in them marked. */
import { formatCount } from './format-numbers.js'
import { scrollBox, section } from './html-parts.js'
import { h } from './html-tree.js'
import {
  columnWords,
  countWords,
  keyWords,
  schemaWords,
  tableName,
  tableRows,
} from './table-words.js'
import { showPair, valueIn } from './value-words.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./table.ts').TableResult} TableResult */
/** @typedef {import('./table.ts').Difference} Difference */
/** @typedef {import('./html-tree.js').Element} Element */

/** Of all tables together, and of one. */
const allRowsMax = 1000
const rowsOfTableMax = 50

/** Of a row that is on one side only, and of a changed one. */
const columnsMax = 12

/** Characters of a value. */
const longest = 160

/** Of the whole section: a page that is larger opens slowly on a phone. */
const cellsMax = 6000

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function differenceSection(result) {
  const tables = tableRows(result).filter(
    ({ differences, schema }) => differences.length > 0 || schema.length > 0,
  )
  if (tables.length === 0) return []
  const each = Math.min(rowsOfTableMax, Math.max(2, Math.floor(allRowsMax / tables.length)))
  let cells = 0
  const blocks = tables.map((table, index) => {
    const fitting = table.differences.slice(0, each).filter((difference) => {
      const free = cells < cellsMax
      cells += free ? Math.min(columnsMax, columnsOf(difference).length) + 1 : 0
      return free
    })
    return tableBlock(table, fitting, { open: index < 3 })
  })
  return [
    section(
      { id: 'differences', title: 'Rows that differ' },
      h('div', { id: 'difference-blocks' }, ...blocks),
      h(
        'p',
        { class: 'note' },
        'A report that ends in .jsonl or .csv holds every row, a JSON report those that are listed. Values are as PostgreSQL prints them.',
      ),
    ),
  ]
}

/**
 * @param {TableResult} table
 * @param {readonly Difference[]} shown
 * @param {{ open: boolean }} how
 */
function tableBlock(table, shown, { open }) {
  const name = tableName(table)
  const all =
    (table.missing ?? 0) + (table.extra ?? 0) + (table.changed ?? 0) + (table.unresolved ?? 0)
  const listed = shown.reduce((sum, { copies }) => sum + copies, 0)
  return h(
    'details',
    { class: 'rows', ...(open ? { open: '' } : {}) },
    h('summary', {}, h('b', {}, name), ` ${countWords(table)}`),
    table.schema.length === 0
      ? null
      : h('ul', { class: 'schema' }, ...table.schema.map((each) => h('li', {}, schemaWords(each)))),
    shown.length === 0 ? null : rowTable(name, shown),
    all > listed
      ? h('p', { class: 'note' }, `Shown are ${formatCount(listed)} of ${formatCount(all)} rows.`)
      : null,
  )
}

/**
 * @param {string} name
 * @param {readonly Difference[]} shown
 */
function rowTable(name, shown) {
  const head = ['Row', 'Status', 'Column', 'Source', 'Target']
  return scrollBox(
    `Rows of ${name}`,
    h(
      'table',
      { class: 'differences' },
      h('thead', {}, h('tr', {}, ...head.map((title) => h('th', { scope: 'col' }, title)))),
      ...shown.map(rowGroup),
    ),
  )
}

/**
 * One row of a table: a line for each of its columns.
 * @param {Difference} difference
 */
function rowGroup(difference) {
  const all = columnsOf(difference)
  const columns = all.slice(0, columnsMax)
  const more = all.length - columns.length
  const lines = columns.map((column) => columnCells(difference, column))
  if (more > 0) lines.push(wideCell(`and ${formatCount(more)} more columns`))
  if (lines.length === 0) lines.push(wideCell(''))
  const span = lines.length > 1 ? { rowspan: String(lines.length) } : {}
  const times = difference.copies > 1 ? ` ×${formatCount(difference.copies)}` : ''
  const [first = [], ...others] = lines
  return h(
    'tbody',
    {},
    h(
      'tr',
      {},
      h('th', { ...span }, keyWords(difference.key)),
      h('td', { ...span }, `${difference.kind}${times}`),
      ...first,
    ),
    ...others.map((cells) => h('tr', {}, ...cells)),
  )
}

/** @param {string} text */
function wideCell(text) {
  return [h('td', { colspan: '3', class: 'more' }, text)]
}

/**
 * @param {Difference} difference
 * @param {string} column
 */
function columnCells({ kind, source, target }, column) {
  const name = h('td', {}, columnWords(column))
  if (kind === 'missing' || kind === 'extra') {
    const row = kind === 'missing' ? source : target
    const value = valueCell(showPair(valueIn(row, column), null, longest).source, null)
    const absent = h('td', { class: 'absent' }, 'no row')
    return kind === 'missing' ? [name, value, absent] : [name, absent, value]
  }
  const shown = showPair(valueIn(source, column), valueIn(target, column), longest)
  return [name, valueCell(shown.source, 'del'), valueCell(shown.target, 'ins')]
}

/**
 * @param {import('./value-words.js').Shown} shown
 * @param {'del' | 'ins' | null} mark
 */
function valueCell({ open, before, changed, after, close, note }, mark) {
  const middle = changed !== '' && mark !== null ? h(mark, {}, changed) : changed
  return h(
    'td',
    {},
    h('code', {}, open, before, middle, after, close),
    note === '' ? null : h('small', {}, note.trim()),
  )
}

/** @param {Difference} difference */
function columnsOf({ columns, source, target, key }) {
  if (columns.length > 0) return columns
  const names = Object.keys(source ?? target ?? {})
  const others = names.filter((name) => key === null || !Object.hasOwn(key, name))
  return others.length > 0 ? others : names
}
