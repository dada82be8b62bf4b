/** Why two tables are not compared at all: what we may not read, what nothing can tell apart, and what leaves nothing to compare. */
import { identifier, tableLabel } from './identifier.ts'
import type { ColumnChoice } from './column-selection.ts'
import type { Incomparable } from './column-value.ts'
import type { SchemaComparison } from './compare-schema.ts'
import type { Both, Side, Table, TablePair } from './table.ts'

type Refusal = TablePair['refusal']

export type RefusalQuestion = {
  readonly tables: Both<Table>
  /** Of the columns that are to be compared. */
  readonly schema: SchemaComparison
  readonly choice: ColumnChoice
  readonly faults: readonly Incomparable[]
}

/** Null where nothing stands in the way. */
export function refusalOf({ tables, schema, choice, faults }: RefusalQuestion): Refusal {
  return unreadable(tables, schema) ?? unsupported(faults) ?? nothingToCompare(schema, choice)
}

/** What we may not read, on either side. */
function unreadable(tables: Both<Table>, { common }: SchemaComparison): Refusal {
  const sides: readonly Side[] = ['source', 'target']
  const reasons = sides.flatMap((side) => {
    const table = tables[side]
    const names = common.map((column) => column[side].name)
    const grants = missingGrants(table, names)
    return [
      ...(grants.length === 0 ? [] : [`the ${side} lacks ${grants.join(' and ')}`]),
      ...(table.rowSecurity
        ? [
            `row security of the ${side} would hide rows: connect as the owner of the table or with BYPASSRLS`,
          ]
        : []),
    ]
  })
  return reasons.length === 0 ? null : { verdict: 'skipped', reason: reasons.join('; ') }
}

function missingGrants(table: Table, names: readonly string[]): readonly string[] {
  const forbidden = new Set(table.forbidden)
  const missing = names.filter((name) => forbidden.has(name))
  const list =
    missing.length === table.columns.length ? '' : ` (${missing.map(identifier).join(', ')})`
  return [
    ...(table.schemaForbidden === true
      ? [`GRANT USAGE ON SCHEMA ${identifier(table.schema)}`]
      : []),
    ...(missing.length === 0 ? [] : [`GRANT SELECT${list} ON ${tableLabel(table)}`]),
  ]
}

function unsupported(faults: readonly Incomparable[]): Refusal {
  const untold = faults.filter(({ fault }) => fault === 'type')
  if (untold.length === 0) return null
  const values = untold.map(({ types, column }) => `of ${types} in column ${identifier(column)}`)
  const reason = `values ${values.join(' and ')} cannot be compared: --ignore-columns leaves them out`
  return { verdict: 'unsupported', reason }
}

/**
 * A key that is compared only because it identifies the rows of a column that is not there says nothing about that column. Tables
 * without any column still have rows to count.
 */
function nothingToCompare(
  { common, differences }: SchemaComparison,
  choice: ColumnChoice,
): Refusal {
  const { columns, ignored } = choice
  if (common.some(({ source }) => columns === null || columns.has(source.name))) return null
  if (columns === null && differences.length > 0) {
    return { verdict: 'different', reason: 'they have no column in common' }
  }
  if (columns === null && ignored.size === 0) return null
  return { verdict: 'skipped', reason: 'none of the columns that the flags leave is on both sides' }
}
