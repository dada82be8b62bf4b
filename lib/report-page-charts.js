// @ts-check
/** The charts of the page and the small lines in its statistics, and what they have in common: colours, axes, and one cursor for time. */
import { formatClock } from './format-numbers.js'
import { takeBands } from './report-page-bands.js'
import { barsDrawing } from './report-page-bars.js'
import { heatDrawing } from './report-page-heat.js'
import { ratesDrawing } from './report-page-lines.js'
import { mountPlot } from './report-page-plot.js'
import { healthDrawing, pipelineDrawing } from './report-page-pulse.js'
import { timesDrawing } from './report-page-times.js'
import { createTrends } from './report-page-trends.js'

/** @typedef {import('./chart-data.js').ChartSource} ChartSource */
/** @typedef {import('./report-page-plot.js').Drawing} Drawing */

/**
 * What a reader has chosen; `clock` tells a second of the run.
 * @typedef {{ logarithmic: boolean, endpoint: string, clock: (seconds: number) => string }} Choices
 */

/**
 * @typedef {{ source: ChartSource, choices: Choices, redraw: () => void }} Given
 */

/** @typedef {(given: Given) => Drawing | null} Draw */

/** @type {Readonly<Record<string, Draw>>} */
const drawings = {
  times: timesDrawing,
  heat: heatDrawing,
  rates: ratesDrawing,
  pipeline: pipelineDrawing,
  health: healthDrawing,
  distribution: barsDrawing,
}

/** @param {Readonly<Record<string, Draw>>} [others] charts that not every page has */
export function createCharts(others = {}) {
  const drawingOf = { ...drawings, ...others }
  /** @type {WeakMap<Element, ReturnType<typeof mountPlot>>} */
  const mounted = new WeakMap()
  /** @type {Choices} */
  const choices = { logarithmic: false, endpoint: '', clock: runClock }
  const trends = createTrends()
  /** @type {ChartSource | null} */
  let shown = null
  /** @type {WeakSet<Element>} */
  const known = new WeakSet()
  /** @type {WeakSet<Element>} */
  const inView = new WeakSet()
  /** Those that nobody has seen yet. */
  const later = /** @type {Element[]} */ ([])
  const watched = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        inView.add(target)
        drawOne(target)
      } else inView.delete(target)
    }
  })

  /**
   * @param {Element} figure
   * @param {number} [width]
   */
  function drawOne(figure, width) {
    if (shown === null || !(figure instanceof HTMLElement)) return
    const { chart: name = '' } = figure.dataset
    const drawing = drawingOf[name]?.({
      source: shown,
      choices,
      redraw: () => redraw(),
    })
    if (drawing === null || drawing === undefined) return
    const plot = mounted.get(figure) ?? mountPlot(figure)
    mounted.set(figure, plot)
    plot.draw(drawing, width)
  }

  /**
   * All of them, for what was chosen is looked for at once, or goes onto paper.
   * @param {number} [width]
   */
  function redraw(width) {
    for (const figure of figures()) drawOne(figure, width)
  }

  /**
   * A chart that nobody sees is drawn when it comes into view, and for the first time when the page has nothing else to do.
   * @param {ChartSource} source
   */
  function draw(source) {
    shown = source
    takeBands(source)
    if (source.trends !== undefined) trends.draw(source.trends)
    for (const figure of figures()) {
      if (inView.has(figure)) drawOne(figure)
      else if (!known.has(figure)) later.push(figure)
      if (!known.has(figure)) watched.observe(figure)
      known.add(figure)
    }
    if (later.length > 0) setTimeout(drawNext)
  }

  function drawNext() {
    const next = later.shift()
    if (next === undefined) return
    if (!mounted.has(next)) drawOne(next)
    setTimeout(drawNext)
  }

  return { draw, redraw, choices }
}

/**
 * The warm-up is before the start.
 * @param {number} seconds
 */
export function runClock(seconds) {
  return seconds < 0 ? `-${formatClock(-seconds)}` : formatClock(seconds)
}

function figures() {
  return document.querySelectorAll('figure.chart')
}
