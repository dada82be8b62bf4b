// @ts-check
/** The pulse of a run: how fit the generator was, how far the pipeline was behind, and what its connectors did. */
import { pointsOf } from './chart-data.js'
import { rowsMax } from './chart-words.js'
import { formatClock, formatCount, formatMs, formatNumber, isMeasured } from './format-numbers.js'
import { chart, section, table } from './html-parts.js'
import { h } from './html-tree.js'
import {
  formatBytes,
  highestOf,
  isLate,
  isPipelineKnown,
  lagP99MaxMs,
  pulseLine,
  troubles,
} from './pulse-data.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./pulse-data.js').PulseRow} PulseRow */
/** @typedef {import('./pulse-data.js').PulseField} PulseField */
/** @typedef {import('./pulse-data.js').StateChange} StateChange */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * @param {Result} result
 * @param {readonly PulseRow[]} pulse one row a point of the chart
 * @param {(seconds: number) => string} [clock]
 * @returns {readonly Element[]}
 */
export function healthSection(result, pulse, clock = formatClock) {
  if (pulse.length === 0) return []
  /** @type {readonly PulseField[]} */
  const fields = ['lagP99Ms', 'loopDelayMs', 'cpuPercent']
  const [lag = null, loop = null, cpu = null] = fields.map((name) =>
    highestOf(pulseLine(pulse, name)),
  )
  const late = pulse.filter(isLate).length
  const fitness =
    late === 0
      ? `It kept its schedule to ${lagP99MaxMs} ms all the time.`
      : `It was late by more than ${lagP99MaxMs} ms in ${formatCount(late)} of ${formatCount(pulse.length)} points, striped in all charts: they tell of the generator.`
  return [
    section(
      { id: 'health', title: 'Generator over time' },
      chart(
        {
          name: 'health',
          sentence: `Schedule lag p99 at most ${inMs(lag)}, event-loop delay p99 at most ${inMs(loop)}, CPU at most ${inPercent(cpu)}. ${fitness}`,
        },
        () =>
          table(
            {
              label: 'Generator over time, highest of each row',
              columns: ['Time', 'Schedule lag p99 ms', 'Event-loop delay p99 ms', 'CPU %'],
            },
            rowsOf(result, { pulse, clock }).map(({ time, rows }) => [
              time,
              ...fields.map((name) => formatMs(highestOf(pulseLine(rows, name)))),
            ]),
          ),
      ),
    ),
  ]
}

/**
 * @param {Result} result
 * @param {{ pulse: readonly PulseRow[], states: readonly StateChange[] }} known
 * @param {(seconds: number) => string} [clock]
 * @returns {readonly Element[]}
 */
export function pipelineSection(result, { pulse, states }, clock = formatClock) {
  const isKnown = isPipelineKnown(pulse)
  if (!isKnown && states.length === 0) return []
  return [
    section(
      { id: 'pipeline', title: 'Pipeline' },
      isKnown ? lagChart(result, { pulse, clock }) : null,
      states.length === 0 ? null : stateTable(result, { states, clock }),
    ),
  ]
}

/**
 * @param {Result} result
 * @param {{ pulse: readonly PulseRow[], clock: (seconds: number) => string }} shown
 */
function lagChart(result, { pulse, clock }) {
  /** @type {readonly PulseField[]} */
  const fields = ['behindMs', 'behindBytes', 'retainedBytes']
  const [ms = null, bytes = null, kept = null] = fields.map((name) =>
    highestOf(pulseLine(pulse, name)),
  )
  const last = pulseLine(pulse, 'behindBytes').findLast(isMeasured) ?? null
  return chart(
    {
      name: 'pipeline',
      sentence: `The pipeline was at most ${formatBytes(bytes)} and ${inMs(ms)} behind, now ${formatBytes(last)}; the source kept at most ${formatBytes(kept)} for it.`,
    },
    () =>
      table(
        {
          label: 'Pipeline, highest of each row',
          columns: ['Time', 'Behind ms', 'Behind', 'Kept for the slot'],
        },
        rowsOf(result, { pulse, clock }).map(({ time, rows }) => [
          time,
          formatMs(highestOf(pulseLine(rows, 'behindMs'))),
          formatBytes(highestOf(pulseLine(rows, 'behindBytes'))),
          formatBytes(highestOf(pulseLine(rows, 'retainedBytes'))),
        ]),
      ),
  )
}

/**
 * @param {Result} result
 * @param {{ states: readonly StateChange[], clock: (seconds: number) => string }} shown
 */
function stateTable(result, { states, clock }) {
  const end = pointsOf(result).points.at(-1)?.t ?? 0
  const bad = troubles(states, end)
  const seconds = bad.reduce((sum, { from, to }) => sum + to - from, 0)
  const words =
    bad.length === 0
      ? 'All connectors ran all the time.'
      : `Connectors did not run for ${formatNumber(seconds)} s in all, shaded in the chart.`
  return h(
    'div',
    {},
    h('p', {}, words),
    table(
      { label: 'States of the connectors', columns: ['Connector', 'State', 'Since'] },
      states.map(({ t, name, state }) => [visibleText(name), visibleText(state), clock(t)]),
    ),
  )
}

/**
 * At most `rowsMax` rows of equal length.
 * @param {Result} result
 * @param {{ pulse: readonly PulseRow[], clock: (seconds: number) => string }} shown
 */
function rowsOf(result, { pulse, clock }) {
  const { points, bucketSeconds } = pointsOf(result)
  const size = Math.ceil(pulse.length / rowsMax)
  return Array.from({ length: Math.ceil(pulse.length / size) }, (_, index) => ({
    time: clock((points[index * size]?.t ?? 0) - bucketSeconds),
    rows: pulse.slice(index * size, (index + 1) * size),
  }))
}

/** @param {number | null} value */
function inMs(value) {
  return value === null ? '-' : `${formatMs(value)} ms`
}

/** @param {number | null} value */
function inPercent(value) {
  return value === null ? '-' : `${formatNumber(value)} %`
}
