// @ts-check
/** The places of the charts: each with a sentence that says what it shows, and a table with the same numbers. */
import { barsOf } from './chart-bars.js'
import { isOpen, linesOf } from './chart-data.js'
import { detailRows, distributionSentence, rateSentence, timeSentence } from './chart-words.js'
import { formatClock, formatCount, formatMs, formatNumber } from './format-numbers.js'
import { heatSection } from './html-heat.js'
import { chart, section, table } from './html-parts.js'
import { healthSection, pipelineSection } from './html-pulse.js'
import { h } from './html-tree.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').LatencyMs} LatencyMs */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * The heatmap stands under the chart of response times, pipeline and generator under that of rates.
 * @param {Result} result
 * @param {import('./pulse-data.js').Beside} beside
 * @param {(seconds: number) => string} [clock] what a second of the run is called
 * @returns {readonly Element[]}
 */
export function chartSections(result, { heat, pulse, states }, clock = formatClock) {
  if (result.totals === undefined) return []
  return [
    timeSection(result, clock),
    ...heatSection(result, heat, clock),
    rateSection({ ...result, beside: { heat, pulse, states } }, clock),
    ...pipelineSection(result, { pulse, states }, clock),
    ...healthSection(result, pulse, clock),
    distributionSection(result.totals),
  ]
}

const timeColumns = /** @type {const} */ ([
  ['P50', 'p50'],
  ['P95', 'p95'],
  ['P99', 'p99'],
  ['Max', 'max'],
  ['Service P99', 'serviceP99'],
])

/**
 * @param {Result} result
 * @param {(seconds: number) => string} clock
 */
function timeSection(result, clock) {
  const lines = linesOf(result)
  const answered = lines.p99.some((value) => value !== null)
  const columns = timeColumns.filter(([, field]) => lines[field].some((value) => value !== null))
  return section(
    { id: 'times', title: 'Response time' },
    answered
      ? chart({ name: 'times', sentence: timeSentence(result, clock) }, () => {
          const { every, rows } = detailRows(result, clock)
          const named = every === '' ? '' : `, highest in each ${every}`
          return table(
            {
              label: `Response time${named}`,
              columns: ['Time', ...columns.map(([name]) => `${name} ms`)],
            },
            rows.map((row) => [row.time, ...columns.map(([, field]) => formatMs(row[field]))]),
          )
        })
      : h('p', { class: 'empty' }, 'No request was answered: there is no response time to draw.'),
  )
}

const rateColumns = /** @type {const} */ ([
  ['Users', 'users', formatCount],
  ['In flight', 'inFlight', formatCount],
  ['ok/s', 'ok', formatNumber],
  ['failed/s', 'failed', formatNumber],
  ['due/s', 'due', formatNumber],
])

/**
 * In the open model there are no users, and Results of an earlier version do not tell what was in flight.
 * @param {Result & { readonly beside: import('./pulse-data.js').Beside }} source
 * @param {(seconds: number) => string} clock
 */
function rateSection(source, clock) {
  const lines = linesOf(source)
  const columns = rateColumns.filter(([, field]) =>
    field === 'users' ? !isOpen(lines) : lines[field].some((value) => value !== null),
  )
  return section(
    { id: 'rates', title: 'Requests per second' },
    lines.t.length === 0
      ? h('p', { class: 'empty' }, 'Nothing was measured: there is no rate to draw.')
      : chart({ name: 'rates', sentence: rateSentence(source, clock) }, () =>
          table(
            { label: 'Requests per second', columns: ['Time', ...columns.map(([name]) => name)] },
            detailRows(source, clock).rows.map((row) => [
              row.time,
              ...columns.map(([, field, format]) => format(row[field])),
            ]),
          ),
        ),
  )
}

/** @param {import('./result.ts').RequestStatistics} totals */
function distributionSection(totals) {
  const bars = barsOf(totals.distribution)
  return section(
    { id: 'distribution', title: 'Latency distribution' },
    bars.length === 0
      ? h('p', { class: 'empty' }, 'No request was answered: there is no distribution to draw.')
      : h(
          'div',
          { class: 'beside' },
          chart({ name: 'distribution', sentence: distributionSentence(totals) }, () =>
            table(
              {
                label: 'Latency distribution',
                columns: ['From ms', 'To ms', 'Requests'],
              },
              bars.map(({ lower, upper, count }) => [
                formatMs(lower),
                formatMs(upper),
                formatCount(count),
              ]),
            ),
          ),
          percentileTable(totals),
        ),
  )
}

const percentileNames = /** @type {const} */ ([
  ['Min', 'min'],
  ['Mean', 'mean'],
  ['P50', 'p50'],
  ['P75', 'p75'],
  ['P90', 'p90'],
  ['P95', 'p95'],
  ['P99', 'p99'],
  ['P99.9', 'p999'],
  ['P99.99', 'p9999'],
  ['Max', 'max'],
])

/** @param {import('./result.ts').RequestStatistics} totals */
function percentileTable({ responseTimeMs, serviceTimeMs, failedTimeMs }) {
  return table(
    {
      label: 'Percentiles of all requests in milliseconds',
      columns: ['All, in ms', 'Response', 'Service', 'Failed'],
    },
    percentileNames.map(([title, name]) => [
      title,
      ...[responseTimeMs, serviceTimeMs, failedTimeMs].map((times) => formatMs(times[name])),
    ]),
  )
}
