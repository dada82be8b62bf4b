// @ts-check
/** The form of the live page brought to life: what does not apply is hidden, what is wrong is told beside it. */
import { formView, shapes } from './html-live-form.js'
import { createElement } from './report-page-patch.js'
import { drawShape } from './report-page-shape.js'

/** @typedef {import('./live-state.ts').FormFacts} FormFacts */
/** @typedef {import('./live-state.ts').Preview} Preview */
/** @typedef {import('./live-state.ts').FormProblem} FormProblem */

/** A key that is pressed again within this time is not asked about. */
const settleMs = 200

/**
 * @param {HTMLElement} place
 * @param {{
 *   facts: FormFacts,
 *   ask: (action: string, body: unknown) => Promise<{ status: number, body: unknown }>,
 *   onStarted: () => void,
 *   onClose: () => void,
 * }} given
 */
export function mountForm(place, { facts, ask, onStarted, onClose }) {
  const form = formElement(facts)
  place.replaceChildren(form)
  let timer = 0
  let asked = 0

  async function preview() {
    asked += 1
    const mine = asked
    const { status, body } = await ask('preview', filledIn(form))
    if (mine !== asked || status !== 200) return
    const told = /** @type {Preview} */ (body)
    const command = form.querySelector('#preview-command')
    if (command !== null) command.textContent = told.command
    tellProblems(form, told.problems)
    drawShape(form, told)
  }

  function changed() {
    fit(form, facts)
    clearTimeout(timer)
    timer = setTimeout(() => void preview(), settleMs)
  }

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault()
    const { status, body } = await ask('start', filledIn(form))
    if (status === 200) {
      onStarted()
      return
    }
    const { problems, message } = /** @type {{ problems?: FormProblem[], message?: string }} */ (
      body
    )
    tellProblems(form, problems ?? [{ field: null, text: message ?? 'It could not be started' }])
    const first = form.querySelector('[aria-invalid="true"]')
    if (first instanceof HTMLElement) first.focus()
  }

  form.addEventListener('input', changed)
  form.addEventListener('change', changed)
  form.addEventListener('submit', (event) => void submit(event))
  form.querySelector('#form-close')?.addEventListener('click', onClose)
  if (facts.values['stages'] !== undefined) choose(form, 'stages')
  if (facts.values['arrival-rate'] !== undefined) choose(form, 'rate')
  fit(form, facts)
  void preview()
  return {
    focus: () => {
      const first = form.querySelector('select')
      first?.focus()
    },
    redraw: () => void preview(),
  }
}

/**
 * Fields that do not apply are hidden, and empty ones say what stands there unasked.
 * @param {HTMLFormElement} form
 * @param {FormFacts} facts
 */
function fit(form, facts) {
  const profile = valueOf(form, 'profile')
  const workload = valueOf(form, 'workload')
  const shape = valueOf(form, 'shape')
  const choice = facts.workloads.find(({ name }) => name === workload)
  const [, , shaped = []] = shapes.find(([name]) => name === shape) ?? []
  const classes = form.querySelector('#field-user-class-help')
  if (classes !== null) classes.textContent = classWords(choice)
  for (const field of facts.fields) {
    const input = form.querySelector(`[name="${field.name}"]`)
    const isShape = shapes.some(([, , names]) => names.some((name) => name === field.name))
    const special = facts.workloads.some(({ flags }) => flags.includes(field.name))
    const applies =
      (!isShape || shaped.some((name) => name === field.name)) &&
      (!special || choice?.flags.includes(field.name) !== false)
    input?.closest('.field')?.classList.toggle('off', !applies)
    if (input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement) {
      input.placeholder = placeholderOf(field.name, field.defaults[profile] ?? '', choice)
    }
  }
}

/** @param {FormFacts['workloads'][number] | undefined} choice */
function classWords(choice) {
  const names = choice?.userClasses ?? []
  const known = names.length === 0 ? 'those of the workload' : names.join(', ')
  return `NAME or NAME=WEIGHT, with commas; there are ${known}`
}

/** @param {FormFacts} facts */
function formElement(facts) {
  const form = createElement(formView(facts))
  if (!(form instanceof HTMLFormElement)) throw new Error('The form is none')
  return form
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
function valueOf(form, name) {
  const value = new FormData(form).get(name)
  return typeof value === 'string' ? value : ''
}

/**
 * @param {HTMLFormElement} form
 * @param {string} shape
 */
function choose(form, shape) {
  const radio = form.querySelector(`[name="shape"][value="${shape}"]`)
  if (radio instanceof HTMLInputElement) radio.checked = true
}

/**
 * @param {string} name
 * @param {string} usual
 * @param {FormFacts['workloads'][number] | undefined} choice
 */
function placeholderOf(name, usual, choice) {
  if (name === 'user-class') return choice?.userClasses[0] ?? ''
  if (name === 'threshold') return (choice?.thresholds ?? []).join('\n')
  return usual
}

/**
 * What is hidden does not apply, whatever stands in it.
 * @param {HTMLFormElement} form
 */
function filledIn(form) {
  /** @type {Record<string, string | boolean>} */
  const filled = {}
  for (const input of form.elements) {
    if (input.closest('.off') !== null || input.getAttribute('name') === 'shape') continue
    if (input instanceof HTMLInputElement && input.type === 'checkbox')
      filled[input.name] = input.checked
    else if (
      input instanceof HTMLInputElement ||
      input instanceof HTMLTextAreaElement ||
      input instanceof HTMLSelectElement
    ) {
      if (input.value.trim() !== '') filled[input.name] = input.value
    }
  }
  if (filled['workload'] === 'connect') delete filled['workload']
  return filled
}

/**
 * @param {HTMLFormElement} form
 * @param {readonly FormProblem[]} problems
 */
function tellProblems(form, problems) {
  const homeless = problems.filter(
    ({ field }) =>
      field === null || form.querySelector(`[data-field="${field}"]:not(.off)`) === null,
  )
  for (const place of form.querySelectorAll('[data-field]')) {
    const own = problems.filter(({ field }) => field === place.getAttribute('data-field'))
    const told = place.querySelector('.problem')
    const input = place.querySelector('input, select, textarea')
    const text = own.map((each) => each.text).join('\n')
    if (told !== null && told.textContent !== text) told.textContent = text
    input?.setAttribute('aria-invalid', String(own.length > 0))
    if (own.length > 0) place.closest('details')?.setAttribute('open', '')
  }
  const general = form.querySelector('#form-problem')
  const text = homeless.map((each) => each.text).join('\n')
  if (general !== null && general.textContent !== text) general.textContent = text
}
