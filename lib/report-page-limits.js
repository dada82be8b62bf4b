// @ts-check
/** Limits across the chart of response times, each with its name, and no name upon another. */
import { limitLabels } from './limit-labels.js'
import { color } from './report-page-look.js'

/** @typedef {{ readonly percentile: string, readonly limit: number }} Limit */

/**
 * @param {import('uplot')} plot
 * @param {readonly Limit[]} limits
 */
export function drawLimits(plot, limits) {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  const edge = bbox.left + bbox.width - 4 * ratio
  ctx.save()
  ctx.strokeStyle = color('limit')
  ctx.fillStyle = color('limit')
  ctx.lineWidth = ratio
  ctx.setLineDash([10 * ratio, 4 * ratio])
  ctx.font = `${11 * ratio}px system-ui, sans-serif`
  ctx.textAlign = 'right'
  const drawn = limits
    .map((each) => ({ ...each, y: Math.round(plot.valToPos(each.limit, 'y', true)) }))
    .filter(({ y }) => y >= bbox.top && y <= bbox.top + bbox.height)
  for (const { y } of drawn) {
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
  }
  const lines = drawn.map((each) => ({ ...each, y: each.y / ratio }))
  for (const { text, y } of limitLabels(lines, bbox.top / ratio)) {
    ctx.fillText(text, edge, y * ratio)
  }
  ctx.restore()
}
