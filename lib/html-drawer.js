// @ts-check
/** All of one endpoint: its counts, its percentiles, what went wrong, and a request like it for the command line. */
import { barsOf } from './chart-bars.js'
import { distributionSentence } from './chart-words.js'
import { curlLine } from './curl-line.js'
import { formatClock, formatCount, formatMs, formatNumber, formatShare } from './format-numbers.js'
import { chart, facts, table } from './html-parts.js'
import { requestName } from './html-requests.js'
import { h } from './html-tree.js'
import { highestOf } from './pulse-data.js'
import { timesOfTrend } from './trend-data.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').RequestStatistics} RequestStatistics */
/** @typedef {import('./result.ts').Failure} Failure */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * What the server tells of one endpoint.
 * @typedef {{
 *   readonly request: RequestStatistics,
 *   readonly failures: readonly Failure[],
 * }} EndpointFacts
 */

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
 * @param {EndpointFacts} endpoint
 * @param {(seconds: number) => string} [clock] what a second of the run is called
 * @returns {readonly Element[]}
 */
export function drawerView({ request, failures }, clock = formatClock) {
  const { sent, ok, failed, timedOut, interrupted, responseTimeMs, serviceTimeMs } = request
  const line = curlLine(request)
  const { over } = request
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
    ...(over === undefined || over.seen === 0 ? [] : [trendChart(over, clock)]),
    ...(request.distribution.length === 0 ? [] : [barsChart(request)]),
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
 * @param {import('./trend-data.js').EndpointTrend} trend
 * @param {(seconds: number) => string} clock
 */
function trendChart({ p95, rate, ...trend }, clock) {
  const highest = highestOf(p95)
  const times = timesOfTrend(trend)
  const last = p95.at(-1) ?? null
  const end = last === null ? 'nothing was answered at the end' : `${formatMs(last)} ms at the end`
  const top =
    highest === null
      ? 'Nothing was answered.'
      : `P95 at most ${formatMs(highest)} ms, up to ${clock(times[p95.indexOf(highest)] ?? 0)}; ${end}.`
  return chart(
    {
      name: 'endpoint',
      sentence: `${top} At most ${formatNumber(highestOf(rate))} requests a second.`,
    },
    () =>
      table(
        {
          label: `Highest second of each ${trend.step} s`,
          columns: ['Time', 'P95 ms', 'Requests/s'],
        },
        times.map((time, index) => [clock(time), formatMs(p95[index]), formatNumber(rate[index])]),
      ),
  )
}

/** @param {RequestStatistics} request */
function barsChart(request) {
  return chart({ name: 'endpoint-bars', sentence: distributionSentence(request) }, () =>
    table(
      { label: 'Latency distribution', columns: ['From ms', 'To ms', 'Requests'] },
      barsOf(request.distribution).map(({ lower, upper, count }) => [
        formatMs(lower),
        formatMs(upper),
        formatCount(count),
      ]),
    ),
  )
}
