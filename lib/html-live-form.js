// @ts-check
/** The form of the live page: profile, workload, shape and thresholds, beside what they come to. */
import { h } from './html-tree.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./live-state.ts').FormFacts} FormFacts */
/** @typedef {import('./live-state.ts').FormField} FormField */
/** @typedef {import('./html-tree.js').Element} Element */

/** Which fields belong to which shape of the load. */
export const shapes = /** @type {const} */ ([
  ['users', 'Users: up to a number, then held', ['users', 'spawn-rate', 'run-time']],
  ['stages', 'Stages: users in steps', ['stages']],
  [
    'rate',
    'Rate: requests on schedule, however slow the answers',
    ['arrival-rate', 'run-time', 'connections'],
  ],
])

const labels = /** @type {Readonly<Record<string, string>>} */ ({
  'user-class': 'User classes',
  users: 'Users',
  'spawn-rate': 'Users started a second',
  'run-time': 'Run time',
  stages: 'Stages',
  'arrival-rate': 'Requests a second',
  connections: 'Connections',
  threshold: 'Thresholds, one a line',
  'abort-on-fail': 'Stop when a threshold stays broken',
  'warm-up': 'Warm-up',
  'request-timeout': 'Request timeout',
  'stop-timeout': 'Stop timeout',
  pool: 'Connections in the pool',
  sizes: 'Rows of the tables',
  tables: 'Tables',
  workers: 'Generator threads',
  seed: 'Seed',
})

const more = [
  'warm-up',
  'request-timeout',
  'stop-timeout',
  'pool',
  'sizes',
  'tables',
  'workers',
  'seed',
]

/**
 * @param {FormFacts} facts
 * @returns {Element}
 */
export function formView(facts) {
  const { fields, values } = facts
  /** @param {readonly string[]} names */
  function named(names) {
    return names
      .flatMap((name) => fields.filter((field) => field.name === name))
      .map((field) => fieldView(field, values))
  }
  const shaped = [...new Set(shapes.flatMap(([, , names]) => [...names]))]
  return h(
    'form',
    { id: 'run-form', 'aria-labelledby': 'form-title', novalidate: '', autocomplete: 'off' },
    h('h2', { id: 'form-title' }, 'New run'),
    h(
      'div',
      { class: 'form-columns' },
      h(
        'div',
        {},
        h(
          'fieldset',
          {},
          h('legend', {}, 'What'),
          choice({ name: 'profile', label: 'Profile', chosen: 'light' }, facts.profiles),
          choice(
            { name: 'workload', label: 'Workload', chosen: values['workload'] },
            facts.workloads.map(({ name }) => name),
          ),
          ...named(['user-class', 'threshold', 'abort-on-fail']),
        ),
        h(
          'fieldset',
          {},
          h('legend', {}, 'Shape'),
          ...shapes.map(([name, text]) =>
            h('p', { class: 'radio' }, h('label', {}, radio(name), ` ${text}`)),
          ),
          ...named(shaped),
        ),
        h(
          'details',
          {},
          h('summary', {}, 'More'),
          h('div', { class: 'more-fields' }, ...named(more)),
        ),
      ),
      previewView(facts),
    ),
  )
}

/** @param {string} name */
function radio(name) {
  const checked = name === 'users' ? { checked: '' } : {}
  return h('input', { type: 'radio', name: 'shape', value: name, ...checked })
}

/**
 * @param {{ name: string, label: string, chosen: string | boolean | undefined }} about
 * @param {readonly string[]} options
 */
function choice({ name, label, chosen }, options) {
  const id = `field-${name}`
  return h(
    'div',
    { class: 'field', 'data-field': name },
    h('label', { for: id }, label),
    h(
      'select',
      { id, name },
      ...options.map((option) =>
        h(
          'option',
          { value: option, ...(option === chosen ? { selected: '' } : {}) },
          visibleText(option),
        ),
      ),
    ),
    problem(id),
  )
}

/**
 * @param {FormField} field
 * @param {FormFacts['values']} values
 */
function fieldView({ name, kind, hint, help }, values) {
  const id = `field-${name}`
  const given = values[name]
  const shared = { id, name, 'aria-describedby': `${id}-help ${id}-problem`, spellcheck: 'false' }
  const label = h('label', { for: id }, labels[name] ?? name)
  const text = h('small', { id: `${id}-help` }, kind === 'check' ? help : `${hint}: ${help}`)
  if (kind === 'check') {
    const input = h('input', {
      ...shared,
      type: 'checkbox',
      ...(given === true ? { checked: '' } : {}),
    })
    return h('div', { class: 'field check', 'data-field': name }, input, label, text, problem(id))
  }
  const value = typeof given === 'string' ? given : ''
  const input =
    kind === 'lines'
      ? h('textarea', { ...shared, rows: '4' }, value)
      : h('input', { ...shared, type: 'text', value })
  return h('div', { class: 'field', 'data-field': name }, label, input, problem(id), text)
}

/** @param {string} id */
function problem(id) {
  return h('p', { class: 'problem', id: `${id}-problem` })
}

/** @param {FormFacts} facts */
function previewView({ host }) {
  const confirm =
    host === null
      ? null
      : h(
          'div',
          { class: 'field', 'data-field': 'confirm' },
          h(
            'label',
            { for: 'field-confirm' },
            `This loads ${visibleText(host)}. Type its name to go on`,
          ),
          h('input', {
            id: 'field-confirm',
            name: 'confirm',
            type: 'text',
            'aria-describedby': 'field-confirm-problem',
          }),
          problem('field-confirm'),
        )
  return h(
    'div',
    { class: 'form-preview' },
    h('h3', {}, 'Load over time'),
    h('canvas', { id: 'shape', role: 'img', 'aria-label': 'not known yet' }),
    h('p', { id: 'shape-words', class: 'note' }),
    h('h3', {}, 'The same on the command line'),
    h('pre', { tabindex: '0' }, h('code', { id: 'preview-command' })),
    confirm,
    h('p', { class: 'problem', id: 'form-problem', role: 'alert' }),
    h(
      'p',
      { class: 'tools' },
      h('button', { type: 'submit', id: 'start', class: 'primary' }, 'Start'),
      h('button', { type: 'button', id: 'form-close', class: 'tool' }, 'Close'),
    ),
  )
}
