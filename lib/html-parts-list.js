// @ts-check
/** The runs that this report is made of, with a link to the report of each where there is one. */
import { section, table, verdictMark } from './html-parts.js'
import { h } from './html-tree.js'
import { partColumns, partRows } from './parts-words.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * @param {Result} result
 * @returns {readonly Element[]}
 */
export function partsSection({ parts = [] }) {
  if (parts.length === 0) return []
  const rows = partRows(parts).map(([script = '', , ...others], index) => {
    // Only the sentence at the end may wrap.
    const numbers = others.slice(0, -1).map((text) => text.replaceAll(' ', '\u00a0'))
    const part = parts[index]
    const link = part?.report ?? null
    return [
      // Only a file beside this one: no scheme, no folder.
      link === null ? script : h('a', { href: `./${encodeURIComponent(link)}` }, script),
      part === undefined ? null : verdictMark(part.verdict),
      ...numbers,
      others.at(-1) ?? null,
    ]
  })
  return [
    section(
      { id: 'parts', title: 'Parts' },
      table({ label: 'Parts', columns: partColumns(parts), kind: 'texts' }, rows),
    ),
  ]
}
