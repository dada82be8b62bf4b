// @ts-check
/** The statistics of a run that goes on: those of the report, with a line over time in each row, for the whole run or its last seconds. */
import { withButtons } from './html-drawer.js'
import { requestName, requestSection } from './html-requests.js'
import { h } from './html-tree.js'
import { recentResult } from './live-model.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./html-tree.js').Element} Element */
/** @typedef {import('./html-tree.js').Child} Child */

/**
 * What ended in the last ten seconds, as rows of a packet, where that was chosen; null before it is known.
 * @typedef {{ readonly on: boolean, readonly rows: readonly import('./live-packet.js').Row[] | null }} RecentRows
 */

/**
 * @param {Result} result
 * @param {{ recent: RecentRows, live: import('./live-state.ts').Live, trends: import('./trend-data.js').Trends }} now
 * @returns {readonly Element[]}
 */
export function liveRequestSection(result, { recent: { on, rows }, live: { recent }, trends }) {
  const isRecent = on && rows !== null && recent !== null
  const places = new Map(
    (result.requests ?? []).map((each, place) => [requestName(each), String(place)]),
  )
  /** @param {Element} tree */
  function changed(tree) {
    const { class: look = '' } = tree.attributes
    if (look === 'tools') return withToggle(tree, { canToggle: recent !== null, on, isRecent })
    if (tree.tag !== 'tr' || trends.seen === 0) return inside(tree, changed)
    return withTrend(tree, places)
  }
  const shown = isRecent ? recentResult(result, { rows, recent }) : result
  return requestSection(shown).map((section) => withButtons(changed(section)))
}

/**
 * @param {Element} tree
 * @param {(tree: Element) => Element} change
 * @returns {Element}
 */
function inside(tree, change) {
  return {
    ...tree,
    children: tree.children.map((each) => (typeof each === 'string' ? each : change(each))),
  }
}

/**
 * After a run there are no last seconds to look at.
 * @param {Element} tools
 * @param {{ canToggle: boolean, on: boolean, isRecent: boolean }} how
 * @returns {Element}
 */
function withToggle(tools, { canToggle, on, isRecent }) {
  const hint = 'What ended in the last 10 s; times in milliseconds, from the intended start.'
  const told = isRecent
    ? [...tools.children.slice(0, -1), h('span', { class: 'hint' }, hint)]
    : tools.children
  const toggle = h(
    'button',
    {
      type: 'button',
      id: 'do-recent',
      class: canToggle ? 'tool' : 'tool off',
      'aria-pressed': String(on),
      'aria-disabled': 'false',
    },
    'Last 10 s',
  )
  return { ...tools, children: [...told.slice(0, -1), toggle, ...told.slice(-1)] }
}

/**
 * The cell behind the name is drawn by the page's script; its numbers are in the drawer, for who does not see it.
 * @param {Element} row
 * @param {ReadonlyMap<string, string>} places
 * @returns {Element}
 */
function withTrend(row, places) {
  const [name, ...cells] = row.children
  if (name === undefined || typeof name === 'string') return row
  const [text] = name.children
  const place = typeof text === 'string' ? places.get(text) : undefined
  const line = { 'data-trend': place ?? '', 'data-own': '', 'aria-hidden': 'true' }
  const isHead = typeof text === 'object'
  const cell = isHead
    ? h('th', { scope: 'col', class: 'trend' }, 'P95 over the run')
    : h('td', { class: 'trend' }, place === undefined ? null : h('canvas', line))
  return { ...row, children: [name, cell, ...cells] }
}
