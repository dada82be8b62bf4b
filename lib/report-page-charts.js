// @ts-check
/** The three charts of the page, and what they have in common: colours, axes, and one cursor for time. */
import { formatClock } from './format-numbers.js'
import { barsDrawing } from './report-page-bars.js'
import { ratesDrawing } from './report-page-lines.js'
import { mountPlot } from './report-page-plot.js'
import { timesDrawing } from './report-page-times.js'

/** @typedef {import('./chart-data.js').ChartSource} ChartSource */
/** @typedef {import('./report-page-plot.js').Drawing} Drawing */

/**
 * What a reader has chosen; `clock` tells a second of the run.
 * @typedef {{ logarithmic: boolean, endpoint: string, clock: (seconds: number) => string }} Choices
 */

/**
 * @typedef {{ source: ChartSource, choices: Choices, redraw: () => void, behind: (plot: import('uplot')) => void }} Given
 */

/** @typedef {(given: Given) => Drawing | null} Draw */

/**
 * What is painted behind the lines of time: taken once for all charts, and drawn in each.
 * @typedef {{ take: (source: ChartSource) => void, draw: (plot: import('uplot')) => void }} Bands
 */

/** @type {Readonly<Record<string, Draw>>} */
const drawings = { times: timesDrawing, rates: ratesDrawing, distribution: barsDrawing }

/**
 * @param {Readonly<Record<string, Draw>>} [others] charts that not every page has
 * @param {Bands} [bands] nor these
 */
export function createCharts(others = {}, bands = { take() {}, draw() {} }) {
  const known = { ...drawings, ...others }
  /** @type {WeakMap<Element, ReturnType<typeof mountPlot>>} */
  const mounted = new WeakMap()
  /** @type {Choices} */
  const choices = { logarithmic: false, endpoint: '', clock: formatClock }
  /** @type {ChartSource | null} */
  let shown = null
  /** @type {WeakSet<Element>} */
  const inView = new WeakSet()
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
    const drawing = known[name]?.({
      source: shown,
      choices,
      redraw: () => redraw(),
      behind: bands.draw,
    })
    if (drawing === null || drawing === undefined) return
    const plot = mounted.get(figure) ?? mountPlot(figure)
    if (!mounted.has(figure)) watched.observe(figure)
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
   * A chart that nobody sees is drawn when it comes into view.
   * @param {ChartSource} source
   */
  function draw(source) {
    shown = source
    bands.take(source)
    for (const figure of figures()) {
      if (inView.has(figure) || !mounted.has(figure)) drawOne(figure)
    }
  }

  return { draw, redraw, choices }
}

function figures() {
  return document.querySelectorAll('figure.chart')
}
