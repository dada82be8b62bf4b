/** The two sides of a pair of tables as a repair reads them, and the columns that it may write. */
import { quoteLineName, quoteName } from './quote.ts'
import { lineName } from './repair-catalogue.ts'
import type { Sql } from './postgres.ts'
import type { ComputedIndex } from './repair-computed.ts'
import type { Constraint } from './repair-facts.ts'
import type { RepairColumn } from './repair-literal.ts'
import type { Readable } from './repair-read.ts'
import type { RepairTable } from './repair-statement.ts'
import type { Both, Side, Table, TablePair } from './table.ts'

export type RepairPair = {
  readonly pair: TablePair
  /** Position of the table in the repair's list. */
  readonly place: number
  readonly table: RepairTable
  readonly read: Both<Readable>
  /** Columns of both sides that the target stores: what an INSERT brings. */
  readonly writable: readonly string[]
  readonly compared: readonly string[]
  /** Columns of the target that a unique index, an exclusion constraint or a foreign key speaks of. */
  readonly bound: readonly string[]
  /** Columns whose type is another one on each side: their values may not fit. */
  readonly mismatched: ReadonlyMap<string, Both<RepairColumn>>
  readonly computed: readonly ComputedIndex[]
}

export type PairParts = {
  readonly pair: TablePair
  readonly place: number
  readonly table: RepairTable
  readonly sourceColumns: Readonly<Record<string, RepairColumn>>
  readonly constraints: readonly Constraint[]
  readonly computed: readonly ComputedIndex[]
  readonly sessions: Both<Sql>
}

export function repairPair(parts: PairParts): RepairPair {
  const { pair, place, table, sourceColumns, constraints, sessions } = parts
  const common = Object.values(table.columns).filter(({ name }) => name in sourceColumns)
  const computed = parts.computed.filter((index) => index.table === place)
  const bound = [
    ...constraints.flatMap((constraint) => boundColumns(constraint, place)),
    ...computed.flatMap(({ columns }) => columns),
  ].filter((name) => name in table.columns)
  const mismatched = common.flatMap((column) => {
    const source = sourceColumns[column.name]
    return source === undefined || source.type === column.type
      ? []
      : [[column.name, { source, target: column }] as const]
  })
  return {
    pair,
    place,
    table,
    read: {
      source: readable(pair, 'source', { sql: sessions.source, columns: sourceColumns }),
      target: readable(pair, 'target', { sql: sessions.target, columns: table.columns }),
    },
    writable: common.filter(({ generated }) => !generated).map(({ name }) => name),
    compared: pair.columns.map(({ name }) => name),
    bound: [...new Set(bound)],
    mismatched: new Map(mismatched),
    computed,
  }
}

function boundColumns(constraint: Constraint, place: number): readonly string[] {
  if (constraint.kind === 'unique') return constraint.table === place ? constraint.columns : []
  return [
    ...(constraint.child === place ? constraint.childColumns : []),
    ...(constraint.parent === place ? constraint.parentColumns : []),
  ]
}

type SideParts = { readonly sql: Sql; readonly columns: Readonly<Record<string, RepairColumn>> }

function readable(pair: TablePair, side: Side, { sql, columns }: SideParts): Readable {
  const plain = Object.keys(columns).map((name) => [name, `t.${quoteName(name)}`] as const)
  const compared = pair.columns.map(({ name, own }) => [name, own] as const)
  return {
    sql,
    from: `${fromSql(pair[side])} AS t`,
    expressions: Object.fromEntries([...plain, ...compared]),
    key: (pair.key ?? []).map((name) => ({ name, cast: columns[name]?.cast ?? 'text' })),
    where: pair.where,
  }
}

function fromSql(table: Table): string {
  return `${table.inherited ? 'ONLY ' : ''}${lineName(table)}`
}

/** The expression of a column on a side in the form that is compared, over a single value given as text. */
export function comparedSql(
  { pair }: RepairPair,
  column: string,
  { side, type, literal }: { readonly side: Side; readonly type: string; readonly literal: string },
): string {
  const compared = pair.columns.find(({ name }) => name === column)
  const value = compared?.value[side] ?? `t.${quoteName(column)}`
  return `SELECT format('%s', ${value}), format('%s', t.${quoteName(column)})
    FROM (SELECT CAST(${literal} AS ${type}) AS ${quoteLineName(column)}) AS t`
}
