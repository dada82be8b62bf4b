// @ts-check
/** The dialogs of the live page brought to life. */
import { dialogViews } from './html-live-dialogs.js'
import { createElement } from './report-page-patch.js'

/**
 * @param {HTMLElement} place
 * @param {(action: string, body: unknown) => Promise<{ status: number, body: unknown }>} ask
 */
export function mountDialogs(place, ask) {
  place.replaceChildren(...dialogViews().map(createElement))
  place.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('[data-close]') !== null)
      target.closest('dialog')?.close()
  })
  place.addEventListener('submit', (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.dataset['action'] === undefined) return
    event.preventDefault()
    void submit(form, ask)
  })

  /**
   * @param {string} id
   * @param {{ label?: string, values?: Readonly<Record<string, string>> }} [given]
   */
  function open(id, { label, values = {} } = {}) {
    const dialog = document.getElementById(id)
    if (!(dialog instanceof HTMLDialogElement) || dialog.open) return
    const form = dialog.querySelector('form')
    tell(form, '')
    for (const input of dialog.querySelectorAll('input')) input.value = values[input.name] ?? ''
    const first = dialog.querySelector('label')
    if (first !== null && label !== undefined) first.textContent = label
    dialog.showModal()
    dialog.querySelector('input')?.select()
  }

  return { open }
}

/**
 * @param {HTMLFormElement} form
 * @param {(action: string, body: unknown) => Promise<{ status: number, body: unknown }>} ask
 */
async function submit(form, ask) {
  const action = form.dataset['action'] ?? ''
  const values = new FormData(form)
  const body =
    action === 'edit'
      ? { value: numberOf(values.get('value')), over: numberOf(values.get('over')) ?? 0 }
      : { text: values.get('text') }
  const answer = await ask(action, body)
  if (answer.status === 200) {
    form.closest('dialog')?.close()
    return
  }
  const { problems = [], message = '' } =
    /** @type {{ problems?: { text: string }[], message?: string }} */ (answer.body)
  tell(
    form,
    [message, ...problems.map(({ text }) => text)].filter((text) => text !== '').join('\n'),
  )
}

/**
 * Null where it is no number: the server says what it expected.
 * @param {FormDataEntryValue | null} value
 */
function numberOf(value) {
  const text = typeof value === 'string' ? value.trim() : ''
  return text === '' || !Number.isFinite(Number(text)) ? null : Number(text)
}

/**
 * @param {HTMLFormElement | null} form
 * @param {string} text
 */
function tell(form, text) {
  const place = form?.querySelector('[data-problem]')
  if (place !== null && place !== undefined) place.textContent = text
}
