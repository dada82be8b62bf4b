// @ts-check
/** What went wrong, by endpoint: how often, what was said, from when to when. */
import { sparkOf } from './failure-columns.js'
import { formatClock, formatCount, formatShare } from './format-numbers.js'
import { section, table } from './html-parts.js'
import { h } from './html-tree.js'
import { failureRows } from './report-rows.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./html-tree.js').Element} Element */

const groupsMax = 100

/**
 * @param {Result} result
 * @param {(seconds: number) => string} [clock]
 * @returns {readonly Element[]}
 */
export function failureSection(result, clock = formatClock) {
  if (result.totals === undefined) return []
  const failures = failureRows(result)
  const shown = failures.slice(0, groupsMax)
  const all = failures.reduce((sum, { count }) => sum + count, 0)
  const rest = all - shown.reduce((sum, { count }) => sum + count, 0)
  const isTimed = shown.some(({ over }) => over !== undefined)
  const rows = shown.map((failure) => [
    `${visibleText(failure.method)} ${visibleText(failure.name)}`,
    formatCount(failure.count),
    formatShare(failure.count / all),
    failure.kind,
    visibleText(failure.message),
    ...seen(failure, { result, clock }),
    ...(isTimed ? [sparkCell(failure, result)] : []),
  ])
  const columns = ['Endpoint', 'Count', 'Share', 'Kind', 'Message', 'First', 'Last']
  const own = isTimed ? ['Over time'] : []
  return [
    section(
      { id: 'failures', title: 'Failures' },
      rows.length === 0
        ? h('p', { class: 'empty' }, 'No request failed.')
        : table({ label: 'Failures', columns: [...columns, ...own], kind: 'failures' }, rows),
      rest > 0
        ? h(
            'p',
            { class: 'note' },
            `and ${formatCount(rest)} failures in ${formatCount(failures.length - shown.length)} more groups, in the JSON report`,
          )
        : null,
    ),
  ]
}

/**
 * As the charts have it, where that is known: a run is measured some time after it was started.
 * @param {import('./result.ts').Failure} failure
 * @param {{ result: Result, clock: (seconds: number) => string }} how
 */
function seen({ firstAt, lastAt, over }, { result, clock }) {
  return over === undefined
    ? [firstAt, lastAt].map((at) => sinceStart(at, result))
    : [over.from, over.to].map((at) => clock(at))
}

/**
 * First, last and count say the same to those who do not see it.
 * @param {import('./result.ts').Failure} failure
 * @param {Result} result
 */
function sparkCell({ over }, { load }) {
  if (over === undefined) return ''
  const seconds = load?.measuredSeconds ?? over.to
  return h('span', { class: 'spark', 'aria-hidden': 'true' }, sparkOf(over, seconds))
}

/**
 * @param {string} at
 * @param {Result} result
 */
function sinceStart(at, { startedAt }) {
  const seconds = (Date.parse(at) - Date.parse(startedAt)) / 1000
  return Number.isFinite(seconds) ? formatClock(seconds) : '-'
}
