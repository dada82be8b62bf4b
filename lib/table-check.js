// @ts-check
/** The check that the compare of a table makes: its name says how far down the tables were held to be equal. */
import { faultCheckName } from './fault-rows.js'
import { checkRows } from './report-rows.js'
import { propertyCheckName } from './property-words.js'
import { reasonOfTable, verdictOfTable } from './table-words.js'

/** @typedef {import('./result.ts').Check} Check */
/** @typedef {import('./table.ts').TableResult} TableResult */

/**
 * `public.orders: rows equal`, `checksums equal` or `counts equal`: the same from run to run.
 * @param {TableResult} table
 * @returns {Check}
 */
export function tableCheck(table) {
  const message = reasonOfTable(table)
  const check = { name: nameOfCheck(table), verdict: verdictOfTable(table.verdict) }
  return message === '' ? check : { ...check, message }
}

/**
 * The table that each check is about, if it is about one; of several Results, where only one of them is about it.
 * @param {import('./result.ts').Result} result
 * @returns {(check: Check) => TableResult | null}
 */
export function tablesOfChecks({ tables = [], parts = [] }) {
  /** @type {Map<string, TableResult | null>} */
  const byName = new Map()
  for (const table of tables) {
    const name = nameOfCheck(table)
    byName.set(name, byName.has(name) ? null : table)
  }
  return ({ name }) => byName.get(nameInPart(name, parts)) ?? null
}

/**
 * The checks that have no row of their own elsewhere, as those of tables, of faults and of laws have; what failed first.
 * @param {import('./result.ts').Result} result
 * @returns {readonly Check[]}
 */
export function otherChecks(result) {
  const { faults = [], properties = [], parts = [] } = result
  const tableOf = tablesOfChecks(result)
  const own = new Set([...faults.map(faultCheckName), ...properties.map(propertyCheckName)])
  return checkRows(result).filter(
    (check) => tableOf(check) === null && !own.has(nameInPart(check.name, parts)),
  )
}

/**
 * Without the script that several Results as one put before it: `scripts/reconcile: …`, `scripts/reconcile #2: …`.
 * @param {string} name
 * @param {readonly { readonly script: string }[]} parts
 */
export function nameInPart(name, parts) {
  const script = parts.find((part) => name.startsWith(part.script))?.script ?? name
  return /^(?: #\d+)?: ([^]*)$/.exec(name.slice(script.length))?.[1] ?? name
}

/** @param {TableResult} table */
function nameOfCheck({ table, depth }) {
  return `${table}: ${depth} equal`
}
