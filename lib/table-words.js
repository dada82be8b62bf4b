// @ts-check
/** What a compare has found, in words: tables in the one order of all formats, their counts, and rows as one line each. */
import { formatCount } from './format-numbers.js'
import { showPair, textOfShown, valueIn, valueWords } from './value-words.js'
import { visibleText } from './visible-text.js'

/** @typedef {import('./result.ts').Result} Result */
/** @typedef {import('./result.ts').Verdict} Verdict */
/** @typedef {import('./table.ts').TableResult} TableResult */
/** @typedef {import('./table.ts').TableVerdict} TableVerdict */
/** @typedef {import('./table.ts').Difference} Difference */
/** @typedef {import('./table.ts').Row} Row */

/** @type {Readonly<Record<TableVerdict, Verdict>>} */
const verdicts = {
  equal: 'pass',
  different: 'fail',
  missing: 'fail',
  unresolved: 'unknown',
  unsupported: 'unknown',
  skipped: 'unknown',
}

/**
 * Only what is equal passes; what nobody could compare is no difference either.
 * @param {TableVerdict} verdict
 */
export function verdictOfTable(verdict) {
  return verdicts[verdict]
}

/** @type {Readonly<Record<Verdict, number>>} */
const verdictOrder = { fail: 0, unknown: 1, pass: 2 }

/**
 * What failed first, then what is open, each in the order it was compared.
 * @param {Result} result
 * @returns {readonly TableResult[]}
 */
export function tableRows({ tables = [] }) {
  return [...tables].sort(
    (left, right) => verdictOrder[verdicts[left.verdict]] - verdictOrder[verdicts[right.verdict]],
  )
}

/**
 * The sum of what was counted; null where no table has counted it.
 * @param {readonly TableResult[]} tables
 * @param {'sourceRows' | 'targetRows' | 'missing' | 'extra' | 'changed' | 'unresolved'} key
 * @returns {number | null}
 */
export function sumOfTables(tables, key) {
  return tables.reduce(
    (/** @type {number | null} */ sum, { [key]: count }) =>
      count === null ? sum : (sum ?? 0) + count,
    null,
  )
}

/**
 * `public.orders`, or `public.orders → cdc.orders`.
 * @param {{ table: string, targetTable: string }} names
 */
export function tableName({ table, targetTable }) {
  const name = visibleText(table)
  return table === targetTable ? name : `${name} → ${visibleText(targetTable)}`
}

/**
 * `2 missing, 1 extra, 3 changed`; what was not measured, and what is not there, is left out.
 * @param {TableResult} table
 */
export function countWords(table) {
  const kinds = /** @type {const} */ (['missing', 'extra', 'changed', 'unresolved'])
  return kinds
    .filter((kind) => (table[kind] ?? 0) > 0)
    .map((kind) => `${formatCount(table[kind])} ${kind}`)
    .join(', ')
}

/**
 * Why a table is not equal, in one line; empty where it is and there is nothing to say.
 * @param {TableResult} table
 */
export function reasonOfTable(table) {
  const { verdict, reason, difference, depth } = table
  const counts = countWords(table)
  const rows =
    (difference ?? 0) === 0
      ? ''
      : `${formatCount(table.sourceRows)} rows in the source, ${formatCount(table.targetRows)} in the target`
  const sums = depth === 'checksums' && differing(table) ? 'the checksums differ' : ''
  const found = counts === '' ? [rows, sums] : [counts]
  const parts = [...found, ...table.schema.map(schemaWords), visibleText(reason ?? '', 500)]
  const text = parts.filter((part) => part !== '').join('; ')
  return text === '' && verdict !== 'equal' ? verdict : text
}

/** @param {TableResult} table */
function differing({ sourceChecksum, targetChecksum }) {
  return sourceChecksum !== null && targetChecksum !== null && sourceChecksum !== targetChecksum
}

/**
 * `column price: numeric(10,2) → double precision`, `column note: text, only in the source`.
 * @param {import('./table.ts').SchemaDifference} difference
 */
export function schemaWords({ column, source, target }) {
  const name = `column ${columnWords(column)}`
  if (source === null) return `${name}: ${visibleText(target ?? '')}, only in the target`
  if (target === null) return `${name}: ${visibleText(source)}, only in the source`
  return `${name}: ${visibleText(source)} → ${visibleText(target)}`
}

/**
 * As SQL would have it.
 * @param {string} name
 */
export function columnWords(name) {
  const text = visibleText(name, 80)
  return /^[\p{Ll}_][\p{Ll}\p{N}_$]*$/u.test(text) ? text : `"${text.replaceAll('"', '""')}"`
}

/**
 * `id=17`, `order_id=17, line=2`; `(no key)`.
 * @param {Difference['key']} key
 */
export function keyWords(key) {
  if (key === null) return '(no key)'
  return Object.entries(key)
    .map(([name, value]) => `${columnWords(name)}=${valueWords(value, 50)}`)
    .join(', ')
}

/**
 * What is wrong with one row: `price 1.00 → 1.0, note NULL → ''`, `missing in the target: price=2.00`.
 * @param {Difference} difference
 * @param {{ longest?: number, columnsMax?: number }} [limits] of a value, and of the columns of a row
 */
export function differenceWords(difference, { longest = 60, columnsMax = 8 } = {}) {
  const { kind, columns, copies, source, target } = difference
  const times = copies > 1 ? ` ×${formatCount(copies)}` : ''
  if (kind === 'missing')
    return `missing in the target${times}${rowWords(source, difference, { longest, columnsMax })}`
  if (kind === 'extra')
    return `not in the source${times}${rowWords(target, difference, { longest, columnsMax })}`
  const pairs = columns.slice(0, columnsMax).map((column) => {
    const shown = showPair(valueIn(source, column), valueIn(target, column), longest)
    return `${columnWords(column)} ${textOfShown(shown.source)} → ${textOfShown(shown.target)}`
  })
  const text = [...pairs, ...moreColumns(columns.length - pairs.length)].join(', ')
  if (kind === 'changed') return text
  return text === '' ? 'unresolved' : `unresolved: ${text}`
}

/**
 * The columns of a row that its key does not show already.
 * @param {Row | null} row
 * @param {Difference} difference
 * @param {{ longest: number, columnsMax: number }} limits
 */
function rowWords(row, { key }, { longest, columnsMax }) {
  const names = Object.keys(row ?? {}).filter((name) => key === null || !Object.hasOwn(key, name))
  const values = names
    .slice(0, columnsMax)
    .map((name) => `${columnWords(name)}=${valueWords(row?.[name], longest)}`)
  const parts = [...values, ...moreColumns(names.length - values.length)]
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`
}

/** @param {number} more */
function moreColumns(more) {
  return more > 0 ? [`and ${formatCount(more)} more ${more === 1 ? 'column' : 'columns'}`] : []
}
