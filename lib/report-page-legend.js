// @ts-check
/** One entry of a chart's legend: a button that shows and hides its line, or a name where there is nothing to hide. */

/** @typedef {{ readonly label: string, readonly look: string, readonly series: number | null, readonly hidden?: boolean }} LegendKey */

/**
 * @param {LegendKey} key
 * @param {(key: LegendKey, show: boolean) => void} toggle
 */
export function legendKey(key, toggle) {
  const { label, look, series, hidden = false } = key
  const swatch = document.createElement('span')
  swatch.className = `swatch ${look}`
  const entry = document.createElement(series === null ? 'span' : 'button')
  entry.className = 'key'
  entry.append(swatch, label)
  if (series === null || !(entry instanceof HTMLButtonElement)) return entry
  entry.type = 'button'
  entry.setAttribute('aria-pressed', String(!hidden))
  entry.addEventListener('click', () => {
    const show = entry.getAttribute('aria-pressed') !== 'true'
    entry.setAttribute('aria-pressed', String(show))
    toggle(key, show)
  })
  return entry
}
