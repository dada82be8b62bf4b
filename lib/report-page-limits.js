// @ts-check
/** Limits across the chart of response times, each with its name, and no name upon another. */
import { formatMs } from './format-numbers.js'
import { color } from './report-page-look.js'

/** @typedef {{ readonly percentile: string, readonly limit: number }} Limit */

/**
 * @param {import('uplot')} plot
 * @param {readonly Limit[]} limits
 */
export function drawLimits(plot, limits) {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const lineHeight = 14 * ratio
  const edge = bbox.left + bbox.width - 4 * ratio
  ctx.save()
  ctx.strokeStyle = color('limit')
  ctx.fillStyle = color('limit')
  ctx.lineWidth = ratio
  ctx.setLineDash([10 * ratio, 4 * ratio])
  ctx.font = `${11 * ratio}px system-ui, sans-serif`
  ctx.textAlign = 'right'
  let lastY = Number.POSITIVE_INFINITY
  let right = edge
  for (const { percentile, limit } of limits.toSorted((from, to) => from.limit - to.limit)) {
    const y = Math.round(plot.valToPos(limit, 'y', true))
    if (y < bbox.top || y > bbox.top + bbox.height) continue
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
    const text = `limit ${percentile} ${formatMs(limit)} ms`
    // Where two limits are close the second name stands to the left of the first.
    if (lastY - y > lineHeight) right = edge
    ctx.fillText(text, right, y - 4 * ratio)
    right -= ctx.measureText(text).width + 12 * ratio
    lastY = y
  }
  ctx.restore()
}
