/** A tree of elements as HTML text, escaped. */
import type { Tree } from './html-tree.js'

const voids = new Set(['br', 'col', 'hr', 'img', 'input', 'link', 'meta'])

/** Their end tags are optional, and a table of 200 endpoints has thousands of them. */
const openEnded = new Set(['td', 'th', 'tr', 'thead', 'tbody', 'dt', 'dd', 'li', 'option'])

/** Element and attribute names are ours; all text and attribute values are escaped. */
export function htmlText(tree: Tree): string {
  if (typeof tree === 'string') return escapeText(tree)
  const { tag, attributes, children } = tree
  const pairs = Object.entries(attributes).map(([name, value]) =>
    value === '' ? ` ${name}` : ` ${name}=${quoted(value)}`,
  )
  const open = `<${tag}${pairs.join('')}>`
  if (voids.has(tag)) return open
  const inside = children.map(htmlText).join('')
  return openEnded.has(tag) ? open + inside : `${open}${inside}</${tag}>`
}

/** A word needs no quotes, and most values are one. */
function quoted(value: string): string {
  return /^[\w.#-]+$/.test(value) ? value : `"${escapeText(value).replaceAll('"', '&quot;')}"`
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
