// @ts-check
/** What every page does first: it brings what is written out to life, and draws the charts that came with it. */
import { unpackCharts } from './chart-payload.js'
import { createCharts, runClock } from './report-page-charts.js'
import { enhance } from './report-page-controls.js'
import { prepareTables } from './report-page-tables.js'
import { timeOfDay } from './time-of-day.js'

/** @typedef {import('./chart-payload.js').Payload} Payload */

/** Resolves with the charts, for those who draw again; where nothing can be unpacked the tables say the same. */
export async function startPage() {
  const charts = createCharts()
  prepareTables()
  enhance(charts)
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('#utc') : null
    if (button instanceof HTMLElement) switchClock(button, charts)
  })
  const [library, numbers] = await Promise.all(['chart-library', 'charts'].map(unzipped))
  const script = document.createElement('script')
  // The policy of the page has its hash.
  script.textContent = library ?? ''
  document.head.append(script)
  if (numbers !== undefined) charts.draw(unpackCharts(/** @type {Payload} */ (JSON.parse(numbers))))
  return charts
}

/**
 * Charts tell the time of day, or again the seconds of the run.
 * @param {HTMLElement} button
 * @param {ReturnType<typeof createCharts>} charts
 */
function switchClock(button, { choices, redraw }) {
  const isUtc = button.getAttribute('aria-pressed') === 'false'
  const startMs = Number(button.dataset['start'])
  button.setAttribute('aria-pressed', String(isUtc))
  choices.clock = isUtc ? (seconds) => timeOfDay(startMs, seconds) : runClock
  redraw()
}

/**
 * The text that came packed as base64 of gzip.
 * @param {string} id
 */
async function unzipped(id) {
  const packed = atob(JSON.parse(document.getElementById(id)?.textContent ?? '""'))
  const bytes = Uint8Array.from(packed, (letter) => letter.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return await new Response(stream).text()
}
