/** The statements of a repair: each on one line, each guarded by what was seen at the target. Pure text. */
import { literalSql, seenSql } from './repair-literal.ts'
import { quoteLineLiteral, quoteLineName, quoteQualified } from './quote.ts'
import type { Literal, RepairColumn } from './repair-literal.ts'
import type { QualifiedName } from './quote.ts'
import type { Row } from './table.ts'

/** A foreign key that points to a table, of whatever table. */
export type Reference = {
  /** The referencing table, quoted. */
  readonly child: string
  readonly childColumns: readonly string[]
  readonly parentColumns: readonly string[]
  /** The referencing table is the table itself: a row may point to itself. */
  readonly self: boolean
  /** It deletes or changes the rows that point to a row that is deleted. */
  readonly cascades: boolean
}

/** A table of the target, as its statements need it. */
export type RepairTable = {
  readonly label: string
  /** Schema and name, quoted for a line. */
  readonly sql: string
  /** Other tables inherit from it, which are no part of it. */
  readonly only: boolean
  readonly columns: Readonly<Record<string, RepairColumn>>
  readonly references: readonly Reference[]
}

/**
 * One change of the target. `insert`, `update` and `delete` are of one row by its key; `add` and `remove` of copies of a row that
 * has no key, from `copies.before` to `copies.after`. `seen` is what the target had: of the row, or of each of the copies.
 */
export type Operation = {
  readonly kind: 'insert' | 'update' | 'delete' | 'add' | 'remove'
  /** Position of the table in the repair's list. */
  readonly table: number
  readonly key: Readonly<Record<string, string>> | null
  readonly seen: Row
  readonly set: Readonly<Record<string, Literal>>
  readonly copies: { readonly before: number; readonly after: number } | null
  /** Where the statements stand that bring the long values. */
  readonly pieces: readonly { readonly offset: number; readonly length: number }[]
}

/**
 * The statement of an operation, without a line break.
 *
 * @example UPDATE "public"."orders" AS t SET "status" = 'paid' WHERE t."id" = '17' AND t."status" = 'new';
 */
export function statementOf(table: RepairTable, operation: Operation): string {
  switch (operation.kind) {
    case 'insert':
      return insertOf(table, operation, `WHERE NOT EXISTS (${rowsWhere(table, keySql(operation))})`)
    case 'add':
      return addOf(table, operation)
    case 'update':
      return updateOf(table, operation)
    case 'delete':
      return `DELETE FROM ${from(table)} WHERE ${deletable(table, operation)};`
    case 'remove':
      return removeOf(table, operation)
  }
}

/** How many rows the statement changes where nothing has changed since. */
export function rowsOf({ copies }: Operation): number {
  return copies === null ? 1 : Math.abs(copies.after - copies.before)
}

function insertOf(table: RepairTable, { set }: Operation, rest: string): string {
  const names = Object.keys(set)
  const always = names.some((name) => table.columns[name]?.identityAlways === true)
  const values = names.map((name) => literalSql(columnOf(table, name), set[name] ?? null))
  const overriding = always ? ' OVERRIDING SYSTEM VALUE' : ''
  return `INSERT INTO ${table.sql} (${names.map(quoteLineName).join(', ')})${overriding} SELECT ${values.join(', ')} ${rest};`
}

function updateOf(table: RepairTable, operation: Operation): string {
  const sets = Object.entries(operation.set).map(
    ([name, value]) => `${quoteLineName(name)} = ${literalSql(columnOf(table, name), value)}`,
  )
  return `UPDATE ${from(table)} SET ${sets.join(', ')} WHERE ${unchanged(table, operation)};`
}

function addOf(table: RepairTable, operation: Operation): string {
  const { before } = operation.copies ?? { before: 0 }
  const count = `(${countOf(table, operation)}) = ${before}`
  return insertOf(table, operation, `FROM generate_series(1, ${rowsOf(operation)}) WHERE ${count}`)
}

