// @ts-check
/** The checks and thresholds of a run, what failed first, each with measured and limit, and how it went over time. */
import { checkLine, checkPoints, checkSentence, measureOf } from './chart-checks.js'
import { pointsOfOver } from './check-over.js'
import { formatClock } from './format-numbers.js'
import { curve } from './html-curve.js'
import { section, table, verdictMark } from './html-parts.js'
import { h } from './html-tree.js'
import { nameInPart, otherChecks } from './table-check.js'
import { limitOf, measuredOf, noteOf } from './verdict-line.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').Check} Check */
/** @typedef {import('./html-tree.js').Element} Element */

/**
 * @param {Result} result
 * @param {(seconds: number) => string} [clock]
 * @returns {readonly Element[]}
 */
export function checkSection(result, clock = formatClock) {
  const checks = otherChecks(result)
  if (checks.length === 0 && result.checks.length > 0) return []
  const curves = checks.map((check) => curveOf(check, { result, clock }))
  const notes = checks.map((check) => noteOf(check, result))
  // Most checks have nothing to add, and many no series: an empty column is none.
  const isTimed = curves.some((each) => each !== null)
  const isNoted = notes.some((note) => note !== '')
  const rows = checks.map((check, index) => [
    visibleText(check.name),
    verdictCell(check, clock),
    measuredCell(check, result),
    limitOf(check),
    ...(isTimed ? [curves[index] ?? null] : []),
    ...(isNoted ? [notes[index] ?? ''] : []),
  ])
  const columns = [
    'Check',
    'Verdict',
    'Measured',
    'Limit',
    ...(isTimed ? ['Over time'] : []),
    ...(isNoted ? ['Note'] : []),
  ]
  return [
    section(
      { id: 'checks', title: 'Checks' },
      rows.length === 0
        ? h('p', { class: 'empty' }, 'Nothing was checked.')
        : table({ label: 'Checks', columns, kind: isNoted ? 'checks noted' : 'checks' }, rows),
    ),
  ]
}

/**
 * Null where neither the check nor the series of the run tells it.
 * @param {Check} check
 * @param {{ result: Result, clock: (seconds: number) => string }} of
 */
function curveOf(check, { result, clock }) {
  const line = check.over === undefined ? lineOf(check, result) : ownLine(check.over)
  if (line === null || line.told.length === 0) return null
  const { told, step } = line
  const sentence = checkSentence(check, { told, step, clock })
  return curve({ values: line.values, limit: check.limit, sentence })
}

/** @param {NonNullable<Check['over']>} over */
function ownLine(over) {
  return { values: over.values, told: pointsOfOver(over), step: over.step }
}

/**
 * @param {Check} check
 * @param {Result} result
 */
function lineOf(check, result) {
  const measure = measureOf({ ...check, name: nameInPart(check.name, result.parts ?? []) })
  if (measure === null) return null
  return { values: checkLine(measure, result), told: checkPoints(measure, result), step: 1 }
}

/**
 * With since when a check fails. The same elements where that is not told: a page that is patched keeps what no tree names.
 * @param {Check} check
 * @param {(seconds: number) => string} clock
 */
function verdictCell({ verdict, since }, clock) {
  const beside = since === undefined ? null : h('small', {}, ` since ${clock(since)}`)
  return h('span', {}, verdictMark(verdict), beside)
}

/**
 * What an invalid run has measured is struck through; why it is invalid is not.
 * @param {Check} check
 * @param {Result} result
 */
function measuredCell(check, { load }) {
  const measured = measuredOf(check)
  const isVoid = load?.valid === false && check.message?.startsWith('the run is invalid') === true
  return isVoid && measured !== '-' ? h('s', {}, measured) : measured
}
