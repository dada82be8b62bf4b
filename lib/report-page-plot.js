// @ts-check
/** One chart: a uPlot with a legend of buttons, a readout, and a cursor that the arrow keys move. */

import { legendKey } from './report-page-legend.js'

/** @typedef {import('uplot')} Plot */
/** @typedef {import('uplot').Options} Options */

/**
 * What a chart shows of a Result.
 * @typedef {{
 *   readonly shape: string,
 *   readonly options: Omit<Options, 'width' | 'height'>,
 *   readonly data: import('uplot').AlignedData,
 *   readonly keys: readonly import('./report-page-legend.js').LegendKey[],
 *   readonly tools: readonly HTMLElement[],
 *   readonly readout: (index: number) => string,
 * }} Drawing
 */

const announceMs = 250

const hint =
  'Point at the chart, or focus it and use the arrow keys. Drag to zoom in, Esc to zoom out.'

/**
 * @param {HTMLElement} figure
 */
export function mountPlot(figure) {
  const place = part(figure, '.plot')
  const legend = part(figure, '.legend')
  const readout = part(figure, '.readout')
  const status = part(figure, '[role=status]')
  /** @type {Plot | null} */
  let plot = null
  /** @type {Drawing | null} */
  let shown = null
  /**
   * Lines that somebody has shown or hidden, by name: they stay so when the chart is drawn anew.
   * @type {Map<string, boolean>}
   */
  const chosen = new Map()
  let index = -1
  let announceAt = 0

  /** @param {number | null | undefined} at */
  function tell(at) {
    index = at ?? index
    const text = at === null || at === undefined || shown === null ? hint : shown.readout(at)
    if (readout.textContent !== text) readout.textContent = text
  }

  /**
   * A new shape means new lines, limits or colours; else only the numbers change, and zoom and cursor stay.
   * @param {Drawing} drawing
   * @param {number} [width]
   */
  function draw(drawing, width) {
    const same = plot !== null && shown?.shape === drawing.shape && width === undefined
    shown = drawing
    if (same) {
      plot?.setData(drawing.data)
      return
    }
    plot?.destroy()
    place.replaceChildren()
    const keys = drawing.keys.map((key) => ({ ...key, hidden: isHidden(key) }))
    legend.replaceChildren(...keys.map((key) => legendKey(key, toggle)), ...drawing.tools)
    const series = drawing.options.series.map((each, at) => {
      return { ...each, show: !keys.some((key) => key.series === at && key.hidden) }
    })
    const size = { width: width ?? widthOf(place), height: heightOf(place) }
    const hooks = {
      ...drawing.options.hooks,
      setCursor: [(/** @type {Plot} */ each) => tell(each.cursor.idx)],
    }
    plot = new (uPlotClass())({ ...drawing.options, ...size, series, hooks }, drawing.data, place)
    tell(null)
  }

  /** @param {import('./report-page-legend.js').LegendKey} key */
  function isHidden({ label, hidden = false }) {
    const show = chosen.get(label)
    return show === undefined ? hidden : !show
  }

  /**
   * @param {import('./report-page-legend.js').LegendKey} key
   * @param {boolean} show
   */
  function toggle({ label, series }, show) {
    chosen.set(label, show)
    if (series !== null) plot?.setSeries(series, { show })
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (plot === null) return
    const [times] = plot.data
    if (event.key === 'Escape') {
      plot.setData(plot.data, true)
      return
    }
    const next = moved(event, { index, last: times.length - 1 })
    if (next === null) return
    event.preventDefault()
    plot.setCursor({ left: plot.valToPos(times[next] ?? 0, 'x'), top: 0 })
    tell(next)
    // A key that is held down would fill a screen reader's queue.
    clearTimeout(announceAt)
    announceAt = setTimeout(() => (status.textContent = readout.textContent), announceMs)
  }

  place.addEventListener('keydown', onKey)
  new ResizeObserver(() => {
    const width = widthOf(place)
    if (plot !== null && plot.width !== width && !matchMedia('print').matches) {
      plot.setSize({ width, height: heightOf(place) })
    }
  }).observe(place)
  return { draw }
}

/**
 * @param {KeyboardEvent} event
 * @param {{ index: number, last: number }} at
 */
function moved({ key, shiftKey }, { index, last }) {
  const step = shiftKey ? 10 : 1
  if (key === 'Home') return 0
  if (key === 'End') return last
  if (key === 'ArrowRight') return Math.min(last, index + step)
  return key === 'ArrowLeft' ? Math.max(0, index - step) : null
}

/**
 * @param {HTMLElement} figure
 * @param {string} selector
 */
function part(figure, selector) {
  const found = figure.querySelector(selector)
  if (!(found instanceof HTMLElement)) throw new Error(`Cannot draw: found no ${selector}`)
  return found
}

/** @param {HTMLElement} place */
function widthOf(place) {
  return Math.max(200, Math.floor(place.clientWidth))
}

/** @param {HTMLElement} place */
function heightOf(place) {
  return place.clientWidth < 500 ? 200 : 240
}

/** @returns {typeof import('uplot')} */
function uPlotClass() {
  return Reflect.get(globalThis, 'uPlot')
}
