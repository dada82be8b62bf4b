// @ts-check
/** What it takes to run it again: the command, the settings as they were used, the environment. */
import { facts, section } from './html-parts.js'
import { h } from './html-tree.js'
import { visibleLines, visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function commandSection({ command }) {
  return [
    section(
      { id: 'again', title: 'Run again' },
      h(
        'div',
        { class: 'command' },
        h('pre', { tabindex: '0' }, h('code', { id: 'command' }, visibleLines(command, 4000))),
        h('button', { type: 'button', id: 'copy' }, 'Copy'),
        h('span', { id: 'copied', role: 'status' }),
      ),
    ),
  ]
}

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function settingsSection({ settings }) {
  const pairs = pairsOf(settings)
  return pairs.length === 0 ? [] : [section({ id: 'settings', title: 'Settings' }, facts(pairs))]
}

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function environmentSection({ environment, version, seed }) {
  const pairs = pairsOf({ ...environment, 'cdc-testbench': version, seed })
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
