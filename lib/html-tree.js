// @ts-check
/** Elements as plain values: the same tree becomes text for the file and nodes for the page. */

/**
 * @typedef {{
 *   readonly tag: string,
 *   readonly attributes: Readonly<Record<string, string>>,
 *   readonly children: readonly Tree[],
 * }} Element
 */

/** @typedef {Element | string} Tree */

/** @typedef {Tree | number | null | readonly Child[]} Child */

/**
 * An element; null children are left out, and neighbouring texts become one, as a parser would read them.
 * @param {string} tag
 * @param {Readonly<Record<string, string>>} attributes
 * @param {...Child} children
 * @returns {Element}
 */
export function h(tag, attributes, ...children) {
  /** @type {Tree[]} */
  const merged = []
  for (const child of flat(children)) {
    const last = merged.at(-1)
    if (child === '') continue
    if (typeof child === 'string' && typeof last === 'string')
      merged[merged.length - 1] = last + child
    else merged.push(child)
  }
  return { tag, attributes, children: merged }
}

/**
 * All text inside.
 * @param {Tree | undefined} tree
 * @returns {string}
 */
export function textOf(tree) {
  if (tree === undefined) return ''
  return typeof tree === 'string' ? tree : tree.children.map(textOf).join('')
}

/**
 * @param {readonly Child[]} children
 * @returns {Tree[]}
 */
function flat(children) {
  return children.flatMap((child) => {
    if (child === null) return []
    if (typeof child === 'number') return [String(child)]
    return typeof child === 'string' || 'tag' in child ? [child] : flat(child)
  })
}
