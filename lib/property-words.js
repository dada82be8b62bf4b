// @ts-check
/** Laws in the words and columns that every format tells them in; what does not hold comes first. */
import { formatCount, formatSpan } from './format-numbers.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./property-result.ts').PropertyResult} PropertyResult */

export const propertyColumns = ['Law', 'Examples', 'Discarded', 'Slow', 'Time']

/**
 * The name of the check that a law makes.
 * @param {Pick<PropertyResult, 'id'>} property
 */
export function propertyCheckName({ id }) {
  return id
}

/** @type {Readonly<Record<import('./result.ts').Verdict, number>>} */
const order = { fail: 0, unknown: 1, pass: 2 }

/**
 * What does not hold first, then what could not be checked.
 * @param {Result} result
 */
export function propertyRows({ properties = [] }) {
  return [...properties].sort((left, right) => order[left.verdict] - order[right.verdict])
}

/**
 * By `propertyColumns`; the law is told by its id.
 * @param {PropertyResult} property
 * @returns {readonly string[]}
 */
export function propertyCells({ id, examples, discarded, slow, durationMs }) {
  return [visibleText(id), ...[examples, discarded, slow].map(formatCount), formatSpan(durationMs)]
}

/**
 * In one line, for a check: the law where it holds, else the counterexample and what replays it.
 * @param {PropertyResult} property
 */
export function propertySentence({ name, verdict, counterexample, message, replay }) {
  if (verdict === 'pass') return name
  if (verdict === 'unknown') return `could not be checked: ${name}`
  const why = counterexample === null ? (message ?? '').split('\n')[1] : counterexample
  return `${name}: not for ${why ?? 'its examples'} (${replay})`
}

/**
 * What a person needs who mends it: the lines of the failure, or what became of a law that could not be checked.
 * @param {PropertyResult} property
 * @returns {readonly string[]}
 */
export function propertyLines(property) {
  const { id, message } = property
  if (message === null) return [`${id}: ${propertySentence(property)}`]
  return message.split('\n').map((line, index) => (index === 0 ? `${id}: ${line}` : line))
}
