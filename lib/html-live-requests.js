// @ts-check
/** The statistics of a run that goes on: those of the report, with a line over time in each row, for the whole run or its last seconds. */
import { formatNumber, isMeasured } from './format-numbers.js'
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
 * `whole`: whether all endpoints are shown, however many they are.
 * @typedef {{
 *   readonly recent: RecentRows,
 *   readonly whole: boolean,
 *   readonly live: import('./live-state.ts').Live,
 *   readonly trends: import('./trend-data.js').Trends,
 *   readonly shares: import('./live-packet.js').Row,
 * }} Now
 */

/**
 * @param {Result} result
 * @param {Now} now
 * @returns {readonly Element[]}
 */
export function liveRequestSection(
  result,
  { recent: { on, rows }, whole, live: { recent }, trends, shares },
) {
  const isRecent = on && rows !== null && recent !== null
  const shown = isRecent ? recentResult(result, { rows, recent }) : result
  const cells = cellsOf(result, { shown, shares })
  /** @param {Element} tree */
  function changed(tree) {
    const { class: look = '' } = tree.attributes
    if (look === 'note') return withChoice(tree, whole)
    if (look === 'tools') return withToggle(tree, { canToggle: recent !== null, on, isRecent })
    return tree.tag === 'tr' && trends.seen > 0 ? withCells(tree, cells) : inside(tree, changed)
  }
  return requestSection(shown, { whole }).map((section) => withButtons(changed(section)))
}

/**
 * By the name in its row: where its line is drawn, and of all requests how many were of it and were to be of it.
 * @param {Result} result
 * @param {{ shown: Result, shares: Now['shares'] }} of
 * @returns {ReadonlyMap<string, { readonly place: string, readonly share: string }>}
 */
function cellsOf({ requests = [] }, { shown, shares }) {
  const all = shown.totals?.sent ?? 0
  const sent = new Map((shown.requests ?? []).map((each) => [requestName(each), each.sent]))
  return new Map(
    requests.map((each, place) => {
      const name = requestName(each)
      const share = shareWords(all === 0 ? null : (sent.get(name) ?? 0) / all, shares[place])
      return [name, { place: String(place), share }]
    }),
  )
}

/**
 * `38.4 / 40 %`
 * @param {number | null} share
 * @param {number | null | undefined} wanted
 */
function shareWords(share, wanted) {
  const [is, was] = [share, wanted].map((each) =>
    isMeasured(each) ? formatNumber(each * 100) : '-',
  )
  return `${is} / ${was} %`
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

/**
 * The cell behind the name is drawn by the page's script; its numbers are in the drawer, for who does not see it.
 * @param {Element} row
 * @param {ReturnType<typeof cellsOf>} known
 * @returns {Element}
 */
function withCells(row, known) {
  const [name, ...cells] = row.children
  if (name === undefined || typeof name === 'string') return row
  const [text] = name.children
  if (typeof text === 'object') {
    const trend = h('th', { scope: 'col', class: 'trend' }, 'P95 over time')
    return {
      ...row,
      children: [
        name,
        trend,
        ...cells,
        h('th', { scope: 'col', class: 'share' }, 'Share / weight'),
      ],
    }
  }
  const own = text === undefined ? undefined : known.get(text)
  const line = { 'data-trend': own?.place ?? '', 'data-own': '', 'aria-hidden': 'true' }
  const trend = h('td', { class: 'trend' }, own === undefined ? null : h('canvas', line))
  const share = h('td', { class: 'share' }, own?.share ?? '')
  return { ...row, children: [name, trend, ...cells, share] }
}
