// @ts-check
/** The chart of requests per second with users, and what all charts over time have in common. */
import { ghostOf, isOpen, linesOf, marksOf } from './chart-data.js'
import { formatCount, formatNumber, isMeasured } from './format-numbers.js'
import { drawBands, timeSpan } from './report-page-bands.js'
import { drawMarks } from './report-page-marks.js'
import { axis, color, colorScheme, line, right, tick } from './report-page-look.js'

/** @typedef {import('./report-page-charts.js').Draw} Draw */
/** @typedef {import('uplot').Scale} Scale */

const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400]

export const usersWidth = 44

export const timeCursor = { sync: { key: 'time' }, drag: { x: true, y: false } }

/** @param {import('./chart-data.js').Line} ghost */
export function ghostData(ghost) {
  return ghost.length === 0 ? [] : [ghost]
}

/** @param {import('./chart-data.js').Line} ghost */
export function ghostSeries(ghost) {
  return ghost
    .map(() => line({ label: 'earlier', stroke: color('due'), dash: [18, 6] }))
    .slice(0, 1)
}

/**
 * @param {import('./chart-data.js').Line} ghost
 * @param {{ label: string, series: number }} about
 */
export function ghostKeys(ghost, about) {
  return ghost.length === 0 ? [] : [{ ...about, look: 'ghost' }]
}

/** Who is there, at the right: users, and what they and the schedule have in flight. */
const there = /** @type {const} */ ([
  { field: 'users', look: 'users', stroke: 'users', name: 'users', dash: [6, 4] },
  { field: 'inFlight', look: 'in-flight', stroke: 'p95', name: 'in flight', dash: [12, 3, 2, 3] },
])

/** @type {Draw} */
export function ratesDrawing({ source, choices }) {
  const lines = linesOf(source)
  const { t: times, ok, failed, due } = lines
  if (times.length === 0) return null
  const open = isOpen(lines)
  const ghost = ghostOf(source, times)?.sent ?? []
  const known = there.filter(({ field }) =>
    field === 'users' ? !open : lines[field].some(isMeasured),
  )
  const dueAt = 3 + known.length
  return {
    shape: JSON.stringify([open, known.length, marksOf(source), ghost.length > 0, colorScheme()]),
    data: [
      times,
      ok,
      failed,
      ...known.map(({ field }) => lines[field]),
      ...(open ? [due] : []),
      ...ghostData(ghost),
    ],
    options: {
      cursor: timeCursor,
      legend: { show: false },
      scales: { x: timeScale(), y: linearScale([]), users: linearScale([]) },
      series: [
        {},
        line({ label: 'ok', stroke: color('ok'), fill: `${color('ok')}22` }),
        line({ label: 'failed', stroke: color('failed'), width: 2 }),
        ...known.map(({ name, stroke, dash }) =>
          line({ label: name, scale: 'users', stroke: color(stroke), dash: [...dash] }),
        ),
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
      hooks: { draw: [drawBands, (plot) => drawMarks(plot, marksOf(source))] },
    },
    keys: [
      { label: 'ok per second', look: 'ok', series: 1 },
      { label: 'failed per second', look: 'failed', series: 2 },
      ...known.map(({ name, look }, index) => {
        return { label: `${name} (right)`, look, series: 3 + index }
      }),
      ...(open ? [{ label: 'due per second', look: 'due', series: dueAt }] : []),
      ...ghostKeys(ghost, { label: 'sent in an earlier run', series: open ? dueAt + 1 : dueAt }),
    ],
    tools: [],
    readout: (index) =>
      [
        choices.clock(times[index] ?? 0),
        `${formatNumber(ok[index])} ok/s`,
        `${formatNumber(failed[index])} failed/s`,
        ...(open ? [`${formatNumber(due[index])} due/s`] : []),
        ...known.map(({ field, name }) => `${formatCount(lines[field][index])} ${name}`),
      ].join(', '),
  }
}

/**
 * The first point stands for the first bucket, so time begins before it, with the warm-up where it is shown; a run of one
 * second has a width too. All charts have the same, whether their own numbers go as far or not.
 * @returns {Scale}
 */
export function timeScale() {
  return {
    time: false,
    range: (plot, from, to) => {
      const [times] = plot.data
      const whole = from === times[0] && to === times.at(-1)
      return whole ? timeSpan() : [from, to]
    },
  }
}

/**
 * @param {readonly { limit: number }[]} limits
 * @returns {Scale}
 */
export function linearScale(limits) {
  const highest = Math.max(0, ...limits.map(({ limit }) => limit))
  return { range: (_plot, _from, to) => [0, Math.max(to ?? 0, highest) * 1.08 || 1] }
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
