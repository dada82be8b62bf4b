// @ts-check
/** The three charts of the page, and what they have in common: colours, axes, and one cursor for time. */
import { barsDrawing } from './report-page-bars.js'
import { ratesDrawing, timesDrawing } from './report-page-lines.js'
import { mountPlot } from './report-page-plot.js'

/** @typedef {import('./chart-data.js').ChartSource} ChartSource */
/** @typedef {import('./report-page-plot.js').Drawing} Drawing */

/**
 * What a reader has chosen.
 * @typedef {{ logarithmic: boolean, endpoint: string }} Choices
 */

/**
 * @typedef {(given: { source: ChartSource, choices: Choices, redraw: () => void }) => Drawing | null} Draw
 */

/** @type {Readonly<Record<string, Draw>>} */
const drawings = { times: timesDrawing, rates: ratesDrawing, distribution: barsDrawing }

/** @param {Readonly<Record<string, Draw>>} [others] charts that not every page has */
export function createCharts(others = {}) {
  const known = { ...drawings, ...others }
  /** @type {WeakMap<HTMLElement, ReturnType<typeof mountPlot>>} */
  const mounted = new WeakMap()
  /** @type {Choices} */
  const choices = { logarithmic: false, endpoint: '' }
  /** @type {ChartSource | null} */
  let shown = null

  /** @param {number} [width] */
  function redraw(width) {
    if (shown === null) return
    for (const figure of document.querySelectorAll('figure.chart')) {
      if (!(figure instanceof HTMLElement)) continue
      const { chart: name = '' } = figure.dataset
      const drawing = known[name]?.({ source: shown, choices, redraw: () => redraw() })
      if (drawing === null || drawing === undefined) continue
      const plot = mounted.get(figure) ?? mountPlot(figure)
      mounted.set(figure, plot)
      plot.draw(drawing, width)
    }
  }

  /** @param {ChartSource} source */
  function draw(source) {
    shown = source
    redraw()
  }

  return { draw, redraw }
}
