// @ts-check
/** Makes elements of the page like a tree, touching only what differs: focus, selection and scrolling stay. */
import { textOf } from './html-tree.js'

/** @typedef {import('./html-tree.js').Tree} Tree */
/** @typedef {import('./html-tree.js').Element} TreeElement */

/**
 * @param {Element} parent
 * @param {readonly Tree[]} trees
 */
export function patchChildren(parent, trees) {
  // Rows that somebody has sorted stay where they are: nothing moves under the pointer.
  const sortedBy = ['request-rows', 'table-rows']
  const ordered = sortedBy.includes(parent.id) ? inPresentOrder(parent, trees) : trees
  ordered.forEach((tree, index) => {
    const node = parent.childNodes[index]
    if (node === undefined) parent.append(create(tree))
    else if (!patchNode(node, tree)) node.replaceWith(create(tree))
  })
  while (parent.childNodes.length > ordered.length) parent.lastChild?.remove()
}

/**
 * @param {ChildNode} node
 * @param {Tree} tree
 */
function patchNode(node, tree) {
  if (typeof tree === 'string') {
    if (node.nodeType !== Node.TEXT_NODE) return false
    if (node.nodeValue !== tree) node.nodeValue = tree
    return true
  }
  if (!(node instanceof Element) || node.localName !== tree.tag) return false
  setAttributes(node, tree)
  if (!('data-own' in tree.attributes)) patchChildren(node, tree.children)
  return true
}

/**
 * What the tree does not name belongs to the page: an open `details`, a sorted column, a filtered row.
 * @param {Element} element
 * @param {TreeElement} tree
 */
function setAttributes(element, { attributes }) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value)
  }
}

/**
 * @param {Tree} tree
 * @returns {Node}
 */
function create(tree) {
  if (typeof tree === 'string') return document.createTextNode(tree)
  const element = document.createElement(tree.tag)
  setAttributes(element, tree)
  element.append(...tree.children.map(create))
  return element
}

/**
 * Trees in the order of the rows that show them now; new ones at the end.
 * @param {Element} parent
 * @param {readonly Tree[]} trees
 */
function inPresentOrder(parent, trees) {
  const places = new Map([...parent.children].map((row, index) => [keyOf(row.firstChild), index]))
  /** @param {Tree} tree */
  function place(tree) {
    const [first] = typeof tree === 'string' ? [] : tree.children
    return places.get(textOf(first)) ?? places.size
  }
  return trees.toSorted((left, right) => place(left) - place(right))
}

/** @param {ChildNode | null} cell */
function keyOf(cell) {
  return cell?.textContent ?? ''
}
