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
  let next = parent.firstChild
  for (const tree of trees) {
    const present = nodeOf(parent, { next, id: idOf(tree) })
    // Most of a page is as it was: to compare trees is a tenth of looking at what is there.
    const isThere = present !== null && isSame(drawnFrom.get(present), tree)
    next = (isThere ? present : drawnAt(parent, { present, tree })).nextSibling
  }
  while (next !== null) {
    const rest = next
    next = rest.nextSibling
    rest.remove()
  }
}

/**
 * The node that shows the tree: the one that is there, or a new one in its place.
 * @param {Element} parent
 * @param {{ present: ChildNode | null, tree: Tree }} at
 * @returns {Node}
 */
function drawnAt(parent, { present, tree }) {
  if (present === null) return parent.appendChild(createNode(tree))
  if (patchNode(present, tree)) return present
  const node = createNode(tree)
  parent.replaceChild(node, present)
  return node
}

/**
 * What has an id stays itself when something comes or goes before it: its charts, its open details.
 * @param {Element} parent
 * @param {{ next: ChildNode | null, id: string | null }} at
 * @returns {ChildNode | null}
 */
function nodeOf(parent, { next, id }) {
  if (id === null || next === null) return next
  const present = next instanceof Element ? next.id : ''
  if (present === id) return next
  const own = [...parent.children].find((each) => each.id === id)
  if (own !== undefined) return parent.insertBefore(own, next)
  return present === '' ? next : parent.insertBefore(document.createTextNode(''), next)
}

/** @param {Tree} tree */
function idOf(tree) {
  return typeof tree === 'string' ? null : (tree.attributes['id'] ?? null)
}

/**
 * The tree that each element was drawn from.
 * @type {WeakMap<Node, TreeElement>}
 */
const drawnFrom = new WeakMap()

/**
 * @param {Tree | undefined} before
 * @param {Tree} now
 * @returns {boolean}
 */
function isSame(before, now) {
  if (before === now) return true
  if (before === undefined || typeof before === 'string' || typeof now === 'string') return false
  // To compare what is inside would be to make it.
  if (now.key !== undefined) return false
  const { children } = before
  if (before.tag !== now.tag || children.length !== now.children.length) return false
  for (const [index, child] of now.children.entries())
    if (!isSame(children[index], child)) return false
  return hasSameAttributes(before, now)
}

/**
 * @param {TreeElement} before
 * @param {TreeElement} now
 */
function hasSameAttributes({ attributes: before }, { attributes: now }) {
  const names = Object.keys(now)
  for (const name of names) if (before[name] !== now[name]) return false
  return names.length === Object.keys(before).length
}

/** What is drawn late and can be seen, or nearly: the rest is left as it was until then. */
const inView = new WeakSet()

const watched = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) inView.delete(target)
      else if (!inView.has(target)) {
        inView.add(target)
        drawLate(target)
      }
    }
  },
  { rootMargin: '200px' },
)

/** @param {Element} element */
function drawLate(element) {
  const tree = drawnFrom.get(element)
  if (tree?.key !== undefined) patchChildren(element, tree.children)
}

/** All that was left as it was. */
export function drawAll() {
  for (const element of document.querySelectorAll('tr, details > div')) drawLate(element)
}

/** On paper all is in view, what is copied is what it says now, and rows are put in order by what all of them say. */
export function watchReaders() {
  addEventListener('beforeprint', drawAll)
  document.addEventListener('copy', drawAll, { capture: true })
  document.addEventListener(
    'click',
    ({ target }) => target instanceof Element && target.closest('.sort') !== null && drawAll(),
    { capture: true },
  )
}

/** Rows stay where they are, as somebody has sorted them: nothing moves under the pointer. */
const sorted = ['request-rows', 'table-rows', 'failure-rows']

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
  const isAnother = tree.key !== drawnFrom.get(node)?.key
  drawnFrom.set(node, tree)
  setAttributes(node, tree)
  if (tree.key !== undefined) {
    if (isAnother) watched.observe(node)
    else if (!inView.has(node)) return true
  }
  const { attributes, children } = tree
  // What is inside of these is drawn by the page.
  if ('data-own' in attributes || 'data-trend' in attributes) return true
  const isSorted = sorted.includes(attributes['id'] ?? '')
  patchChildren(node, isSorted ? inPresentOrder(node, children) : children)
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
function createNode(tree) {
  return typeof tree === 'string' ? document.createTextNode(tree) : createElement(tree)
}

/** What is no element of a page outside a drawing. */
const drawn = new Set(['svg', 'path'])

/** @param {TreeElement} tree */
export function createElement(tree) {
  const element = drawn.has(tree.tag)
    ? document.createElementNS('http://www.w3.org/2000/svg', tree.tag)
    : document.createElement(tree.tag)
  drawnFrom.set(element, tree)
  setAttributes(element, tree)
  element.append(...tree.children.map(createNode))
  if (tree.key !== undefined) watched.observe(element)
  return element
}

/**
 * The keys of the rows that are shown.
 * @param {string} id of the body of their table
 * @returns {ReadonlySet<string>}
 */
export function keysIn(id) {
  return new Set([...(document.getElementById(id)?.children ?? [])].map(keyOf))
}

/**
 * Trees in the order of the rows that show them now; new ones at the end, in place of rows that nothing shows any more.
 * @param {Element} parent
 * @param {readonly Tree[]} trees
 */
function inPresentOrder(parent, trees) {
  const wanted = new Set(trees.map(nameOf))
  const gone = [...parent.children].filter((row) => !wanted.has(keyOf(row)))
  for (const row of gone) row.remove()
  const places = new Map([...parent.children].map((row, index) => [keyOf(row), index]))
  return trees
    .map((tree) => {
      return { tree, place: places.get(nameOf(tree)) ?? places.size }
    })
    .toSorted((left, right) => left.place - right.place)
    .map(({ tree }) => tree)
}

/** @param {Tree} tree */
function nameOf(tree) {
  return typeof tree === 'string' ? tree : (tree.key ?? textOf(tree.children[0]))
}

/** @param {Element} row */
function keyOf(row) {
  return drawnFrom.get(row)?.key ?? row.firstChild?.textContent ?? ''
}
