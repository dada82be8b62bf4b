// @ts-check
/** What went wrong, by endpoint: how often, what was said, from when to when. */
import { curlLine } from './curl-line.js'
import { sparkOf } from './failure-columns.js'
import { failureKey, isUntold } from './failure-key.js'
import { sampleMax, withTextRoom } from './failure-room.js'
import { formatClock, formatCount, formatShare } from './format-numbers.js'
import { section, table } from './html-parts.js'
import { h, late } from './html-tree.js'
import { keptRows } from './kept-rows.js'
import { failureRows } from './report-rows.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').Failure} Failure */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * Groups, the most frequent of them with how they went over time, and bytes for their texts in a file. Beside a baseline
 * each request has a row half as long again: of many there is less room for others.
 */
const alone = { groups: 200, sparks: 100, texts: 5000 }
const beside = { groups: 100, sparks: 20, texts: 2000 }
/** With a request for the command line: of all, it would be the heaviest of the file. */
const linesMax = 10

/**
 * @param {Result} result
 * @param {{
 *   readonly clock?: (seconds: number) => string,
 *   readonly shown?: ReadonlySet<string> | null,
 * }} [how] `shown`: the keys of those that are shown on a page, which has room for all that is known of each
 * @returns {readonly Element[]}
 */
export function failureSection(result, { clock = formatClock, shown: present = null } = {}) {
  if (result.totals === undefined) return []
  const failures = failureRows(result)
  const isPage = present !== null
  const { groups, sparks, texts } = roomOf(result)
  const told = failures.filter((failure) => !isUntold(failure))
  const kept = keptRows(told, {
    max: isPage ? alone.groups : groups,
    shown: present ?? new Set(),
    keyOf: failureKey,
  })
  const shown = isPage ? kept : withTextRoom(kept, texts)
  const all = failures.reduce((sum, { count }) => sum + count, 0)
  const rest = all - shown.reduce((sum, { count }) => sum + count, 0)
  const isTimed = shown.some(({ over }) => over !== undefined)
  /**
   * @param {Failure} failure
   * @param {number} index
   */
  function cellsOf(failure, index) {
    const cells = [
      formatCount(failure.count),
      formatShare(failure.count / all),
      failure.kind,
      messageCell(failure, isPage || index < linesMax ? curlLine(failure) : null),
      ...seen(failure, { result, clock }),
      ...(isTimed ? [isPage || index < sparks ? sparkCell(failure, result) : ''] : []),
    ]
    return [
      h('th', {}, `${visibleText(failure.method)} ${visibleText(failure.name)}`),
      ...cells.map((cell) => h('td', {}, cell)),
    ]
  }

  const rows = shown.map((failure, index) =>
    late('tr', { key: failureKey(failure) }, () => cellsOf(failure, index)),
  )
  const columns = ['Endpoint', 'Count', 'Share', 'Kind', 'Message', 'First', 'Last']
  const own = isTimed ? ['Over time'] : []
  return [
    section(
      { id: 'failures', title: 'Failures' },
      rows.length === 0
        ? h('p', { class: 'empty' }, 'No request failed.')
        : table(
            {
              label: 'Failures',
              columns: [...columns, ...own],
              kind: 'failures',
              id: 'failure-rows',
            },
            rows,
          ),
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

/** @param {Result} result */
function roomOf({ baseline, requests = [] }) {
  return baseline !== undefined && requests.length > beside.groups ? beside : alone
}

/**
 * What is known beside the message is there for who asks: the first message as it was, and a request like the failed.
 * @param {Failure} failure
 * @param {string | null} line
 */
function messageCell({ message, sample }, line) {
  if (sample === undefined && line === null) return visibleText(message)
  return h(
    'details',
    {},
    h('summary', {}, visibleText(message)),
    sample === undefined
      ? null
      : h('p', {}, h('small', {}, 'First: '), visibleText(sample, sampleMax)),
    line === null ? null : h('code', {}, visibleText(line, 1000)),
  )
}

/**
 * As the charts have it, where that is known: a run is measured some time after it was started.
 * @param {Failure} failure
 * @param {{ result: Result, clock: (seconds: number) => string }} how
 */
function seen({ firstAt, lastAt, over }, { result, clock }) {
  return over === undefined
    ? [firstAt, lastAt].map((at) => sinceStart(at, result))
    : [over.from, over.to].map((at) => clock(at))
}

/**
 * First, last and count say the same to those who do not see it.
 * @param {Failure} failure
 * @param {Result} result
 */
function sparkCell({ over }, { load }) {
  if (over === undefined) return ''
  const seconds = load?.measuredSeconds ?? over.to
  return h('i', { inert: '' }, sparkOf(over, seconds))
}

/**
 * @param {string} at
 * @param {Result} result
 */
function sinceStart(at, { startedAt }) {
  const seconds = (Date.parse(at) - Date.parse(startedAt)) / 1000
  return Number.isFinite(seconds) ? formatClock(seconds) : '-'
}
