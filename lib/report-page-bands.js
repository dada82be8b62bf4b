// @ts-check
/** Bands behind the lines of a chart: striped while the generator was late, shaded while a connector did not run. */
import { pointsOf } from './chart-data.js'
import { isLate, troubles } from './pulse-data.js'
import { color } from './report-page-look.js'

/** @typedef {{ readonly from: number, readonly to: number }} Band */

/**
 * What is painted: a plot lives longer than a second, and its hooks were made with it.
 * @type {{ late: readonly Band[], stopped: readonly Band[] }}
 */
let shown = { late: [], stopped: [] }

const stripePixels = 7

/** @param {import('./chart-data.js').ChartSource} source */
export function takeBands(source) {
  const { points, bucketSeconds } = pointsOf(source)
  const { pulse = [], states = [] } = source
  const late = pulse.flatMap((row, index) => {
    const to = points[index]?.t
    return to === undefined || !isLate(row) ? [] : [{ from: to - bucketSeconds, to }]
  })
  shown = { late, stopped: troubles(states, points.at(-1)?.t ?? 0) }
}

/** @param {import('uplot')} plot */
export function drawLate(plot) {
  if (shown.late.length === 0) return
  inside(plot, shown.late, ({ left, width }) => {
    const { ctx, bbox } = plot
    ctx.strokeStyle = color('muted')
    ctx.globalAlpha = 0.45
    ctx.lineWidth = devicePixelRatio
    ctx.beginPath()
    const step = stripePixels * devicePixelRatio
    // All stripes lie on one grid, so that neighbouring seconds make one pattern.
    const first = Math.floor((left - bbox.height) / step) * step
    for (let x = first; x < left + width; x += step) {
      ctx.moveTo(x, bbox.top + bbox.height)
      ctx.lineTo(x + bbox.height, bbox.top)
    }
    ctx.stroke()
  })
}

/** @param {import('uplot')} plot */
export function drawStopped(plot) {
  if (shown.stopped.length === 0) return
  inside(plot, shown.stopped, ({ left, width }) => {
    plot.ctx.fillStyle = color('fail')
    plot.ctx.globalAlpha = 0.15
    plot.ctx.fillRect(left, plot.bbox.top, width, plot.bbox.height)
  })
}

/**
 * @param {import('uplot')} plot
 * @param {readonly Band[]} bands
 * @param {(place: { left: number, width: number }) => void} paint
 */
function inside(plot, bands, paint) {
  const { ctx, bbox } = plot
  for (const { from, to } of bands) {
    const left = Math.max(bbox.left, Math.round(plot.valToPos(from, 'x', true)))
    const right = Math.min(bbox.left + bbox.width, Math.round(plot.valToPos(to, 'x', true)))
    if (right <= left) continue
    ctx.save()
    ctx.beginPath()
    ctx.rect(left, bbox.top, right - left, bbox.height)
    ctx.clip()
    paint({ left, width: right - left })
    ctx.restore()
  }
}
