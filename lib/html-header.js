// @ts-check
/** The head of the page: the verdict, what was tested, and the numbers that are asked for first. */
import {
  formatClock,
  formatCount,
  formatMs,
  formatNumber,
  formatShare,
  formatSpan,
} from './format-numbers.js'
import { h } from './html-tree.js'
import { failuresOf, requestsPerSecond } from './report-rows.js'
import { sumOfTables } from './table-words.js'
import { reasonOf, subjectOf, verdictWords } from './verdict-line.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */

const signs = { pass: '✓', fail: '✗', unknown: '?' }

/** @param {Result} result */
export function headerView(result) {
  const { verdict, load } = result
  return h(
    'header',
    { class: load?.valid === false ? `${verdict} invalid` : verdict },
    h(
      'p',
      { class: 'state' },
      h('span', { class: 'sign', 'aria-hidden': 'true' }, signs[verdict]),
      verdictWords[verdict],
    ),
    h(
      'div',
      { class: 'subject' },
      h('h1', {}, subjectOf(result)),
      h('p', {}, `${instant(result.startedAt)}, ${formatSpan(result.durationMs)}`),
    ),
    h('dl', { class: 'tiles' }, ...tilesOf(resultTiles(result))),
    utcButton(Date.parse(load?.startedAt ?? '')),
    h(
      'button',
      {
        type: 'button',
        id: 'theme',
        class: 'quiet',
        'aria-label': 'Switch between light and dark',
      },
      h('span', { 'aria-hidden': 'true' }, '◐'),
    ),
  )
}

/**
 * The charts tell the time of day where it is known when their first second was.
 * @param {number} startMs
 */
function utcButton(startMs) {
  if (!Number.isFinite(startMs)) return null
  const look = { class: 'quiet tool', 'aria-pressed': 'false' }
  return h('button', { type: 'button', id: 'utc', ...look, 'data-start': String(startMs) }, 'UTC')
}

/**
 * @param {Result} result
 * @param {(seconds: number) => string} [clock] what a second of the run is called
 */
export function verdictView(result, clock = formatClock) {
  const { load } = result
  const reasons = load?.valid === false ? load.invalidBecause : []
  return h(
    'div',
    { class: `verdict ${result.verdict}`, role: 'status' },
    h('p', {}, h('strong', {}, verdictWords[result.verdict]), ' ', reasonOf(result, clock)),
    result.interrupted
      ? h('p', { class: 'note' }, 'Partial: the run was interrupted before its end.')
      : null,
    reasons.length > 0
      ? h(
          'p',
          { class: 'note' },
          'Invalid: the numbers below are struck through, because the run does not show what the target can do.',
        )
      : null,
  )
}

/** @typedef {readonly [name: string, value: string]} Tile */

/**
 * The numbers of a run that has ended. The first two of a run of load are no measurement: style relies on it.
 * @param {Result} result
 * @returns {readonly Tile[]}
 */
export function resultTiles({ totals, load, checks, tables }) {
  /** @type {Tile[]} */
  const pairs = load === undefined ? [] : [['Time', formatClock(load.measuredSeconds)]]
  pairs.push(checkTile(checks))
  if (totals !== undefined) {
    const { p95, p99 } = totals.responseTimeMs
    pairs.push(
      ['Requests', formatCount(totals.sent)],
      ['Requests/s', formatNumber(requestsPerSecond(totals))],
      ['Failures', failureTile(totals)],
      ['p95', p95 === null ? '-' : `${formatMs(p95)} ms`],
      ['p99', p99 === null ? '-' : `${formatMs(p99)} ms`],
    )
  }
  if (tables !== undefined) {
    const equal = tables.filter(({ verdict }) => verdict === 'equal').length
    const kinds = /** @type {const} */ (['missing', 'extra', 'changed', 'unresolved'])
    const words = kinds.map(
      (kind) =>
        /** @type {const} */ ([
          `${kind[0]?.toUpperCase()}${kind.slice(1)}`,
          formatCount(sumOfTables(tables, kind)),
        ]),
    )
    pairs.push(['Tables equal', `${formatCount(equal)} / ${formatCount(tables.length)}`], ...words)
  }
  if (load !== undefined) pairs.push(['Users', formatCount(load.usersMax)])
  return pairs
}

/**
 * @param {Result['checks']} checks
 * @returns {Tile}
 */
export function checkTile(checks) {
  const passed = checks.filter(({ verdict }) => verdict === 'pass').length
  return ['Checks', `${formatCount(passed)} / ${formatCount(checks.length)}`]
}

/** @param {readonly Tile[]} pairs */
export function tilesOf(pairs) {
  return pairs.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))
}

/** @param {import('./result.ts').RequestStatistics} totals */
function failureTile(totals) {
  const failures = failuresOf(totals)
  return failures === 0 ? '0' : `${formatCount(failures)} (${formatShare(totals.failureRate)})`
}

/**
 * `2026-01-15 09:30:00 UTC`.
 * @param {string} iso
 */
function instant(iso) {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(iso) ?? []
  return day === undefined ? visibleText(iso) : `${day} ${time} UTC`
}
