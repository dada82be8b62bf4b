// @ts-check
/** The dialog of one endpoint: asks the server for all of it, and again while it is open. */
import { drawerView } from './html-drawer.js'
import { requestName } from './html-requests.js'
import { patchChildren } from './report-page-patch.js'

/** @typedef {import('./result.ts').RequestStatistics} RequestStatistics */
/** @typedef {import('./html-drawer.js').EndpointFacts} EndpointFacts */
/** @typedef {ReturnType<typeof import('./report-page-live-charts.js').createLiveCharts>} LiveCharts */

/**
 * @param {HTMLElement} place
 * @param {{
 *   ask: (action: string, body: unknown) => Promise<{ status: number, body: unknown }>,
 *   charts: Pick<LiveCharts, 'drawEndpoint' | 'timeOf'>,
 * }} how
 */
export function mountDrawer(place, { ask, charts }) {
  const dialog = document.createElement('dialog')
  dialog.id = 'drawer'
  dialog.setAttribute('aria-labelledby', 'drawer-title')
  place.append(dialog)
  /** @type {{ method: string, name: string } | null} */
  let shown = null

  async function refresh() {
    if (shown === null) return
    const asked = shown
    const answer = await ask('endpoint', asked)
    if (answer.status !== 200 || asked !== shown) return
    const endpoint = /** @type {EndpointFacts} */ (answer.body)
    patchChildren(dialog, drawerView(endpoint, charts.timeOf))
    if (!dialog.open) dialog.showModal()
    charts.drawEndpoint(endpoint)
  }

  dialog.addEventListener('close', () => (shown = null))

  /**
   * @param {Element} button of its row
   * @param {readonly RequestStatistics[]} requests
   */
  function open(button, requests) {
    const found = requests.find((each) => requestName(each) === button.textContent)
    if (found === undefined) return
    shown = { method: found.method, name: found.name }
    void refresh()
  }

  return { open, refresh }
}
