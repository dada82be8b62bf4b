// @ts-check
/** The search for the highest rate that holds: its steps, and raw saturation beside them. */
import { saturationSentence, stepColumns, stepRows } from './capacity-words.js'
import { section, table } from './html-parts.js'
import { h } from './html-tree.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function capacitySection({ capacity }) {
  if (capacity === undefined) return []
  const raw = saturationSentence(capacity)
  return [
    section(
      { id: 'capacity', title: 'Steps' },
      table({ label: 'Steps', columns: stepColumns }, stepRows(capacity)),
      raw === '' ? null : h('p', {}, raw),
    ),
  ]
}
