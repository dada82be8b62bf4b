// @ts-check
/** What sections have in common: a heading, and a table that scrolls inside itself and never the page. */
import { h, late } from './html-tree.js'

/** @typedef {import('./html-tree.js').Element} Element */
/** @typedef {import('./html-tree.js').Child} Child */

/**
 * @param {{ id: string, title: string }} head
 * @param {...Child} children
 */
export function section({ id, title }, ...children) {
  return h(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    ...children,
  )
}

/**
 * A table in a box that can be scrolled, by keyboard too. The first cell of a row is its head: a browser takes it for that, without a word
 * in each of hundreds of rows.
 * @param {{ label: string, columns: readonly string[], kind?: string, id?: string }} head `id`: of its body
 * @param {readonly (readonly Child[] | Element)[]} rows
 */
export function table({ label, columns, kind = 'numbers', id }, rows) {
  const head = columns.map((column) => h('th', { scope: 'col' }, column))
  return scrollBox(
    label,
    h(
      'table',
      { class: kind },
      h('thead', {}, h('tr', {}, ...head)),
      h(
        'tbody',
        id === undefined ? {} : { id },
        ...rows.map((row) => ('tag' in row ? row : tableRow(row))),
      ),
    ),
  )
}

/** @param {readonly Child[]} cells */
export function tableRow([first = null, ...others]) {
  return h('tr', {}, h('th', {}, first), ...others.map((cell) => h('td', {}, cell)))
}

/**
 * @param {string} label
 * @param {Element} content
 */
export function scrollBox(label, content) {
  return h('div', { class: 'scroll', role: 'group', 'aria-label': label, tabindex: '0' }, content)
}

/**
 * A verdict as word and sign: never by its colour alone.
 * @param {import('./result.ts').Verdict} verdict
 */
export function verdictMark(verdict) {
  const sign = { pass: '✓', fail: '✗', unknown: '?' }[verdict]
  const word = verdict === 'unknown' ? 'no verdict' : verdict
  const picture = h('span', { 'aria-hidden': 'true' }, sign)
  return h('span', { class: `mark ${verdict}` }, picture, ` ${word}`)
}

/** @param {readonly (readonly [string, Child])[]} pairs */
export function facts(pairs) {
  return h(
    'dl',
    { class: 'facts' },
    ...pairs.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  )
}

/**
 * The head of a column by which the rows can be sorted.
 * @param {string} column
 */
export function sortable(column) {
  return h('th', { scope: 'col' }, h('button', { type: 'button', class: 'sort' }, column))
}

/**
 * A filter over the rows of a table.
 * @param {string} rows the id of its body
 * @param {string} hint
 * @param {Child} [more] what else they are chosen by
 */
export function filterTools(rows, hint, more = null) {
  const id = `filter-${rows}`
  return h(
    'p',
    { class: 'tools' },
    h('label', { for: id }, 'Filter'),
    h('input', {
      id,
      class: 'filter',
      'data-rows': rows,
      type: 'search',
      autocomplete: 'off',
      spellcheck: 'false',
    }),
    more,
    h('span', { class: 'filtered', role: 'status' }),
    h('span', { class: 'hint' }, hint),
  )
}

/**
 * The place of a chart, with a sentence that says what it shows, and its numbers in `details`. What is marked `data-own` is drawn by the page, and left alone when the tree is drawn again.
 * @param {{ name: string, sentence: string }} head
 * @param {() => Element} details
 */
export function chart({ name, sentence }, details) {
  return h(
    'figure',
    { class: 'chart', 'data-chart': name },
    h('div', { class: 'legend', 'data-own': '' }),
    h(
      'div',
      { class: 'plot', role: 'img', tabindex: '0', 'aria-label': sentence, 'data-own': '' },
      'This chart is drawn by JavaScript; the table below has its numbers.',
    ),
    h('p', { class: 'readout', 'aria-hidden': 'true', 'data-own': '' }),
    h('p', { class: 'hidden', role: 'status', 'data-own': '' }),
    h('figcaption', {}, sentence),
    h(
      'details',
      {},
      h('summary', {}, 'As a table'),
      late('div', {}, () => [details()]),
    ),
  )
}
