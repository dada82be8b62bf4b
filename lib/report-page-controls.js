// @ts-check
/** What can be pressed on the page: sorting, filter, colours, copying the command; and what paper needs. */
import { filterRows, sortBy } from './report-page-tables.js'

const paperWidth = 680

/**
 * Listens on the document, so that it holds for elements that are drawn later.
 * @param {{ redraw: (width?: number) => void }} charts
 */
export function enhance({ redraw }) {
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('a[href^="#"]') !== null) keepClearOfTop()
    const button = target instanceof Element ? target.closest('button') : null
    if (button === null) return
    if (button.classList.contains('sort')) sortBy(button)
    if (button.id === 'copy') void copyCommand()
    if (button.id === 'theme') {
      switchTheme()
      redraw()
    }
  })
  document.addEventListener('input', ({ target }) => {
    if (!(target instanceof Element) || !target.matches('.filter, .levels')) return
    const filter = target.closest('.tools')?.querySelector('.filter')
    if (filter instanceof Element) filterRows(filter)
  })
  document.addEventListener('keydown', focusFilter)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw())
  preparePrint(redraw)
}

/** What a link leads to is shown below the head, however high that is; where it does not stay, it is not there. */
function keepClearOfTop() {
  const top = document.querySelector('.top')
  const height = top instanceof HTMLElement ? top.offsetHeight : 0
  document.documentElement.style.scrollPaddingTop = `${height + 8}px`
}

/** @param {KeyboardEvent} event */
function focusFilter(event) {
  const typing = event.target instanceof Element && event.target.matches('input, select, textarea')
  if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return
  const filter = document.querySelector('input.filter')
  if (!(filter instanceof HTMLElement)) return
  event.preventDefault()
  filter.focus()
}

function switchTheme() {
  const { dataset } = document.documentElement
  const preferred = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  dataset['theme'] = (dataset['theme'] ?? preferred) === 'dark' ? 'light' : 'dark'
}

/** Where the browser does not let a file use the clipboard, the command is selected for Ctrl+C. */
async function copyCommand() {
  const command = document.getElementById('command')
  const status = document.getElementById('copied')
  if (command === null || status === null) return
  try {
    await navigator.clipboard.writeText(command.textContent ?? '')
    status.textContent = 'Copied'
  } catch {
    getSelection()?.selectAllChildren(command)
    status.textContent = 'Selected: press Ctrl+C'
  }
}

/**
 * Paper is light, narrow, and opens no details.
 * @param {(width?: number) => void} redraw
 */
function preparePrint(redraw) {
  /** @type {HTMLDetailsElement[]} */
  let opened = []
  /** @type {string | undefined} */
  let theme
  addEventListener('beforeprint', () => {
    theme = document.documentElement.dataset['theme']
    document.documentElement.dataset['theme'] = 'light'
    opened = [...document.querySelectorAll('details')].filter(({ open }) => !open)
    for (const details of opened) details.open = true
    redraw(paperWidth)
  })
  addEventListener('afterprint', () => {
    if (theme === undefined) delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    for (const details of opened) details.open = false
    redraw()
  })
}
