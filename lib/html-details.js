// @ts-check
/** What it takes to run it again: the command, the settings as they were used, the environment. */
import { commandNote } from './command-words.js'
import { facts, section } from './html-parts.js'
import { h } from './html-tree.js'
import { visibleLines, visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function commandSection(result) {
  const note = commandNote(result)
  return [
    section(
      { id: 'again', title: 'Run again' },
      h(
        'div',
        { class: 'command' },
        h(
          'pre',
          { tabindex: '0' },
          h('code', { id: 'command' }, visibleLines(result.command, 4000)),
        ),
        h('button', { type: 'button', id: 'copy' }, 'Copy'),
        h('span', { id: 'copied', role: 'status' }),
      ),
      note === '' ? null : h('p', { class: 'note' }, note),
    ),
  ]
}

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function settingsSection({ settings }) {
  const pairs = pairsOf(settings)
  const used = pairs.filter(([, value]) => !unset.has(value))
  const others = pairs.filter(([, value]) => unset.has(value)).map(([name]) => name)
  if (pairs.length === 0) return []
  return [
    section(
      { id: 'settings', title: 'Settings' },
      facts(used),
      others.length === 0 ? null : h('p', { class: 'note' }, `Not set: ${others.join(', ')}`),
    ),
  ]
}

/** Two dozen flags that nobody gave would hide the five that somebody did. */
const unset = new Set(['-', 'false'])

/**
 * @param {Result} result
 * @param {boolean} going
 * @returns {readonly Element[]}
 */
export function environmentSection({ environment, version, startedAt, durationMs }, going) {
  const started = Date.parse(startedAt)
  const ended =
    Number.isFinite(started + durationMs) && !going
      ? { ended: new Date(started + durationMs).toISOString() }
      : {}
  const pairs = pairsOf({ ...environment, 'cdc-testbench': version, started: startedAt, ...ended })
  return [section({ id: 'environment', title: 'Environment' }, facts(pairs))]
}

/**
 * @param {Readonly<Record<string, unknown>>} record
 * @returns {readonly (readonly [string, string])[]}
 */
function pairsOf(record) {
  return Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [visibleText(name, 80), visibleText(textOfValue(value), 500)])
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function textOfValue(value) {
  if (value === null || value === '') return '-'
  if (Array.isArray(value)) return value.length === 0 ? '-' : value.map(textOfValue).join(', ')
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '-')
}
