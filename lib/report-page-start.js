// @ts-check
/** What every page does first: it brings what is written out to life, and draws the charts that came with it. */
import { unpackCharts } from './chart-payload.js'
import { createCharts } from './report-page-charts.js'
import { enhance } from './report-page-controls.js'
import { prepareTables } from './report-page-tables.js'

/** Returns the charts, for those who draw again. */
export function startPage() {
  const charts = createCharts()
  prepareTables()
  enhance(charts)
  const text = document.getElementById('charts')?.textContent
  if (text) charts.draw(unpackCharts(JSON.parse(text)))
  return charts
}
