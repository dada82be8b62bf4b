// @ts-check
/** Sorting and filtering the tables of the page: by pointer and by keyboard, told to screen readers too. */

/** The order of a column that was not asked for yet is none. */
export function prepareTables() {
  for (const button of document.querySelectorAll('button.sort')) {
    const head = button.closest('th')
    if (head !== null && !head.hasAttribute('aria-sort')) head.setAttribute('aria-sort', 'none')
  }
  for (const input of document.querySelectorAll('input.filter')) filterRows(input)
}

/**
 * Numbers descend first, because the worst is looked for; names ascend.
 * @param {Element} button
 */
export function sortBy(button) {
  const head = button.closest('th')
  const body = head?.closest('table')?.querySelector('tbody[id]')
  if (!(head instanceof HTMLTableCellElement) || !(body instanceof HTMLElement)) return
  const column = head.cellIndex
  const first = column === 0 ? 'ascending' : 'descending'
  const other = column === 0 ? 'descending' : 'ascending'
  const order = head.getAttribute('aria-sort') === first ? other : first
  for (const each of head.parentElement?.children ?? []) each.setAttribute('aria-sort', 'none')
  head.setAttribute('aria-sort', order)
  const sign = order === 'ascending' ? 1 : -1
  const rows = [...body.children].map((row) => ({
    row,
    text: sortTextOf(row.children[column]),
  }))
  rows.sort((left, right) => compareCells(left.text, right.text, { sign, asText: column === 0 }))
  body.append(...rows.map(({ row }) => row))
}

/**
 * Hides the rows whose name does not contain what stands in the filter, and those of other levels than were chosen.
 * @param {Element} input
 */
export function filterRows(input) {
  const status = input.parentElement?.querySelector('.filtered')
  if (!(input instanceof HTMLInputElement) || !(status instanceof HTMLElement)) return
  const rows = document.getElementById(input.dataset['rows'] ?? '')?.children ?? []
  const wanted = input.value.trim().toLowerCase()
  const choice = input.parentElement?.querySelector('select.levels')
  const levels = choice instanceof HTMLSelectElement ? choice.value : ''
  let shown = 0
  for (const row of rows) shown += showIf(row, wanted, levels) ? 1 : 0
  status.textContent = wanted === '' && levels === '' ? '' : `${shown} of ${rows.length} shown`
  // The rows of a table that is not shown are not shown either.
  if (input.dataset['rows'] !== 'table-rows') return
  for (const block of document.getElementById('difference-blocks')?.children ?? [])
    showIf(block, wanted)
}

/**
 * @param {Element} element its name stands in the first element inside, or in the one that is marked
 * @param {string} wanted
 * @param {string} [levels] with blanks between them; empty: all
 */
function showIf(element, wanted, levels = '') {
  const named = element.querySelector('[data-filtered]') ?? element.firstElementChild
  const isOther = levels !== '' && !levels.includes(element.getAttribute('data-level') ?? '')
  const matches = !isOther && named?.textContent?.toLowerCase().includes(wanted) === true
  element.classList.toggle('off', !matches)
  return matches
}

/**
 * What stands below a value is another one.
 * @param {Element | undefined} cell
 */
function sortTextOf(cell) {
  return cell?.getAttribute('data-value') ?? cell?.firstChild?.textContent ?? ''
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
  if (from === null && to === null && left !== right) return left < right ? -sign : sign
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
