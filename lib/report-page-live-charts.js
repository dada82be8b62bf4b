// @ts-check
/** All that is drawn on the live page: the charts of the report, those that only it has, and the lines in the statistics. */
import { changesOf } from './pulse-data.js'
import { drawLate, takeBands } from './report-page-bands.js'
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
    { take: takeBands, draw: drawLate },
  )
  const trends = createTrends()
  /** @type {Model | null} */
  let shown = null
  /** @type {EndpointFacts | undefined} */
  let endpoint

  /** @param {Model} model */
  function draw(model) {
    shown = model
    trends.draw(model.trends)
    const { result, ghost, heat, pulse, states } = model
    if (result === null) return
    const marks = [...(result.marks ?? []), ...changesOf(states)]
    const ordered = marks.toSorted((one, other) => one.t - other.t)
    charts.draw({ ...result, marks: ordered, ghost, heat, pulse, states, endpoint })
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

  return { draw, drawEndpoint, redraw }
}
