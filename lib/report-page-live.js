// @ts-check
/** The script of a page that is drawn again while a run goes on; a report, which never changes, does without it. */
import { pageView, titleOf } from './html-view.js'
import { besideOf } from './pulse-data.js'
import { drawAll, patchChildren } from './report-page-patch.js'
import { startPage } from './report-page-start.js'
import { prepareTables } from './report-page-tables.js'
import { trendsOf } from './trend-data.js'

const started = startPage()

/**
 * Draws the page of a Result; called again, it changes what has changed.
 * @param {import('./result.ts').Result} result
 */
async function render(result) {
  const charts = await started
  const page = document.getElementById('page')
  if (page === null) return
  document.title = titleOf(result)
  patchChildren(page, pageView(result))
  drawAll()
  prepareTables()
  charts.draw({
    ...result,
    beside: besideOf(result),
    trends: trendsOf(result.requests ?? []),
  })
}

Object.assign(globalThis, { cdcTestbench: { render } })
