// @ts-check
/** The two charts over time: response time with its limits, and requests per second with users. */
import { ghostOf, limitsOf, linesOf, marksOf, pointsOf } from './chart-data.js'
import { formatCount, formatMs, formatNumber, isMeasured } from './format-numbers.js'
import { drawLimits } from './report-page-limits.js'
import { drawMarks } from './report-page-marks.js'
import { axis, color, colorScheme, line, logarithmic, right, tick } from './report-page-look.js'

/** @typedef {import('./report-page-charts.js').Draw} Draw */
/** @typedef {import('uplot').Scale} Scale */

const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400]

const usersWidth = 44

export const timeCursor = { sync: { key: 'time' }, drag: { x: true, y: false } }

/** @type {Draw} */
export function timesDrawing({ source, choices, redraw, behind }) {
  const { t: times, p50, p95, p99 } = linesOf(source)
  if (!p99.some(isMeasured)) return null
  const ghost = ghostOf(source, times)?.p99 ?? []
  const top = Math.max(...[...p50, ...p95, ...p99, ...ghost].filter(isMeasured))
  const limits = limitsOf(source)
  // A limit far above would press the lines flat on the ground: it is named, and drawn on the logarithmic scale.
  const near = limits.filter(({ limit }) => choices.logarithmic || limit <= 2 * top)
  const far = limits.filter((each) => !near.includes(each))
  return {
    shape: JSON.stringify([
      limits,
      near.length,
      marksOf(source),
      ghost.length > 0,
      choices.logarithmic,
      colorScheme(),
    ]),
    data: [times, p50, p95, p99, ...ghostData(ghost)],
    options: {
      cursor: timeCursor,
      legend: { show: false },
      scales: {
        x: timeScale(source),
        y: choices.logarithmic ? logarithmicScale(near) : linearScale(near),
      },
      series: [
        {},
        line({ label: 'P50', stroke: color('p50') }),
        line({ label: 'P95', stroke: color('p95'), dash: [8, 4] }),
        line({ label: 'P99', stroke: color('p99'), width: 2, dash: [2, 3] }),
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
          behind,
          (plot) => drawLimits(plot, near),
          (plot) => drawMarks(plot, marksOf(source)),
        ],
      },
    },
    keys: [
      { label: 'P50', look: 'p50', series: 1 },
      { label: 'P95', look: 'p95', series: 2 },
      { label: 'P99', look: 'p99', series: 3 },
      ...ghostKeys(ghost, { label: 'P99 of an earlier run', series: 4 }),
      ...near.map(({ percentile, limit }) => key(`limit ${percentile} ${formatMs(limit)} ms`)),
      ...far.map(({ percentile, limit }) =>
        key(`limit ${percentile} ${formatMs(limit)} ms, above the chart`),
      ),
    ],
    tools: [logarithmicButton(choices, redraw)],
    readout: (index) =>
      [
        choices.clock(times[index] ?? 0),
        ...[p50, p95, p99].map(
          (each, at) => `${['P50', 'P95', 'P99'][at]} ${formatMs(each[index])} ms`,
        ),
      ].join(', '),
  }
}

/** @param {import('./chart-data.js').Line} ghost */
function ghostData(ghost) {
  return ghost.length === 0 ? [] : [ghost]
}

/** @param {import('./chart-data.js').Line} ghost */
function ghostSeries(ghost) {
  return ghost.map(() => line({ label: 'earlier', stroke: color('due') })).slice(0, 1)
}

/**
 * @param {import('./chart-data.js').Line} ghost
 * @param {{ label: string, series: number }} about
 */
function ghostKeys(ghost, about) {
  return ghost.length === 0 ? [] : [{ ...about, look: 'ghost' }]
}

/** @type {Draw} */
export function ratesDrawing({ source, choices, behind }) {
  const { t: times, ok, failed, users, due } = linesOf(source)
  if (times.length === 0) return null
  const open = due.some(isMeasured)
  const ghost = ghostOf(source, times)?.sent ?? []
  return {
    shape: JSON.stringify([open, marksOf(source), ghost.length > 0, colorScheme()]),
    data: [times, ok, failed, users, ...(open ? [due] : []), ...ghostData(ghost)],
    options: {
      cursor: timeCursor,
      legend: { show: false },
      scales: { x: timeScale(source), y: linearScale([]), users: linearScale([]) },
      series: [
        {},
        line({ label: 'ok', stroke: color('ok'), fill: `${color('ok')}22` }),
        line({ label: 'failed', stroke: color('failed'), width: 2 }),
        line({ label: 'users', scale: 'users', stroke: color('users'), dash: [6, 4] }),
        ...(open ? [line({ label: 'due', stroke: color('due'), dash: [2, 3] })] : []),
        ...ghostSeries(ghost),
      ],
      axes: [
        timeAxis(choices),
        axis({ size: 64, values: (_, splits) => splits.map((split) => tick(split, '/s')) }),
        axis({
          scale: 'users',
          side: right,
          size: usersWidth,
          grid: { show: false },
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000],
          values: (_, splits) => splits.map((split) => formatCount(split)),
        }),
      ],
      hooks: { draw: [behind, (plot) => drawMarks(plot, marksOf(source))] },
    },
    keys: [
      { label: 'ok per second', look: 'ok', series: 1 },
      { label: 'failed per second', look: 'failed', series: 2 },
      { label: 'users (right)', look: 'users', series: 3 },
      ...(open ? [{ label: 'due per second', look: 'due', series: 4 }] : []),
      ...ghostKeys(ghost, { label: 'sent in an earlier run', series: open ? 5 : 4 }),
    ],
    tools: [],
    readout: (index) =>
      [
        choices.clock(times[index] ?? 0),
        `${formatNumber(ok[index])} ok/s`,
        `${formatNumber(failed[index])} failed/s`,
        ...(open ? [`${formatNumber(due[index])} due/s`] : []),
        `${formatCount(users[index])} users`,
      ].join(', '),
  }
}

/** @param {string} label */
function key(label) {
  return { label, look: 'limit', series: null }
}

/**
 * The first point stands for the first bucket, so time begins before it, with the warm-up where it is shown; a run of one second has a width too.
 * @param {import('./chart-data.js').ChartSource} source
 * @returns {Scale}
 */
export function timeScale(source) {
  const { bucketSeconds } = pointsOf(source)
  const { warmUpSeconds = 0 } = source
  return {
    time: false,
    range: (plot, from, to) => {
      const [times] = plot.data
      const whole = from === times[0] && to === times.at(-1)
      if (!whole) return [from, to]
      return [Math.max(0, from - bucketSeconds) - warmUpSeconds, Math.max(to, bucketSeconds)]
    },
  }
}

/**
 * @param {readonly { limit: number }[]} limits
 * @returns {Scale}
 */
function linearScale(limits) {
  const highest = Math.max(0, ...limits.map(({ limit }) => limit))
  return { range: (_plot, _from, to) => [0, Math.max(to ?? 0, highest) * 1.08 || 1] }
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

/** @param {import('./report-page-charts.js').Choices} choices */
export function timeAxis(choices) {
  return axis({
    incrs: seconds,
    space: 60,
    size: 32,
    values: (_, splits) => splits.map((each) => choices.clock(each)),
  })
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
