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
  const seen = marks
    .map(({ t, text }) => ({ x: Math.round(plot.valToPos(t, 'x', true)), text }))
    .filter(({ x }) => x >= bbox.left && x <= bbox.left + bbox.width)
  for (const { x } of seen) {
    ctx.beginPath()
    // The names of phases stand above.
    ctx.moveTo(x, bbox.top + phasesHeight() * ratio)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
  }
  // Above lines, its own and those of others, a text is read before the colour of the card.
  ctx.strokeStyle = color('card')
  ctx.lineWidth = 3 * ratio
  ctx.setLineDash([])
  /** @type {number[]} */
  const ends = []
  for (const { x, text } of seen) {
    const shown = visibleText(text, textMax)
    const width = ctx.measureText(shown).width + 8 * ratio
    const from = x > bbox.left + bbox.width * 0.7 ? x - width : x
    // Where a neighbour's text is in the way, it stands under that.
    let line = 0
    while ((ends[line] ?? from) > from) line++
    ends[line] = from + width
    if (line >= textLinesMax) continue
    const y = bbox.top + (12 + phasesHeight() + line * 13) * ratio
    ctx.strokeText(shown, from + 4 * ratio, y)
    ctx.fillText(shown, from + 4 * ratio, y)
  }
  ctx.restore()
}
