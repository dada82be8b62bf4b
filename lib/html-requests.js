// @ts-check
/** The statistics of each endpoint in a table that can be sorted and filtered, with its line over time; the sum stays above. */
import { endpointChanges, totalChanges } from './baseline-words.js'
import { formatCount, formatMs, formatNumber, formatShare, isMeasured } from './format-numbers.js'
import { filterTools, scrollBox, section, sortable } from './html-parts.js'
import { h, late } from './html-tree.js'
import { keptRows } from './kept-rows.js'
import { failuresOf, requestRows, requestsPerSecond } from './report-rows.js'
import { trendsOf } from './trend-data.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').RequestStatistics} RequestStatistics */
/** @typedef {import('./html-tree.js').Element} Element */
/** @typedef {import('./html-tree.js').Child} Child */
/** @typedef {import('./trend-data.js').Trends} Trends */

/** More rows make a page that nobody can open; those that matter most are shown. */
const requestsMax = 500

const columns = [
  '# Reqs',
  '# Fails',
  'Fails %',
  'P50',
  'P95',
  'P99',
  'Avg',
  'Min',
  'Max',
  'req/s',
  'failures/s',
]

/** A row is an endpoint by its place among the requests. @typedef {{ readonly trends: Trends, readonly shares: readonly (number | null | undefined)[] }} OverTime */

/**
 * @param {Result} result
 * @param {{
 *   readonly whole?: boolean,
 *   readonly shown?: ReadonlySet<string> | null,
 *   readonly before?: import('./baseline-words.js').Before | null,
 * } & Partial<OverTime>} how `whole`: all are shown, however many they are; `shown`: the names of those that are shown on a page
 * on which each opens its dialog; `before`: what a run that goes on is shown beside; the others where they are known otherwise than from the Result
 * @returns {readonly Element[]}
 */
export function requestSection(result, how = {}) {
  const { whole = false, shown: present = null, before = null, trends, shares } = how
  const { totals, baseline = before ?? undefined, requests = [] } = result
  if (totals === undefined) return []
  const all = requestRows(result)
  const isLong = all.length > requestsMax
  const shown = isLong && !whole ? worstOf(all, present) : all
  const changesOf = endpointChanges(baseline)
  const isCompared = baseline !== undefined && baseline.runs > 0
  const change = baseline === before ? 'the change so far' : 'the change'
  const below = isCompared
    ? `; below them ${change} beside the baseline, ± the smallest that can be seen`
    : ''
  const timed = {
    trends: trends ?? trendsOf(requests),
    shares: shares ?? requests.map(({ weightShare }) => weightShare),
  }
  const isTimed = timed.trends.seen > 0
  const looks = [
    'requests numbers',
    ...(isTimed ? ['timed'] : []),
    ...(isCompared ? ['compared'] : []),
  ]
  const places = new Map(requests.map((each, place) => [each, place]))
  /** @param {RequestStatistics} request */
  function rowOf(request) {
    const name = requestName(request)
    return late('tr', { key: name }, () => cellsOf(request, name))
  }

  /**
   * @param {RequestStatistics} request
   * @param {string} name
   */
  function cellsOf(request, name) {
    const place = places.get(request) ?? -1
    const share = shareWords(request.sent, { all: totals?.sent ?? 0, wanted: timed.shares[place] })
    const own = isTimed ? { trend: String(place), share } : null
    const head = present !== null ? h('button', buttonLook, name) : name
    return requestCells(head, request, { changes: changesOf(request), own })
  }

  const total = { changes: totalChanges(baseline, totals), own: isTimed ? noCells : null }
  return [
    section(
      { id: 'requests', title: 'Requests' },
      filterTools('request-rows', `Times in milliseconds, from the intended start${below}.`),
      scrollBox(
        'Requests',
        h(
          'table',
          { class: looks.join(' ') },
          h('thead', {}, headRow(isTimed)),
          h('tbody', { class: 'total' }, h('tr', {}, ...requestCells('Aggregated', totals, total))),
          h('tbody', { id: 'request-rows' }, ...shown.map(rowOf)),
        ),
      ),
      isLong ? longNote({ whole, present, shown: shown.length, all: all.length }) : null,
    ),
  ]
}

