// @ts-check
/** The heatmap: time from left to right, how long answers took from below, and how many as the depth of the colour. */
import { pointsOf, spanOf } from './chart-data.js'
import { formatCount, formatMs } from './format-numbers.js'
import { heatBoundMs, heatCells, heatRange } from './heat-data.js'
import { nothingBeside } from './pulse-data.js'
import { drawBands } from './report-page-bands.js'
import { timeAxis, timeCursor, timeScale, usersWidth } from './report-page-lines.js'
import { axis, color, colorScheme, logarithmic, tick } from './report-page-look.js'

/**
 * What is painted: a plot lives longer than a second, and its hooks were made with it.
 * @type {{ heat: readonly (readonly number[])[], starts: readonly number[], most: number }}
 */
let shown = { heat: [], starts: [], most: 1 }

/** @type {import('./report-page-charts.js').Draw} */
export function heatDrawing({ source, choices }) {
  const { bucketSeconds, points } = pointsOf(source)
  const { heat, heatPoints = 1 } = source.beside ?? nothingBeside
  const range = heatRange(heat)
  if (range === null) return null
  const starts = heat.map((_, column) => (points[column * heatPoints]?.t ?? 0) - bucketSeconds)
  const [, end] = spanOf(source)
  const times = heat.map((_, column) => {
    const last = points[Math.min((column + 1) * heatPoints, points.length) - 1]
    return Math.min(last?.t ?? 0, end)
  })
  shown = { heat, starts, most: range.most }
  const [low, high] = [heatBoundMs(range.low), heatBoundMs(range.high + 1)]
  return {
    shape: JSON.stringify([low, high, colorScheme()]),
    data: [times, times.map(() => null)],
    options: {
      cursor: timeCursor,
      legend: { show: false },
      scales: { x: timeScale(), y: { distr: logarithmic, range: () => [low, high] } },
      series: [{}, { label: 'answers', stroke: color('bars') }],
      padding: [null, usersWidth, null, null],
      axes: [
        timeAxis(choices),
        axis({ size: 64, values: (_, splits) => splits.map((each) => tick(each, 'ms')) }),
      ],
      hooks: { draw: [paint, drawBands] },
    },
    keys: [],
    tools: [],
    readout: (index) => {
      const cells = heatCells(heat[index] ?? []).toSorted(
        (left, right) => left.bucket - right.bucket,
      )
      const told = cells.map(
        ({ bucket, count }) => `${formatCount(count)} from ${formatMs(heatBoundMs(bucket))} ms`,
      )
      return [choices.clock(times[index] ?? 0), ...told].join(', ')
    },
  }
}

/** @param {import('uplot')} plot */
function paint(plot) {
  const { heat, starts, most } = shown
  const { ctx, bbox } = plot
  const times = plot.data[0]
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.fillStyle = color('bars')
  for (const [index, row] of heat.entries()) {
    const t = times[index] ?? 0
    const left = Math.round(plot.valToPos(starts[index] ?? 0, 'x', true))
    const right = Math.round(plot.valToPos(t, 'x', true))
    for (const { bucket, count } of heatCells(row)) {
      const bottom = Math.round(plot.valToPos(heatBoundMs(bucket), 'y', true))
      const top = Math.round(plot.valToPos(heatBoundMs(bucket + 1), 'y', true))
      ctx.globalAlpha = 0.12 + 0.88 * Math.sqrt(count / most)
      ctx.fillRect(left, top, Math.max(1, right - left), bottom - top)
    }
  }
  ctx.restore()
}
