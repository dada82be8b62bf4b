// @ts-check
/** The charts of the pulse: the generator's lag, loop and CPU, and how far the pipeline is behind. */
import { marksOf, pointsOf, spanOf } from './chart-data.js'
import { formatMs, formatNumber } from './format-numbers.js'
import {
  formatBytes,
  highestOf,
  isPipelineKnown,
  lagP99MaxMs,
  nothingBeside,
  pulseLine,
} from './pulse-data.js'
import { drawBands, drawStopped } from './report-page-bands.js'
import { drawLimits } from './report-page-limits.js'
import { timeAxis, timeCursor, timeScale, usersWidth } from './report-page-lines.js'
import { axis, color, colorScheme, line, right, tick } from './report-page-look.js'
import { drawMarks } from './report-page-marks.js'

/** @typedef {import('./report-page-charts.js').Draw} Draw */
/** @typedef {import('uplot').Scale} Scale */

/** @type {Draw} */
export function healthDrawing({ source, choices }) {
  const { pulse } = source.beside ?? nothingBeside
  if (pulse.length === 0) return null
  const times = timesOf(source, pulse.length)
  const lag = pulseLine(pulse, 'lagP99Ms')
  const loop = pulseLine(pulse, 'loopDelayMs')
  const cpu = pulseLine(pulse, 'cpuPercent')
  const top = Math.max(highestOf(lag) ?? 0, highestOf(loop) ?? 0)
  // A limit far above would press the lines flat on the ground: it is named in the legend.
  const limits = lagP99MaxMs <= 4 * top ? [{ percentile: 'lag p99', limit: lagP99MaxMs }] : []
  const far = limits.length === 0 ? ', above the chart' : ''
  return {
    ...twoScales({
      choices,
      shape: [limits, marksOf(source)],
      data: [times, lag, loop, cpu],
      unit: 'ms',
      own: (value) => tick(value, 'ms'),
      least: limits.length === 0 ? 0 : lagP99MaxMs,
      series: [
        line({ label: 'lag', stroke: color('p99'), width: 2, dash: [2, 3] }),
        line({ label: 'loop', stroke: color('p95'), dash: [8, 4] }),
        line({ label: 'CPU', scale: 'other', stroke: color('users') }),
      ],
      hooks: [
        drawBands,
        (plot) => drawLimits(plot, limits),
        (plot) => drawMarks(plot, marksOf(source)),
      ],
    }),
    keys: [
      { label: 'schedule lag P99', look: 'p99', series: 1 },
      { label: 'event-loop delay P99', look: 'p95', series: 2 },
      { label: 'CPU % (right)', look: 'cpu', series: 3 },
      { label: `limit lag p99 ${lagP99MaxMs} ms${far}`, look: 'limit', series: null },
    ],
    readout: (index) =>
      `${choices.clock(times[index] ?? 0)}, lag ${formatMs(lag[index])} ms, loop ${formatMs(loop[index])} ms, CPU ${formatNumber(cpu[index])} %`,
  }
}

/** @type {Draw} */
export function pipelineDrawing({ source, choices }) {
  const { pulse } = source.beside ?? nothingBeside
  if (!isPipelineKnown(pulse)) return null
  const times = timesOf(source, pulse.length)
  const bytes = pulseLine(pulse, 'behindBytes')
  const kept = pulseLine(pulse, 'retainedBytes')
  const ms = pulseLine(pulse, 'behindMs')
  return {
    ...twoScales({
      choices,
      shape: [marksOf(source)],
      data: [times, bytes, kept, ms],
      unit: 'bytes',
      own: formatBytes,
      least: 1024,
      series: [
        line({ label: 'behind', stroke: color('ok'), fill: `${color('ok')}22` }),
        line({ label: 'kept', stroke: color('due'), dash: [2, 3] }),
        line({ label: 'ms', scale: 'other', stroke: color('p99'), width: 2, dash: [8, 4] }),
      ],
      hooks: [drawBands, drawStopped, (plot) => drawMarks(plot, marksOf(source))],
    }),
    keys: [
      { label: 'behind', look: 'ok', series: 1 },
      { label: 'kept for the slot', look: 'due', series: 2 },
      { label: 'behind, ms (right)', look: 'behind-time', series: 3 },
    ],
    readout: (index) =>
      `${choices.clock(times[index] ?? 0)}, ${formatBytes(bytes[index])} and ${formatMs(ms[index])} ms behind, ${formatBytes(kept[index])} kept`,
  }
}

/**
 * @param {import('./chart-data.js').ChartSource} source
 * @param {number} count
 */
function timesOf(source, count) {
  const [, end] = spanOf(source)
  return pointsOf(source)
    .points.slice(0, count)
    .map(({ t }) => Math.min(t, end))
}

/**
 * Two measures over time, the last series on an axis of its own at the right.
 * @param {{
 *   choices: import('./report-page-charts.js').Choices,
 *   shape: unknown,
 *   data: import('uplot').AlignedData,
 *   unit: 'ms' | 'bytes',
 *   own: (value: number | null) => string,
 *   least: number,
 *   series: import('uplot').Series[],
 *   hooks: ((plot: import('uplot')) => void)[],
 * }} given
 */
export function twoScales({ choices, shape, data, unit, own, least, series, hooks }) {
  return {
    shape: JSON.stringify([shape, colorScheme()]),
    data,
    tools: [],
    options: {
      cursor: timeCursor,
      legend: { show: false },
      scales: { x: timeScale(), y: fromZero(least), other: fromZero(0) },
      series: [{}, ...series],
      axes: [
        timeAxis(choices),
        axis({
          size: 64,
          values: (_, splits) => splits.map(own),
          ...(unit === 'bytes' ? { incrs: powersOfTwo } : {}),
        }),
        axis({
          scale: 'other',
          side: right,
          size: usersWidth,
          grid: { show: false },
          values: (_, splits) => splits.map(shortNumber),
        }),
      ],
      hooks: { draw: hooks },
    },
  }
}

/** @param {number | null} value */
function shortNumber(value) {
  return value === null ? '' : String(Number(value.toPrecision(3)))
}

const powersOfTwo = Array.from({ length: 44 }, (_, power) => 2 ** power)

/**
 * @param {number} least
 * @returns {Scale}
 */
function fromZero(least) {
  return { range: (_plot, _from, to) => [0, Math.max(to ?? 0, least) * 1.08 || 1] }
}
