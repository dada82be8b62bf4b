// @ts-check
/** A small line in a cell of a table, with a limit across it: part of the tree, so that it needs no script. */
import { isMeasured } from './format-numbers.js'
import { h } from './html-tree.js'

/** Twice as fine as it is shown, so that whole numbers are fine enough: they are what a page is made of by the thousand. */
const width = 160
const height = 36
/** As far from the edge, so that no end of a line is cut off. */
const inset = 2

/**
 * From zero up to the highest, the limit included: how near it is can be seen.
 * @param {{ values: readonly (number | null)[], limit?: number | undefined, sentence?: string }} given `sentence`: what it shows, where
 * its numbers do not stand elsewhere
 */
export function curve({ values, limit, sentence }) {
  const top = Math.max(...values.map((value) => value ?? 0), limit ?? 0)
  const step = (width - 2 * inset) / Math.max(1, values.length - 1)
  const dots = values.map((value, index) =>
    isMeasured(value) ? { x: Math.round(inset + index * step), y: yOf(value, top) } : null,
  )
  const across = limit === undefined ? '' : `M0 ${yOf(limit, top)}h${width}`
  const label =
    sentence === undefined ? { 'aria-hidden': 'true' } : { role: 'img', 'aria-label': sentence }
  return h(
    'svg',
    { class: 'curve', viewBox: `0 0 ${width} ${height}`, ...label },
    // Without a limit it is empty, and not missing: a page that is patched would make a limit of the line.
    h('path', { class: 'limit', d: across }),
    h('path', { d: pathOf(dots) }),
  )
}

/**
 * @param {number} value
 * @param {number} top
 */
function yOf(value, top) {
  const share = top > 0 ? Math.max(0, value) / top : 0
  return Math.round(height - inset - share * (height - 2 * inset))
}

/**
 * Each dot as its way from the one before; a new line behind a gap. A line of no length is a dot, with round ends.
 * @param {readonly ({ x: number, y: number } | null)[]} dots
 */
function pathOf(dots) {
  let path = ''
  for (const [index, dot] of dots.entries()) {
    const before = dots[index - 1]
    if (dot === null) continue
    if (before === null || before === undefined) path += `M${dot.x} ${dot.y}l0 0`
    else path += `${apart(dot.x - before.x)}${apart(dot.y - before.y)}`
  }
  return path
}

/**
 * A minus is apart enough.
 * @param {number} value
 */
function apart(value) {
  return value < 0 ? String(value) : ` ${value}`
}
