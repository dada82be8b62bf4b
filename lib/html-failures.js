// @ts-check
/** What went wrong, by endpoint: how often, what was said, from when to when. */
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
 * @returns {readonly Element[]}
 */
export function failureSection(result) {
  if (result.totals === undefined) return []
  const failures = failureRows(result)
  const shown = failures.slice(0, groupsMax)
  const all = failures.reduce((sum, { count }) => sum + count, 0)
  const rest = all - shown.reduce((sum, { count }) => sum + count, 0)
  const rows = shown.map((failure) => [
    `${visibleText(failure.method)} ${visibleText(failure.name)}`,
    formatCount(failure.count),
    formatShare(failure.count / all),
    failure.kind,
    visibleText(failure.message),
    sinceStart(failure.firstAt, result),
    sinceStart(failure.lastAt, result),
  ])
  const columns = ['Endpoint', 'Count', 'Share', 'Kind', 'Message', 'First', 'Last']
  return [
    section(
      { id: 'failures', title: 'Failures' },
      rows.length === 0
        ? h('p', { class: 'empty' }, 'No request failed.')
        : table({ label: 'Failures', columns, kind: 'failures' }, rows),
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
 * @param {string} at
 * @param {Result} result
 */
function sinceStart(at, { startedAt }) {
  const seconds = (Date.parse(at) - Date.parse(startedAt)) / 1000
  return Number.isFinite(seconds) ? formatClock(seconds) : '-'
}