/** Rows without a key can be told apart only by where they lie. */
function removeOf(table: RepairTable, operation: Operation): string {
  const { before, after } = operation.copies ?? { before: 0, after: 0 }
  const rows = `SELECT t.tableoid, t.ctid FROM ${from(table)} WHERE ${matching(table, operation)} OFFSET ${after}`
  return `DELETE FROM ${from(table)} WHERE (t.tableoid, t.ctid) IN (${rows}) AND (${countOf(table, operation)}) = ${before};`
}

function countOf(table: RepairTable, operation: Operation): string {
  return `SELECT count(*) FROM ${from(table)} WHERE ${matching(table, operation)}`
}

function rowsWhere(table: RepairTable, condition: string): string {
  return `SELECT FROM ${from(table)} WHERE ${condition}`
}

function from({ sql, only }: RepairTable): string {
  return `${only ? 'ONLY ' : ''}${sql} AS t`
}

function keySql({ key }: Operation): string {
  return Object.entries(key ?? {})
    .map(([name, text]) => `t.${quoteLineName(name)} = ${quoteLineLiteral(text)}`)
    .join(' AND ')
}

/** The key, and all that was seen; a key whose `=` takes 1.0 for 1.00 is seen too. */
function unchanged(table: RepairTable, operation: Operation): string {
  const key = Object.entries(operation.key ?? {})
    .filter(([name]) => table.columns[name]?.exact === false && !(name in operation.seen))
    .map(([name, text]) => seenSql(columnOf(table, name), text))
  const seen = Object.entries(operation.seen)
    .filter(([name]) => !(name in (operation.key ?? {})) || table.columns[name]?.exact === false)
    .map(([name, value]) => seenSql(columnOf(table, name), value))
  return [keySql(operation), ...key, ...seen].join(' AND ')
}

function matching(table: RepairTable, { seen }: Operation): string {
  const conditions = Object.entries(seen).map(([name, value]) =>
    seenSql(columnOf(table, name), value),
  )
  return conditions.join(' AND ')
}

/** A cascade would take rows that no statement names: they are changed by their own statements, before, or this row stays. */
function deletable(table: RepairTable, operation: Operation): string {
  const cascades = table.references.filter((reference) => reference.cascades)
  const unreferenced = cascades.map((reference) => `NOT ${referencedSql(reference)}`)
  return [unchanged(table, operation), ...unreferenced].join(' AND ')
}

/** That another row points to the row `t`. */
function referencedSql({ child, childColumns, parentColumns, self }: Reference): string {
  const joined = childColumns.map(
    (name, at) => `c.${quoteLineName(name)} = t.${quoteLineName(parentColumns[at] ?? '')}`,
  )
  const other = self ? ' AND (c.tableoid, c.ctid) <> (t.tableoid, t.ctid)' : ''
  return `EXISTS (SELECT FROM ${child} AS c WHERE ${joined.join(' AND ')}${other})`
}

/** A query that gives a row where other rows point to the row of the operation. */
export function referencedQuery(table: RepairTable, operation: Operation): string {
  const referenced = table.references.map(referencedSql)
  const condition = referenced.length === 0 ? 'false' : referenced.join(' OR ')
  return rowsWhere(table, `${keySql(operation)} AND (${condition})`)
}

function columnOf(table: RepairTable, name: string): RepairColumn {
  const column = table.columns[name]
  if (column !== undefined) return column
  throw new Error(`Cannot repair column "${name}" of "${table.label}": the target has none`)
}

export type SequenceOf = { readonly column: string } & QualifiedName

/** The statement that moves a sequence to where its column has come, never back; `table` is quoted. */
export function sequenceSql(table: string, { column, schema, name }: SequenceOf): string {
  const top = `SELECT max(${quoteLineName(column)})::int8 AS top FROM ${table}`
  const behind = 'r.top > s.last_value OR (r.top = s.last_value AND NOT s.is_called)'
  const sequence = `${quoteLineName(schema)}.${quoteLineName(name)}`
  // The text is read as a regclass, which knows no escapes.
  const text = quoteLineLiteral(quoteQualified({ schema, name }))
  return `SELECT setval(${text}, r.top) FROM (${top}) AS r, ${sequence} AS s WHERE ${behind};`
}
