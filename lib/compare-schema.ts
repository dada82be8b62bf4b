/** What the schemas of two tables alone say: which columns both have, where types differ, and what identifies a row. */
import { typeHolds } from './type-holds.ts'
import { identifier } from './identifier.ts'
import type { Both, Column, Key, Policy, SchemaDifference, Side, Table } from './table.ts'

export type SchemaComparison = {
  /** The columns that both sides have, in the order of the source. */
  readonly common: readonly Both<Column>[]
  readonly differences: readonly SchemaDifference[]
  /** Why the tables are different whatever their rows are; null: nothing says so. */
  readonly reason: string | null
}

export type SchemaChoice = {
  /** Which columns are of interest; by default all. */
  readonly includes?: (column: string) => boolean
  /** How the values of a column are compared. */
  readonly policyOf?: (column: string) => Policy['name']
}

/**
 * Compares the columns of two tables by name. A column on one side only makes them different, and so does a type that cannot hold what
 * the source's holds, but for a column whose policy says which loss is no difference.
 */
export function compareSchema(
  { source, target }: Both<Table>,
  { includes = () => true, policyOf = () => 'exact' }: SchemaChoice = {},
): SchemaComparison {
  const sourceColumns = source.columns.filter(({ name }) => includes(name))
  const targetColumns = new Map(
    target.columns.filter(({ name }) => includes(name)).map((column) => [column.name, column]),
  )
  const common: Both<Column>[] = []
  const differences: SchemaDifference[] = []
  const reasons: string[] = []
  for (const column of sourceColumns) {
    const other = targetColumns.get(column.name)
    targetColumns.delete(column.name)
    if (other === undefined) {
      differences.push({ column: column.name, source: column.type, target: null })
      reasons.push(`the target has no column ${identifier(column.name)}`)
      continue
    }
    const pair = { source: column, target: other }
    common.push(pair)
    if (column.type === other.type) continue
    differences.push({ column: column.name, source: column.type, target: other.type })
    if (policyOf(column.name) === 'exact' && !typeHolds(pair)) reasons.push(lossOf(pair))
  }
  for (const { name, type } of targetColumns.values()) {
    differences.push({ column: name, source: null, target: type })
    reasons.push(`the source has no column ${identifier(name)}`)
  }
  return { common, differences, reason: reasons.length === 0 ? null : reasons.join('; ') }
}

function lossOf({ source, target }: Both<Column>): string {
  return `column ${identifier(source.name)} is ${source.type} at the source, and ${target.type} at the target cannot hold all of it`
}

/**
 * The columns that identify a row: the source's primary key where both sides have its columns, else the source's best unique key, else
 * the target's, and only then one that identifies no row with a NULL in it. `usable` says which columns may be in it.
 */
export function chooseKey(
  { source, target }: Both<Table>,
  usable: ReadonlySet<string>,
): readonly string[] | null {
  const keys: readonly Key[] = [...source.keys, ...target.keys]
  const fitting = keys.filter(({ columns }) => columns.every((name) => usable.has(name)))
  return (fitting.find(({ nullable }) => !nullable) ?? fitting[0])?.columns ?? null
}

/** Whether either side may hold a NULL in one of the columns: a target often lacks the constraint that the source has. */
export function mayBeNull(tables: Both<Table>, names: readonly string[]): boolean {
  const sides: readonly Side[] = ['source', 'target']
  return sides.some((side) =>
    tables[side].columns.some(({ name, notNull }) => !notNull && names.includes(name)),
  )
}
