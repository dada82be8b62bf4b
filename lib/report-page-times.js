// @ts-check
/** The chart of response times: percentiles with their limits, the slowest, and what of it was not waiting. */
import { ghostOf, limitsOf, linesOf, marksOf } from './chart-data.js'
import { formatMs, isMeasured } from './format-numbers.js'
import { drawLimits } from './report-page-limits.js'
import {
  ghostData,
  ghostKeys,
  ghostSeries,
  linearScale,
  timeAxis,
  timeCursor,
  timeScale,
  usersWidth,
} from './report-page-lines.js'
import { axis, color, colorScheme, line, logarithmic, tick } from './report-page-look.js'
import { drawBands } from './report-page-bands.js'
import { drawMarks } from './report-page-marks.js'

/** @typedef {import('./report-page-charts.js').Draw} Draw */
/** @typedef {import('uplot').Scale} Scale */

/** Told apart by their dashes as well as by colour. */
const looks = /** @type {const} */ ([
  { field: 'p50', label: 'P50', look: 'p50', stroke: 'p50', width: 1.5, dash: [] },
  { field: 'p95', label: 'P95', look: 'p95', stroke: 'p95', width: 1.5, dash: [8, 4] },
  { field: 'p99', label: 'P99', look: 'p99', stroke: 'p99', width: 2, dash: [2, 3] },
  { field: 'max', label: 'Max', look: 'max', stroke: 'text', width: 1, dash: [] },
  {
    field: 'serviceP99',
    label: 'Service P99',
    look: 'service',
    stroke: 'ok',
    width: 1.5,
    dash: [12, 3, 2, 3],
  },
])

/** @type {Draw} */
export function timesDrawing({ source, choices, redraw }) {
  const lines = linesOf(source)
  const { t: times, p50, p95, p99 } = lines
  if (!p99.some(isMeasured)) return null
  const known = looks.filter(({ field }) => lines[field].some(isMeasured))
  // Where few requests ended the slowest is P99: what is drawn last lies above.
  const drawn = known.toReversed()
  const ghost = ghostOf(source, times)?.p99 ?? []
  const top = Math.max(...[...p50, ...p95, ...p99, ...ghost].filter(isMeasured))
  const limits = limitsOf(source)
  // A limit far above would press the lines flat on the ground: it is named, and drawn on the logarithmic scale.
  const near = limits.filter(({ limit }) => choices.logarithmic || limit <= 2 * top)
  const far = limits.filter((each) => !near.includes(each))
  // So is the slowest request, which is one of thousands.
  const isFar = !choices.logarithmic && Math.max(...lines.max.filter(isMeasured)) > 2 * top
  return {
    shape: JSON.stringify([
      known.length,
      isFar,
      limits,
      near.length,
      marksOf(source),
      ghost.length > 0,
      choices.logarithmic,
      colorScheme(),
    ]),
    data: [times, ...drawn.map(({ field }) => lines[field]), ...ghostData(ghost)],
    options: {
      cursor: timeCursor,
      legend: { show: false },
      scales: {
        x: timeScale(),
        y: choices.logarithmic ? logarithmicScale(near) : linearScale(near),
      },
      series: [
        {},
        ...drawn.map(({ label, stroke, width, dash }) =>
          line({ label, stroke: color(stroke), width, dash: [...dash] }),
        ),
        ...ghostSeries(ghost),
      ],
      // As wide as the users' axis in the chart below: the same second stands above itself.
      padding: [null, usersWidth, null, null],
      axes: [
        timeAxis(choices),
        axis({ size: 64, values: (_, splits) => splits.map((split) => tick(split, 'ms')) }),
      ],
      hooks: {
        draw: [
          drawBands,
          (plot) => drawLimits(plot, near),
          (plot) => drawMarks(plot, marksOf(source)),
        ],
      },
    },
    keys: [
      ...known.map(({ label, look, field }, index) => {
        return { label, look, series: known.length - index, hidden: isFar && field === 'max' }
      }),
      ...ghostKeys(ghost, { label: 'P99 of an earlier run', series: known.length + 1 }),
      ...near.map(({ percentile, limit }) => key(`limit ${percentile} ${formatMs(limit)} ms`)),
      ...far.map(({ percentile, limit }) =>
        key(`limit ${percentile} ${formatMs(limit)} ms, above the chart`),
      ),
    ],
    tools: [logarithmicButton(choices, redraw)],
    readout: (index) =>
      [
        choices.clock(times[index] ?? 0),
        ...known.map(({ label, field }) => `${label} ${formatMs(lines[field][index])} ms`),
      ].join(', '),
  }
}

/**
 * @param {readonly { limit: number }[]} limits
 * @returns {Scale}
 */
function logarithmicScale(limits) {
  const highest = Math.max(0, ...limits.map(({ limit }) => limit))
  return {
    distr: logarithmic,
    range: (_plot, from, to) => {
      const bottom = 10 ** Math.floor(Math.log10(Math.max(from ?? 1, 0.001)))
      return [bottom, Math.max(to ?? 1, highest, bottom * 10) * 1.2]
    },
  }
}

/** @param {string} label */
function key(label) {
  return { label, look: 'limit', series: null }
}

/**
 * @param {import('./report-page-charts.js').Choices} choices
 * @param {() => void} redraw
 */
function logarithmicButton(choices, redraw) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'tool'
  button.textContent = 'Log scale'
  button.setAttribute('aria-pressed', String(choices.logarithmic))
  button.addEventListener('click', () => {
    choices.logarithmic = !choices.logarithmic
    redraw()
  })
  return button
}
