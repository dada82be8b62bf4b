// @ts-check
/** All that is drawn on the live page: the charts of the report, those that only it has, and the lines in the statistics. */
import { isEnded } from './html-live-header.js'
import { createCharts, runClock } from './report-page-charts.js'
import { endpointBarsDrawing, endpointDrawing } from './report-page-endpoint.js'

/** @typedef {import('./live-events.js').Model} Model */
/** @typedef {import('./html-drawer.js').EndpointFacts} EndpointFacts */

export function createLiveCharts() {
  const charts = createCharts({
    endpoint: endpointDrawing,
    'endpoint-bars': endpointBarsDrawing,
  })
  /** @type {Model | null} */
  let shown = null
  /** @type {EndpointFacts | undefined} */
  let endpoint

  /** @param {Model} model */
  function draw(model) {
    shown = model
    const { live, result, ghost, heat, pulse, states, trends } = model
    if (result === null) return
    const beside = { heat, pulse, states }
    charts.draw({ ...result, ghost, beside, trends, endpoint, warmUpSeconds: live.warmUpMs / 1000 })
    if (isEnded(live.state)) charts.redraw()
  }

  /** @param {EndpointFacts} facts */
  function drawEndpoint(facts) {
    endpoint = facts
    if (shown !== null) draw(shown)
  }

  /** @param {((seconds: number) => string) | null} clock null: the run's own, from its start on */
  function tellTimeBy(clock) {
    charts.choices.clock = clock ?? runClock
    charts.redraw()
  }

  /** @param {number} seconds */
  function timeOf(seconds) {
    return charts.choices.clock(seconds)
  }

  return { draw, drawEndpoint, timeOf, redraw: charts.redraw, tellTimeBy }
}
