// @ts-check
/** The small lines in the rows of the statistics: drawn where they can be seen, and nowhere else. */
import { color } from './report-page-look.js'

/** @typedef {import('./trend-data.js').Trends} Trends */

const size = { width: 80, height: 18 }

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
    const stroke = color('p95')
    for (const place of inView) {
      const line = shown?.lines[Number(place.dataset['trend'])]
      if (!place.isConnected) inView.delete(place)
      else if (line !== undefined) drawLine(canvasIn(place), line, stroke)
    }
  }

  return { draw, redraw }
}

/** @param {HTMLElement} place */
function canvasIn(place) {
  const found = place.querySelector('canvas')
  if (found !== null) return found
  const canvas = document.createElement('canvas')
  canvas.setAttribute('aria-hidden', 'true')
  place.replaceChildren(canvas)
  return canvas
}

/**
 * From zero to the line's own top; a second without an answer is a gap.
 * @param {HTMLCanvasElement} canvas
 * @param {import('./trend-data.js').TrendLine} line
 * @param {string} stroke
 */
function drawLine(canvas, line, stroke) {
  const { width, height } = size
  const ratio = devicePixelRatio
  // Setting its size clears it.
  canvas.width = width * ratio
  canvas.height = height * ratio
  const paper = canvas.getContext('2d')
  if (paper === null) return
  const top = Math.max(...line.map((value) => value ?? 0), 1e-9)
  const step = (width - 3) / Math.max(1, line.length - 1)
  paper.scale(ratio, ratio)
  paper.strokeStyle = stroke
  paper.lineWidth = 1.5
  paper.lineCap = 'round'
  paper.beginPath()
  for (const [index, value] of line.entries()) {
    if (value === null) continue
    const [x, y] = [1.5 + index * step, height - 2 - (value / top) * (height - 4)]
    if (isGap(line[index - 1])) paper.moveTo(x, y)
    // A line of no length is a dot, with round ends.
    paper.lineTo(x, y)
  }
  paper.stroke()
}

/** @param {number | null | undefined} value */
function isGap(value) {
  return value === null || value === undefined
}
