// @ts-check
/** All that is drawn on the live page: the charts of the report, those that only it has, and the lines in the statistics. */
import { formatClock } from './format-numbers.js'
import { changesOf } from './pulse-data.js'
import { drawBands, takeBands } from './report-page-bands.js'
import { createCharts } from './report-page-charts.js'
import { endpointBarsDrawing, endpointDrawing } from './report-page-endpoint.js'
import { heatDrawing } from './report-page-heat.js'
import { healthDrawing, pipelineDrawing } from './report-page-pulse.js'
import { createTrends } from './report-page-trends.js'

/** @typedef {import('./live-events.js').Model} Model */
/** @typedef {import('./html-drawer.js').EndpointFacts} EndpointFacts */

export function createLiveCharts() {
  const charts = createCharts(
    {
      heat: heatDrawing,
      health: healthDrawing,
      pipeline: pipelineDrawing,
      endpoint: endpointDrawing,
      'endpoint-bars': endpointBarsDrawing,
    },
    { take: takeBands, draw: drawBands },
  )
  charts.choices.clock = runClock
  const trends = createTrends()
  /** @type {Model | null} */
  let shown = null
  /** @type {EndpointFacts | undefined} */
  let endpoint

  /** @param {Model} model */
  function draw(model) {
    shown = model
    trends.draw(model.trends)
    const { live, result, ghost, heat, pulse, states } = model
    if (result === null) return
    const marks = [...(result.marks ?? []), ...changesOf(states)]
    const ordered = marks.toSorted((one, other) => one.t - other.t)
    charts.draw({
      ...result,
      marks: ordered,
      ghost,
      heat,
      pulse,
      states,
      endpoint,
      warmUpSeconds: live.warmUpMs / 1000,
    })
  }

  /** @param {EndpointFacts} facts */
  function drawEndpoint(facts) {
    endpoint = facts
    if (shown !== null) draw(shown)
  }

  /** @param {number} [width] */
  function redraw(width) {
    charts.redraw(width)
    trends.redraw()
  }

  /** @param {((seconds: number) => string) | null} clock null: the run's own, from its start on */
  function tellTimeBy(clock) {
    charts.choices.clock = clock ?? runClock
    charts.redraw()
  }

  return { draw, drawEndpoint, redraw, tellTimeBy }
}

/**
 * The warm-up is before the start.
 * @param {number} seconds
 */
function runClock(seconds) {
  return seconds < 0 ? `-${formatClock(-seconds)}` : formatClock(seconds)
}
