// @ts-check
/** Bands behind the lines of a chart: striped in the warm-up and while the generator was late, shaded while a connector did not run. */
import { pointsOf, spanOf } from './chart-data.js'
import { isLate, nothingBeside, troubles } from './pulse-data.js'
import { color } from './report-page-look.js'

/** @typedef {{ readonly from: number, readonly to: number }} Band */

/**
 * What is painted: a plot lives longer than a second, and its hooks were made with it.
 * @type {{ span: [number, number], warmUp: readonly Band[], late: readonly Band[], stopped: readonly Band[], phases: readonly import('./chart-data.js').Stretch[] }}
 */
let shown = { span: [0, 1], warmUp: [], late: [], stopped: [], phases: [] }

const stripePixels = 7

/** @param {import('./chart-data.js').ChartSource} source */
export function takeBands(source) {
  const { points, bucketSeconds } = pointsOf(source)
  const { beside: { pulse, states } = nothingBeside, warmUpSeconds = 0 } = source
  const span = spanOf(source)
  const phases = (source.phases ?? []).filter(({ from }) => from >= 0)
  const late = pulse.flatMap((row, index) => {
    const to = points[index]?.t
    return to === undefined || !isLate(row) ? [] : [{ from: to - bucketSeconds, to }]
  })
  shown = {
    span,
    warmUp: [{ from: -warmUpSeconds, to: 0 }],
    late,
    stopped: troubles(states, span[1]),
    phases,
  }
}

/**
 * From when to when all charts over time go.
 * @returns {[number, number]}
 */
export function timeSpan() {
  return shown.span
}

/** @param {import('uplot')} plot */
export function drawBands(plot) {
  inside(plot, shown.warmUp, (place) => {
    stripe(plot, place, -1)
    const { ctx, bbox } = plot
    const ratio = devicePixelRatio
    ctx.globalAlpha = 1
    ctx.fillStyle = color('muted')
    ctx.font = `${11 * ratio}px system-ui, sans-serif`
    ctx.textAlign = 'left'
    ctx.fillText('warm-up', place.left + 4 * ratio, bbox.top + bbox.height - 6 * ratio)
  })
  inside(plot, shown.late, (place) => stripe(plot, place, 1))
  drawPhases(plot)
}

/** As high as the names of phases are, in pixels: what else stands at the top stands below them. */
export function phasesHeight() {
  return shown.phases.length === 0 ? 0 : 13
}

/**
 * A name that has no room beside the next one stands in the table alone.
 * @param {import('uplot')} plot
 */
function drawPhases(plot) {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio
  for (const phase of shown.phases) {
    inside(plot, [phase], ({ left, width }) => {
      ctx.strokeStyle = color('muted')
      ctx.lineWidth = ratio
      ctx.setLineDash([])
      ctx.globalAlpha = 0.5
      ctx.beginPath()
      ctx.moveTo(left, bbox.top)
      ctx.lineTo(left, bbox.top + bbox.height)
      if (phase.from > 0) ctx.stroke()
      ctx.globalAlpha = 1
      ctx.font = `${11 * ratio}px system-ui, sans-serif`
      ctx.textAlign = 'left'
      if (ctx.measureText(phase.name).width + 8 * ratio > width) return
      // Above lines and stripes it is read before the colour of the card.
      ctx.strokeStyle = color('card')
      ctx.lineWidth = 3 * ratio
      ctx.strokeText(phase.name, left + 4 * ratio, bbox.top + 11 * ratio)
      ctx.fillStyle = color('muted')
      ctx.fillText(phase.name, left + 4 * ratio, bbox.top + 11 * ratio)
    })
  }
}

/**
 * All stripes lie on one grid, so that neighbouring seconds make one pattern.
 * @param {import('uplot')} plot
 * @param {{ left: number, width: number }} place
 * @param {1 | -1} slope up or down
 */
function stripe({ ctx, bbox }, { left, width }, slope) {
  ctx.strokeStyle = color('muted')
  ctx.globalAlpha = 0.45
  ctx.lineWidth = devicePixelRatio
  ctx.setLineDash([])
  ctx.beginPath()
  const step = stripePixels * devicePixelRatio
  const [ground, top] = [bbox.top + bbox.height, bbox.top]
  for (let x = Math.floor((left - bbox.height) / step) * step; x < left + width; x += step) {
    ctx.moveTo(x, slope > 0 ? ground : top)
    ctx.lineTo(x + bbox.height, slope > 0 ? top : ground)
  }
  ctx.stroke()
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
