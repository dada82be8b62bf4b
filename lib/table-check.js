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
 * The table that each check is about, if it is about one.
 * @param {import('./result.ts').Result} result
 * @returns {(check: Check) => TableResult | null}
 */
export function tablesOfChecks({ tables = [] }) {
  const byName = new Map(tables.map((table) => [nameOfCheck(table), table]))
  return ({ name }) => byName.get(name) ?? null
}

/**
 * The checks that have no row of their own elsewhere, as those of tables, of faults and of laws have; what failed first.
 * @param {import('./result.ts').Result} result
 * @returns {readonly Check[]}
 */
export function otherChecks(result) {
  const tableOf = tablesOfChecks(result)
  const ofFaults = new Set((result.faults ?? []).map(faultCheckName))
  const ofLaws = new Set((result.properties ?? []).map(propertyCheckName))
  return checkRows(result).filter(
    (check) => tableOf(check) === null && !ofFaults.has(check.name) && !ofLaws.has(check.name),
  )
}

/** @param {TableResult} table */
function nameOfCheck({ table, depth }) {
  return `${table}: ${depth} equal`
}
