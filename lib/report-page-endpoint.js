// @ts-check
/** The charts in the drawer of an endpoint: its p95 and its rate over the run, and how its response times lie. */
import { formatClock, formatMs, formatNumber } from './format-numbers.js'
import { barsDrawing } from './report-page-bars.js'
import { color, line, tick } from './report-page-look.js'
import { twoScales } from './report-page-pulse.js'
import { timesOfTrend } from './trend-data.js'

/** @typedef {import('./report-page-charts.js').Draw} Draw */

/** @type {Draw} */
export function endpointDrawing({ source: { endpoint }, choices }) {
  const { request } = endpoint ?? {}
  if (request?.over === undefined || request.over.seen === 0) return null
  const { p95, rate, step } = request.over
  const times = timesOfTrend(request.over)
  return {
    ...twoScales({
      choices,
      shape: [request.method, request.name, step],
      data: [times, p95, rate],
      unit: 'ms',
      own: (value) => tick(value, 'ms'),
      least: 0,
      series: [
        line({ label: 'P95', stroke: color('p95'), dash: [8, 4] }),
        line({ label: 'rate', scale: 'other', stroke: color('ok') }),
      ],
      hooks: [],
    }),
    keys: [
      { label: 'P95', look: 'p95', series: 1 },
      { label: 'requests a second (right)', look: 'ok', series: 2 },
    ],
    readout: (index) =>
      `${choices.clock(times[index] ?? 0)}, p95 ${formatMs(p95[index])} ms, ${formatNumber(rate[index])}/s`,
  }
}

/** Its own: what is chosen on the page stays chosen. */
const own = { logarithmic: false, endpoint: '', clock: formatClock }

/** @type {Draw} */
export function endpointBarsDrawing(given) {
  const { endpoint } = given.source
  if (endpoint === undefined) return null
  return barsDrawing({ ...given, choices: own, source: { checks: [], totals: endpoint.request } })
}
