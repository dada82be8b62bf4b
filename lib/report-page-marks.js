// @ts-check
/** Lines down a chart where load was changed, a note was made, or the run was stopped; each with its text. */
import { phasesHeight } from './report-page-bands.js'
import { color } from './report-page-look.js'
import { visibleText } from './visible-text.js'

/** @typedef {{ readonly t: number, readonly text: string }} Mark */

const textMax = 28

/** So many texts stand under each other; one more has its line, and its text in the table of marks. */
const textLinesMax = 6

/**
 * @param {import('uplot')} plot
 * @param {readonly Mark[]} marks in the order of time
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
  ctx.textAlign = 'left'
  /** @type {number[]} */
  const ends = []
  for (const { t, text } of marks) {
    const x = Math.round(plot.valToPos(t, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    const shown = visibleText(text, textMax)
    const width = ctx.measureText(shown).width + 8 * ratio
    const from = x > bbox.left + bbox.width * 0.7 ? x - width : x
    // Where a neighbour's text is in the way, it stands under that.
    let line = 0
    while ((ends[line] ?? from) > from) line++
    ends[line] = from + width
    if (line < textLinesMax)
      ctx.fillText(shown, from + 4 * ratio, bbox.top + (12 + phasesHeight() + line * 13) * ratio)
  }
  ctx.restore()
}
