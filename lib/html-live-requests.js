// @ts-check
/** The statistics of a run that goes on: those of the report, for the whole run or its last seconds. */
import { besideEarlier } from './html-earlier.js'
import { requestSection } from './html-requests.js'
import { h } from './html-tree.js'
import { recentResult } from './live-model.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * What ended in the last ten seconds, as rows of a packet, where that was chosen; null before it is known.
 * @typedef {{ readonly on: boolean, readonly rows: readonly import('./live-packet.js').Row[] | null }} RecentRows
 */

/**
 * `whole`: whether all endpoints are shown, however many they are; `shown`: the names of those that are shown.
 * @typedef {{
 *   readonly shown: ReadonlySet<string>,
 *   readonly recent: RecentRows,
 *   readonly whole: boolean,
 *   readonly live: import('./live-state.ts').Live,
 *   readonly trends: import('./trend-data.js').Trends,
 *   readonly shares: import('./live-packet.js').Row,
 *   readonly earlier: import('./html-earlier.js').EarlierKnown['earlier'],
 *   readonly before: import('./html-earlier.js').EarlierKnown['before'],
 * }} Now
 */

/**
 * @param {Result} result
 * @param {Now} now
 * @returns {readonly Element[]}
 */
export function liveRequestSection(result, now) {
  const { whole, shown: present, trends, shares } = now
  const { on, rows } = now.recent
  const { recent } = now.live
  const isRecent = on && rows !== null && recent !== null
  const shown = isRecent ? recentResult(result, { rows, recent }) : result
  /**
   * What stands around the table: its rows are many, and stay as they are.
   * @param {Element} tree
   */
  function changed(tree) {
    const { class: look = '' } = tree.attributes
    if (look === 'note') return withChoice(tree, whole)
    if (look === 'tools') return withToggle(tree, { canToggle: recent !== null, on, isRecent })
    return tree
  }
  // A few seconds are nothing to hold against whole runs.
  const before = isRecent || recent === null ? null : besideEarlier(result, now)
  const sections = requestSection(shown, { whole, shown: present, trends, shares, before })
  return sections.map((section) => inside(section, changed))
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
 * More rows than anybody reads are shown where somebody asks for them.
 * @param {Element} note
 * @param {boolean} whole
 * @returns {Element}
 */
function withChoice(note, whole) {
  const words = whole ? 'Show the worst' : 'Show all'
  const button = h('button', { type: 'button', id: 'do-whole', class: 'tool' }, words)
  return { ...note, children: [...note.children, ' ', button] }
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
