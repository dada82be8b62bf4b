// @ts-check
/** One entry of a chart's legend: a button that shows and hides its line, or a name where there is nothing to hide. */

/** @typedef {{ readonly label: string, readonly look: string, readonly series: number | null }} LegendKey */

/**
 * @param {LegendKey} key
 * @param {(series: number, show: boolean) => void} toggle
 */
export function legendKey({ label, look, series }, toggle) {
  const swatch = document.createElement('span')
  swatch.className = `swatch ${look}`
  const entry = document.createElement(series === null ? 'span' : 'button')
  entry.className = 'key'
  entry.append(swatch, label)
  if (series === null || !(entry instanceof HTMLButtonElement)) return entry
  entry.type = 'button'
  entry.setAttribute('aria-pressed', 'true')
  entry.addEventListener('click', () => {
    const show = entry.getAttribute('aria-pressed') !== 'true'
    entry.setAttribute('aria-pressed', String(show))
    toggle(series, show)
  })
  return entry
}
