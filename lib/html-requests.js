// @ts-check
/** The statistics of each endpoint in a table that can be sorted and filtered; the sum stays above. */
import { endpointChanges, totalChanges } from './baseline-words.js'
import { formatCount, formatMs, formatNumber, formatShare } from './format-numbers.js'
import { filterTools, scrollBox, section, sortable } from './html-parts.js'
import { h } from './html-tree.js'
import { failuresOf, requestRows, requestsPerSecond } from './report-rows.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').RequestStatistics} RequestStatistics */
/** @typedef {import('./html-tree.js').Element} Element */

/** More rows make a page that nobody can open; those that matter most are shown. */
const requestsMax = 500

const columns = [
  'Request',
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

/**
 * @param {Result} result
 * @param {{ readonly whole?: boolean }} how whether all are shown, however many they are
 * @returns {readonly Element[]}
 */
export function requestSection(result, { whole = false } = {}) {
  const { totals, baseline } = result
  if (totals === undefined) return []
  const all = requestRows(result)
  const isLong = all.length > requestsMax
  const shown = isLong && !whole ? worstOf(all) : all
  const changesOf = endpointChanges(baseline)
  const isCompared = baseline !== undefined && baseline.runs > 0
  const below = isCompared ? '; below them the change beside the baseline' : ''
  return [
    section(
      { id: 'requests', title: 'Requests' },
      filterTools('request-rows', `Times in milliseconds, from the intended start${below}.`),
      scrollBox(
        'Requests',
        h(
          'table',
          { class: 'requests numbers' },
          h('thead', {}, h('tr', {}, ...columns.map(sortable))),
          h(
            'tbody',
            { class: 'total' },
            requestRow('Aggregated', totals, totalChanges(baseline, totals)),
          ),
          h(
            'tbody',
            { id: 'request-rows' },
            ...shown.map((each) => requestRow(requestName(each), each, changesOf(each))),
          ),
        ),
      ),
      isLong
        ? h(
            'p',
            { class: 'note' },
            whole
              ? `Shown are all ${formatCount(all.length)} endpoints.`
              : `Shown are ${formatCount(shown.length)} of ${formatCount(all.length)} endpoints, those with most failures and requests; the JSON report holds all.`,
          )
        : null,
    ),
  ]
}

/** @param {{ method: string, name: string }} request */
export function requestName({ method, name }) {
  return `${visibleText(method)} ${visibleText(name)}`
}

/**
 * @param {string} name
 * @param {RequestStatistics} request
 * @param {import('./baseline-words.js').Changes} changes
 */
function requestRow(name, request, changes) {
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
  ]
  return h('tr', {}, h('th', {}, name), ...cells.map((cell) => h('td', {}, ...cell)))
}

/** @param {readonly string[]} [lines] */
function changeBelow(lines = []) {
  return lines.map((line) => h('small', {}, line))
}

/** @param {readonly RequestStatistics[]} rows */
function worstOf(rows) {
  const order = [...rows].sort(
    (left, right) => failuresOf(right) - failuresOf(left) || right.sent - left.sent,
  )
  const kept = new Set(order.slice(0, requestsMax))
  return rows.filter((row) => kept.has(row))
}
