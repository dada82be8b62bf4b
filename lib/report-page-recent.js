// @ts-check
/** Whether the statistics are those of the last seconds: asked of the server once a second, as long as somebody wants them. */

/** @typedef {import('./html-live-requests.js').RecentRows} RecentRows */

/**
 * @param {(action: string, body: unknown) => Promise<{ status: number, body: unknown }>} ask
 * @param {() => void} onNews
 */
export function createRecent(ask, onNews) {
  /** @type {RecentRows} */
  let now = { on: false, rows: null }

  async function refresh() {
    if (!now.on) return
    const { status, body } = await ask('recent', {})
    if (!now.on) return
    const { rows = null } = /** @type {Partial<RecentRows>} */ (status === 200 ? body : {})
    now = { on: true, rows }
    onNews()
  }

  function toggle() {
    now = { on: !now.on, rows: null }
    onNews()
    void refresh()
  }

  return { now: () => now, refresh, toggle }
}
