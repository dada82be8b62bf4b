// @ts-check
/** What was said while runs were made and went on, to be looked through by its words and by how grave it is. */
import { formatCount } from './format-numbers.js'
import { filterTools, section } from './html-parts.js'
import { h } from './html-tree.js'
import { visibleText } from './visible-text.js'

const levelChoice = h(
  'label',
  {},
  'Level ',
  h(
    'select',
    { class: 'levels' },
    h('option', { value: '' }, 'all'),
    h('option', { value: 'warning error' }, 'warnings and errors'),
    h('option', { value: 'error' }, 'errors'),
  ),
)

/**
 * The newest line first.
 * @param {readonly import('./live-state.ts').LogLine[]} log
 */
export function logSection(log) {
  if (log.length === 0) return []
  const lines = log.map(([at, text, level]) =>
    h(
      'li',
      { 'data-level': level },
      h('time', { datetime: at }, at.slice(11, 19)),
      ' ',
      h('span', { class: 'level' }, level),
      ' ',
      h('span', { 'data-filtered': '' }, visibleText(text)),
    ),
  )
  return [
    section(
      { id: 'log', title: 'Log, in UTC' },
      filterTools(
        'log-lines',
        `The last ${formatCount(log.length)} lines; stderr has all.`,
        levelChoice,
      ),
      h(
        'ol',
        { id: 'log-lines', class: 'log', reversed: '', tabindex: '0', 'aria-label': 'Log' },
        ...lines.toReversed(),
      ),
    ),
  ]
}
