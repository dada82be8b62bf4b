// @ts-check
/** The live page as a tree: the report of what was measured so far, under the state of the run and what can be done. */
import { formatClock, formatSpan } from './format-numbers.js'
import { isEnded, liveHeader } from './html-live-header.js'
import { verdictView } from './html-header.js'
import { logSection } from './html-live-log.js'
import { liveRequestSection } from './html-live-requests.js'
import { section } from './html-parts.js'
import { h } from './html-tree.js'
import { navigationOf, sectionsOf } from './html-view.js'
import { timeOfDay } from './time-of-day.js'
import { reasonOf } from './verdict-line.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./live-state.ts').Live} Live */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * `lost`: since when nothing was heard of the server, in ms; `numbersOf`: of what time the numbers are, as a clock;
 * null where it is there.
 * @typedef {{ readonly sinceMs: number, readonly numbersOf: string, readonly why: string }} Lost
 */

/**
 * @typedef {{
 *   readonly live: Live,
 *   readonly result: Result | null,
 *   readonly log: readonly import('./live-state.ts').LogLine[],
 *   readonly heat: readonly (readonly number[])[],
 *   readonly pulse: readonly import('./pulse-data.js').PulseRow[],
 *   readonly states: readonly import('./pulse-data.js').StateChange[],
 *   readonly trends: import('./trend-data.js').Trends,
 *   readonly shares: import('./live-packet.js').Row,
 *   readonly earlier: import('./html-earlier.js').EarlierKnown['earlier'],
 *   readonly before: import('./html-earlier.js').EarlierKnown['before'],
 *   readonly recent: import('./html-live-requests.js').RecentRows,
 *   readonly lost: Lost | null,
 *   readonly elapsedMs: number | null,
 *   readonly formOpen: boolean,
 *   readonly utc: boolean,
 *   readonly whole: boolean,
 *   readonly shown: { readonly requests: ReadonlySet<string>, readonly failures: ReadonlySet<string> },
 * }} LivePage
 */

/**
 * Inside `<div id="page">`. What is marked `data-own` is filled by the page's script.
 * @param {LivePage} page
 * @returns {readonly Element[]}
 */
export function livePageView(page) {
  const { live, result, lost, formOpen } = page
  const isOver = isEnded(live.state)
  const sections = [
    ...(result === null
      ? []
      : sectionsOf(result, {
          going: !isOver,
          clock: clockOf(page),
          beside: page,
          earlier: page,
          requests: liveRequestSection(result, { ...page, shown: page.shown.requests }),
          failures: page.shown.failures,
        })),
    ...(isOver && result !== null ? [downloadSection(lost === null)] : []),
    ...logSection(page.log),
  ]
  const looks = [
    result?.load?.valid === false ? 'invalid' : 'valid',
    ...(lost === null ? [] : ['stale']),
  ]
  return [
    h('a', { class: 'skip', href: '#main' }, 'Skip to the results'),
    h('div', { class: 'top' }, liveHeader(page), bannerView(page), navigationOf(sections)),
    h(
      'main',
      { id: 'main', class: looks.join(' ') },
      h('div', { id: 'form-place', class: formOpen ? 'open' : 'off', 'data-own': '' }),
      h('div', { id: 'said' }, saidView(page)),
      ...sections,
    ),
    h(
      'footer',
      {},
      result === null ? 'cdc-testbench' : `cdc-testbench ${visibleText(result.version)}`,
    ),
  ]
}

/**
 * The charts tell their seconds by the same one.
 * @param {LivePage} page
 */
function clockOf({ utc, live: { startedAtMs } }) {
  return utc && startedAtMs !== null
    ? (/** @type {number} */ seconds) => timeOfDay(startedAtMs, seconds)
    : formatClock
}

const banner = { id: 'banner', 'aria-label': 'Connection' }

/**
 * The age of the numbers is no live region: it changes every second.
 * @param {LivePage} page
 */
function bannerView({ lost }) {
  if (lost === null) return h('aside', { ...banner, class: 'off' }, h('p', { role: 'alert' }))
  return h(
    'aside',
    { ...banner, class: 'banner' },
    h('p', { role: 'alert' }, h('strong', {}, lost.why)),
    h('p', {}, `${agoWords(lost.sinceMs)} ago; numbers are of ${lost.numbersOf}`),
    h('button', { type: 'button', id: 'do-retry', class: 'quiet' }, 'Retry now'),
  )
}

/**
 * In whole seconds, at least one.
 * @param {number} ms
 */
function agoWords(ms) {
  return ms < 60_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : formatSpan(ms)
}

/**
 * One sentence: of a run that has ended its verdict, before that how it stands.
 * @param {LivePage} page
 */
function saidView(page) {
  const { live, result } = page
  const clock = saidClockOf(page)
  if (live.state === 'idle') return null
  if (result !== null && isEnded(live.state)) return verdictView(result, clock)
  if (result === null || live.state === 'starting') {
    const doing = live.doing === '' ? 'starting' : visibleText(live.doing)
    return h(
      'div',
      { class: 'verdict going' },
      h('p', {}, h('strong', {}, 'Starting'), ` ${doing}`),
    )
  }
  const draining = live.state === 'stopping' ? [h('p', { class: 'note' }, drainingWords(live))] : []
  const words = { pass: 'Holds so far', fail: 'Failing', unknown: 'No verdict yet' }
  // How long it took to get ready is of no interest while it goes on.
  const measured = { ...result, durationMs: (result.load?.measuredSeconds ?? 0) * 1000 }
  const because =
    result.checks.length === 0 ? 'nothing was measured yet' : reasonOf(measured, clock)
  return h(
    'div',
    { class: `verdict ${result.verdict}` },
    h('p', {}, h('strong', {}, words[result.verdict]), ` ${because}`),
    ...draining,
  )
}

/** @param {Live} live */
function drainingWords({ inFlight, stopByMs, nowMs }) {
  const left =
    stopByMs === null ? '' : `, ${Math.max(0, Math.ceil((stopByMs - nowMs) / 1000))} s left`
  return `Draining: ${inFlight} in flight${left}`
}

/**
 * As `clockOf`, with its zone: in a sentence no axis beside it tells that.
 * @param {LivePage} page
 */
function saidClockOf(page) {
  const zone = page.utc && page.live.startedAtMs !== null ? ' UTC' : ''
  return (/** @type {number} */ seconds) => `${clockOf(page)(seconds)}${zone}`
}

const formats = /** @type {const} */ ([
  ['html', 'HTML'],
  ['json', 'JSON'],
  ['csv', 'CSV'],
  ['xml', 'JUnit'],
  ['prom', 'Prometheus'],
  ['md', 'Markdown'],
])

/** @param {boolean} enabled */
function downloadSection(enabled) {
  const buttons = formats.map(([format, name]) =>
    h(
      'button',
      { type: 'button', class: 'tool', 'data-report': format, 'aria-disabled': String(!enabled) },
      name,
    ),
  )
  const told = h('span', { id: 'downloaded', role: 'status', 'data-own': '' })
  return section(
    { id: 'download', title: 'Download' },
    h('p', { class: 'tools' }, ...buttons, told),
  )
}