/** @param {boolean} isTimed */
function headRow(isTimed) {
  const cells = columns.map(sortable)
  if (!isTimed) return h('tr', {}, sortable('Request'), ...cells)
  const [trend, share] = [
    h('th', { scope: 'col' }, 'P95 over time'),
    h('th', { scope: 'col' }, 'Share / weight'),
  ]
  return h('tr', {}, sortable('Request'), trend, ...cells, share)
}

/** @param {{ whole: boolean, present: ReadonlySet<string> | null, shown: number, all: number }} how */
function longNote({ whole, present, shown, all }) {
  const since = present === null ? '' : ' when they were chosen'
  return h(
    'p',
    { class: 'note' },
    whole
      ? `Shown are all ${formatCount(all)} endpoints.`
      : `Shown are ${formatCount(shown)} of ${formatCount(all)} endpoints, those with most failures and requests${since}; the JSON report holds all.`,
  )
}

/**
 * `38.4 / 40 %`
 * @param {number} sent
 * @param {{ all: number, wanted: number | null | undefined }} of
 */
function shareWords(sent, { all, wanted }) {
  const [is, was] = [all === 0 ? null : sent / all, wanted].map((each) =>
    isMeasured(each) ? formatNumber(each * 100) : '-',
  )
  return `${is} / ${was} %`
}

/** @param {{ method: string, name: string }} request */
export function requestName({ method, name }) {
  return `${visibleText(method)} ${visibleText(name)}`
}

/** What stands in a row beside its numbers; `trend` is the place of its line. @typedef {{ readonly trend: string, readonly share: string }} OwnCells */

/** @type {OwnCells} */
const noCells = { trend: '', share: '' }

const buttonLook = { type: 'button', class: 'endpoint', 'aria-haspopup': 'dialog' }

/**
 * The line is drawn by the page's script; its numbers are in the JSON report and, of a run that goes on, in the drawer.
 * @param {Child} name
 * @param {RequestStatistics} request
 * @param {{ changes: import('./baseline-words.js').Changes, own: OwnCells | null }} beside
 */
function requestCells(name, request, { changes, own }) {
  const { responseTimeMs: time } = request
  const failures = failuresOf(request)
  const cells = [
    [formatCount(request.sent)],
    [failures === 0 ? '0' : h('b', {}, formatCount(failures))],
    [formatShare(request.failureRate), changeBelow(changes.failureRate)],
    [formatMs(time.p50), changeBelow(changes.p50)],
    [formatMs(time.p95), changeBelow(changes.p95)],
    [formatMs(time.p99), changeBelow(changes.p99)],
    ...[time.mean, time.min, time.max].map((each) => [formatMs(each)]),
    [formatNumber(requestsPerSecond(request))],
    [formatNumber(request.failuresPerSecond)],
  ].map((cell) => h('td', {}, ...cell))
  const head = h('th', {}, name)
  if (own === null) return [head, ...cells]
  const line = own.trend === '' ? {} : { 'data-trend': own.trend }
  return [head, h('td', line), ...cells, h('td', {}, own.share)]
}

/**
 * Lines of the same cell: an element around each would be a tenth of a long page.
 * @param {readonly string[]} [lines]
 */
function changeBelow(lines = []) {
  return lines.map((line) => [h('br', {}), line])
}

/**
 * @param {readonly RequestStatistics[]} rows
 * @param {ReadonlySet<string> | null} present
 */
function worstOf(rows, present) {
  const order = rows.toSorted(
    (left, right) => failuresOf(right) - failuresOf(left) || right.sent - left.sent,
  )
  const how = { max: requestsMax, shown: present ?? new Set(), keyOf: requestName }
  const kept = new Set(keptRows(order, how))
  return rows.filter((row) => kept.has(row))
}
