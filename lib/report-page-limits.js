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
  const drawn = limits
    .map(({ percentile, limit }) => ({
      text: `limit ${percentile} ${formatMs(limit)} ms`,
      y: Math.round(plot.valToPos(limit, 'y', true)),
    }))
    .filter(({ y }) => y >= bbox.top && y <= bbox.top + bbox.height)
    .toSorted((from, to) => to.y - from.y)
  for (const [index, { text, y }] of drawn.entries()) {
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
    // Where the next limit is close above, its line would run through the name.
    const isBelow = y - (drawn[index + 1]?.y ?? 0) < lineHeight
    ctx.fillText(text, edge, isBelow ? y + 12 * ratio : y - 4 * ratio)
  }
  ctx.restore()
}
