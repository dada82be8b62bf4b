// @ts-check
/** The three charts of the page, and what they have in common: colours, axes, and one cursor for time. */
import { takeBands } from './report-page-bands.js'
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
  /** @type {WeakMap<Element, ReturnType<typeof mountPlot>>} */
  const mounted = new WeakMap()
  /** @type {Choices} */
  const choices = { logarithmic: false, endpoint: '' }
  /** @type {ChartSource | null} */
  let shown = null
  /** @type {WeakSet<Element>} */
  const inView = new WeakSet()
  /**
   * What they show is older than what is known.
   * @type {WeakSet<Element>}
   */
  const stale = new WeakSet()

  const watched = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) inView.add(target)
        else inView.delete(target)
        if (isIntersecting && stale.has(target)) drawOne(target)
      }
    },
    { rootMargin: '100px' },
  )

  /**
   * @param {Element} figure
   * @param {number} [width]
   */
  function drawOne(figure, width) {
    if (shown === null || !(figure instanceof HTMLElement)) return
    const { chart: name = '' } = figure.dataset
    const drawing = known[name]?.({ source: shown, choices, redraw: () => redraw() })
    if (drawing === null || drawing === undefined) return
    const plot = mounted.get(figure) ?? mountPlot(figure)
    if (!mounted.has(figure)) watched.observe(figure)
    mounted.set(figure, plot)
    stale.delete(figure)
    plot.draw(drawing, width)
  }

  /**
   * A chart that nobody sees is drawn when it comes into view, or onto paper.
   * @param {number} [width]
   */
  function redraw(width) {
    for (const figure of document.querySelectorAll('figure.chart')) {
      const isSeen = inView.has(figure) || !mounted.has(figure) || width !== undefined
      if (isSeen) drawOne(figure, width)
      else stale.add(figure)
    }
  }

  /** @param {ChartSource} source */
  function draw(source) {
    shown = source
    takeBands(source)
    redraw()
  }

  return { draw, redraw }
}
