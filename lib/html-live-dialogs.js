// @ts-check
/** The dialogs of the live page: another number of users or another rate, a note, and the keys. */
import { h } from './html-tree.js'

const keys = [
  ['s', 'New run, or stop the one that goes on'],
  ['e', 'Edit: users or rate'],
  ['n', 'Note'],
  ['/', 'Filter requests'],
  ['?', 'These keys'],
  ['Esc', 'Close a dialog; zoom a chart out'],
]

export function dialogViews() {
  return [
    dialog({ id: 'edit', title: 'Edit the load', verb: 'Apply' }, [
      field({ name: 'value', label: 'Load', mode: 'decimal' }),
      field({ name: 'over', label: 'Over so many seconds (0: at once)', mode: 'decimal' }),
    ]),
    dialog({ id: 'note', title: 'Note', verb: 'Add note' }, [
      field({ name: 'text', label: 'What happens now', mode: 'text' }),
    ]),
    h(
      'dialog',
      { id: 'help', 'aria-labelledby': 'help-title' },
      h('h2', { id: 'help-title' }, 'Keys'),
      h(
        'dl',
        { class: 'keys' },
        ...keys.map(([key = '', text = '']) =>
          h('div', {}, h('dt', {}, h('kbd', {}, key)), h('dd', {}, text)),
        ),
      ),
      h('form', { method: 'dialog' }, h('button', { class: 'primary' }, 'Close')),
    ),
  ]
}

/**
 * @param {{ id: string, title: string, verb: string }} about
 * @param {readonly import('./html-tree.js').Element[]} fields
 */
function dialog({ id, title, verb }, fields) {
  return h(
    'dialog',
    { id, 'aria-labelledby': `${id}-title` },
    h('h2', { id: `${id}-title` }, title),
    h(
      'form',
      { 'data-action': id, novalidate: '', autocomplete: 'off' },
      ...fields,
      h('p', { class: 'problem', role: 'alert', 'data-problem': '' }),
      h(
        'p',
        { class: 'tools' },
        h('button', { type: 'submit', class: 'primary' }, verb),
        h('button', { type: 'button', class: 'tool', 'data-close': '' }, 'Cancel'),
      ),
    ),
  )
}

/** @param {{ name: string, label: string, mode: string }} about */
function field({ name, label, mode }) {
  const id = `dialog-${name}`
  return h(
    'div',
    { class: 'field' },
    h('label', { for: id }, label),
    h('input', { id, name, type: 'text', inputmode: mode }),
  )
}
