// @ts-check
/** All that draws on the page of a file: packed with the chart library, and run when it is unpacked. */
import { unpackCharts } from './chart-payload.js'
import { createCharts, runClock } from './report-page-charts.js'
import { timeOfDay } from './time-of-day.js'

/** @typedef {import('./chart-payload.js').Payload} Payload */

/**
 * What the page finds as `cdcTestbenchDrawing`.
 * @typedef {ReturnType<typeof createCharts> & { readonly drawPacked: (numbers: Payload) => void }} Drawing
 */

const charts = createCharts()

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('#utc') : null
  if (button instanceof HTMLElement) switchClock(button)
})

/**
 * Between the run's own time and the time of day of its start and what comes after it.
 * @param {HTMLElement} button
 */
function switchClock(button) {
  const isUtc = button.getAttribute('aria-pressed') === 'false'
  const startMs = Number(button.dataset['start'])
  button.setAttribute('aria-pressed', String(isUtc))
  charts.choices.clock = isUtc ? (seconds) => timeOfDay(startMs, seconds) : runClock
  charts.redraw()
}

/** @param {Payload} numbers */
function drawPacked(numbers) {
  charts.draw(unpackCharts(numbers))
}

Object.assign(globalThis, { cdcTestbenchDrawing: { ...charts, drawPacked } })
