// @ts-check
/**
 * The small lines in the rows of the statistics: drawn where they can be seen, and nowhere else. Not on canvases: to the browser each of
 * those is a layer, and what stands around it is put together anew in each frame.
 */
import { curve } from './html-curve.js'
import { createElement } from './report-page-patch.js'

/** @typedef {import('./trend-data.js').Trends} Trends */

/** Returns what draws them, again and again. */
export function createTrends() {
  /** @type {Trends | null} */
  let shown = null
  /** @type {WeakSet<Element>} */
  const known = new WeakSet()
  /** @type {Set<HTMLElement>} */
  const inView = new Set()
  const watched = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!(target instanceof HTMLElement)) continue
      if (!isIntersecting) inView.delete(target)
      else {
        inView.add(target)
        redraw()
      }
    }
  })

  /** @param {Trends} trends */
  function draw(trends) {
    shown = trends
    for (const place of document.querySelectorAll('[data-trend]')) {
      if (!known.has(place)) watched.observe(place)
      known.add(place)
    }
    redraw()
  }

  function redraw() {
    for (const place of inView) if (!place.isConnected) inView.delete(place)
    drawIn(inView)
  }

  /** @param {Iterable<Element>} places */
  function drawIn(places) {
    for (const place of places) {
      const values = shown?.lines[Number(place.getAttribute('data-trend'))]
      if (values !== undefined) place.replaceChildren(createElement(curve({ values })))
    }
  }

  // On paper all of them are in view.
  addEventListener('beforeprint', () => drawIn(document.querySelectorAll('[data-trend]')))
  return { draw }
}
