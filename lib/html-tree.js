// @ts-check
/** Elements as plain values: the same tree becomes text for the file and nodes for the page. */

/**
 * @typedef {{
 *   readonly tag: string,
 *   readonly attributes: Readonly<Record<string, string>>,
 *   readonly children: readonly Tree[],
 *   readonly key?: string,
 * }} Element `key`: of one whose children are made late
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
  addAll(merged, children)
  return { tag, attributes, children: merged }
}

/**
 * An element whose children are made when somebody asks for them: at once for a file, and on a page that is drawn each second
 * only while it is in view.
 * @param {string} tag
 * @param {{ readonly key?: string }} own `key`: tells it from its siblings
 * @param {() => readonly Child[]} build
 * @returns {Element}
 */
export function late(tag, { key = '' }, build) {
  /** @type {readonly Tree[] | undefined} */
  let made
  return {
    tag,
    attributes: {},
    key,
    get children() {
      made ??= h(tag, {}, ...build()).children
      return made
    },
  }
}

/**
 * @param {Tree[]} merged
 * @param {readonly Child[]} children
 */
function addAll(merged, children) {
  for (const child of children) {
    if (child === null || child === '') continue
    if (typeof child === 'string') addText(merged, child)
    else if (typeof child === 'number') addText(merged, String(child))
    else if ('tag' in child) merged.push(child)
    else addAll(merged, child)
  }
}

/**
 * @param {Tree[]} merged
 * @param {string} text
 */
function addText(merged, text) {
  const last = merged.at(-1)
  if (typeof last === 'string') merged[merged.length - 1] = last + text
  else merged.push(text)
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
