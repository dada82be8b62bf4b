// @ts-check
/** Lines down a chart where load was changed, a note was made, or the run was stopped; each with its text. */
import { color } from './report-page-look.js'
import { visibleText } from './visible-text.js'

/** @typedef {{ readonly t: number, readonly text: string }} Mark */

const textMax = 28

/**
 * @param {import('uplot')} plot
 * @param {readonly Mark[]} marks
 */
export function drawMarks(plot, marks) {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  ctx.save()
  ctx.strokeStyle = color('text')
  ctx.fillStyle = color('text')
  ctx.lineWidth = ratio
  ctx.setLineDash([3 * ratio, 3 * ratio])
  ctx.font = `${11 * ratio}px system-ui, sans-serif`
  for (const [index, { t, text }] of marks.entries()) {
    const x = Math.round(plot.valToPos(t, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    const isLate = x > bbox.left + bbox.width * 0.7
    ctx.textAlign = isLate ? 'right' : 'left'
    // Texts of neighbours stand under each other.
    const y = bbox.top + (12 + (index % 3) * 13) * ratio
    ctx.fillText(visibleText(text, textMax), x + (isLate ? -4 : 4) * ratio, y)
  }
  ctx.restore()
}
