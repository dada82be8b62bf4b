// @ts-check
/** All of one endpoint: its counts, its percentiles, what went wrong, and a request like it for the command line. */
import { formatCount, formatMs, formatShare } from './format-numbers.js'
import { facts, table } from './html-parts.js'
import { requestName } from './html-requests.js'
import { h } from './html-tree.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').RequestStatistics} RequestStatistics */
/** @typedef {import('./result.ts').Failure} Failure */
/** @typedef {import('./html-tree.js').Element} Element */
/** @typedef {import('./html-tree.js').Tree} Tree */

const percentiles = /** @type {const} */ ([
  ['Min', 'min'],
  ['Mean', 'mean'],
  ['P50', 'p50'],
  ['P66', 'p66'],
  ['P75', 'p75'],
  ['P80', 'p80'],
  ['P90', 'p90'],
  ['P95', 'p95'],
  ['P98', 'p98'],
  ['P99', 'p99'],
  ['P99.9', 'p999'],
  ['P99.99', 'p9999'],
  ['P100', 'max'],
])

/**
 * What stands in the dialog.
 * @param {{ request: RequestStatistics, failures: readonly Failure[] }} endpoint
 * @returns {readonly Element[]}
 */
export function drawerView({ request, failures }) {
  const { sent, ok, failed, timedOut, interrupted, responseTimeMs, serviceTimeMs } = request
  const line = curlLine(request)
  return [
    h('h2', { id: 'drawer-title' }, requestName(request)),
    facts([
      ['Sent', formatCount(sent)],
      ['OK', formatCount(ok)],
      ['Failed', formatCount(failed)],
      ['Timed out', formatCount(timedOut)],
      ['Interrupted', formatCount(interrupted)],
      ['Failures', formatShare(request.failureRate)],
    ]),
    table(
      { label: 'Percentiles in milliseconds', columns: ['In ms', 'Response', 'Service', 'Failed'] },
      percentiles.map(([title, name]) => [
        title,
        ...[responseTimeMs, serviceTimeMs, request.failedTimeMs].map((times) =>
          formatMs(times[name]),
        ),
      ]),
    ),
    failures.length === 0
      ? h('p', { class: 'empty' }, 'No request of it failed.')
      : table(
          { label: 'Failures of it', columns: ['Message', 'Kind', 'Count'], kind: 'failures' },
          failures.map(({ message, kind, count }) => [
            visibleText(message),
            kind,
            formatCount(count),
          ]),
        ),
    line === null
      ? h('p', { class: 'note' }, 'It is no request over HTTP.')
      : h('pre', { tabindex: '0' }, h('code', {}, visibleText(line, 4000))),
    h('form', { method: 'dialog' }, h('button', { class: 'primary' }, 'Close')),
  ]
}

/**
 * Neither host nor credentials: they come from the shell. Null where a shell could not say it.
 * @param {{ method: string, name: string }} endpoint
 */
export function curlLine({ method, name }) {
  if (!/^(?:GET|HEAD|POST|PUT|PATCH|DELETE)$/.test(method) || !name.startsWith('/')) return null
  const body = /^(?:POST|PUT|PATCH)$/.test(method)
    ? " -H 'content-type: application/json' -d @body.json"
    : ''
  // Without -g curl would take the braces of a template for a list.
  return `curl -g -X ${method}${body} "$CDC_CONNECT_URL"'${name.replaceAll("'", String.raw`'\''`)}'`
}

/**
 * The rows of the statistics with a button in each, which opens the dialog.
 * @param {Element} tree
 * @returns {Element}
 */
export function withButtons(tree) {
  const isRows = tree.attributes['id'] === 'request-rows'
  return { ...tree, children: tree.children.map(isRows ? withButton : inside) }
}

/** @param {Tree} tree */
function inside(tree) {
  return typeof tree === 'string' ? tree : withButtons(tree)
}

/** @param {Tree} row */
function withButton(row) {
  if (typeof row === 'string') return row
  const [head, ...cells] = row.children
  if (head === undefined || typeof head === 'string') return row
  const attributes = { type: 'button', class: 'endpoint', 'aria-haspopup': 'dialog' }
  const button = h('button', attributes, ...head.children)
  return { ...row, children: [{ ...head, children: [button] }, ...cells] }
}
