// @ts-check
/** Sorting and filtering the table of requests: by pointer and by keyboard, told to screen readers too. */

/** The order of a column that was not asked for yet is none. */
export function prepareTables() {
  for (const button of document.querySelectorAll('button.sort')) {
    const head = button.closest('th')
    if (head !== null && !head.hasAttribute('aria-sort')) head.setAttribute('aria-sort', 'none')
  }
  filterRows()
}

/**
 * Numbers descend first, because the worst is looked for; names ascend.
 * @param {Element} button
 */
export function sortBy(button) {
  const head = button.closest('th')
  const body = document.getElementById('request-rows')
  if (!(head instanceof HTMLTableCellElement) || body === null) return
  const column = head.cellIndex
  const first = column === 0 ? 'ascending' : 'descending'
  const other = column === 0 ? 'descending' : 'ascending'
  const order = head.getAttribute('aria-sort') === first ? other : first
  for (const each of head.parentElement?.children ?? []) each.setAttribute('aria-sort', 'none')
  head.setAttribute('aria-sort', order)
  const sign = order === 'ascending' ? 1 : -1
  const rows = [...body.children].map((row) => ({
    row,
    text: row.children[column]?.textContent ?? '',
  }))
  rows.sort((left, right) => compareCells(left.text, right.text, { sign, asText: column === 0 }))
  body.append(...rows.map(({ row }) => row))
}

/** Hides the rows whose name does not contain what stands in the filter. */
export function filterRows() {
  const input = document.getElementById('filter')
  const status = document.getElementById('filtered')
  const rows = document.getElementById('request-rows')?.children ?? []
  if (!(input instanceof HTMLInputElement) || status === null) return
  const wanted = input.value.trim().toLowerCase()
  let shown = 0
  for (const row of rows) {
    const matches = row.firstElementChild?.textContent?.toLowerCase().includes(wanted) === true
    row.classList.toggle('off', !matches)
    if (matches) shown += 1
  }
  status.textContent = wanted === '' ? '' : `${shown} of ${rows.length} shown`
}

/**
 * What was not measured comes last either way.
 * @param {string} left
 * @param {string} right
 * @param {{ sign: number, asText: boolean }} how
 */
function compareCells(left, right, { sign, asText }) {
  if (asText) return left < right ? -sign : left > right ? sign : 0
  const [from, to] = [numberOf(left), numberOf(right)]
  if (from === null || to === null) return (from === null ? 1 : 0) - (to === null ? 1 : 0)
  return (from - to) * sign
}

/**
 * Of `1,234`, `0.06 %` or `<0.001`; null of `-`.
 * @param {string} text
 */
function numberOf(text) {
  const digits = text.replace(/[,%\s]/g, '')
  const value = digits.startsWith('<') ? Number(digits.slice(1)) / 2 : Number(digits)
  return Number.isFinite(value) && digits !== '' ? value : null
}
