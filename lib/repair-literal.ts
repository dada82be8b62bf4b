/** Values in the statements of a repair: what is written, and the condition that a column still holds what was seen. */
import { quoteLineLiteral, quoteLineName } from './quote.ts'
import { sessionPins } from './session-pins.ts'
import type { Value } from './table.ts'

/** A column of the target, as its literals need it. */
export type RepairColumn = {
  readonly name: string
  /** Its type in words, with the modifier. */
  readonly type: string
  /** Its type, or the one behind its domain, quoted for a cast: without a modifier nothing is rounded or cut off. */
  readonly cast: string
  /** Name of that type in pg_type: `int4`, `bpchar`. */
  readonly typeName: string
  /** Characters at most, of a text type that has such a limit. */
  readonly lengthMax: number | null
  /** `=` holds only between values that print the same. */
  readonly exact: boolean
  readonly notNull: boolean
  readonly generated: boolean
  readonly identityAlways: boolean
}

/** A value to be written: its text, NULL, or one too long for a statement, by the number of its pieces. */
export type Literal = string | null | { readonly pieces: number }

/** Made in the file where a value comes in pieces, and gone with its transaction. */
export const piecesTable = 'pg_temp.cdc_testbench_pieces'

/**
 * A literal for a place that has the column's type: quoted text without a cast, so that the type's own input function
 * reads it and a text that is too long is an error, not cut.
 */
export function literalSql(column: RepairColumn, literal: Literal): string {
  if (literal === null) return 'NULL'
  if (typeof literal === 'string') return quoteLineLiteral(literal)
  const rows = `FROM ${piecesTable} AS p WHERE p.value = ${literal.pieces}`
  return `CAST((SELECT string_agg(p.piece, '' ORDER BY p.number) ${rows}) AS ${column.cast})`
}

/** The statement that brings a piece of a long value. */
export function pieceSql(pieces: number, { number, text }: PieceOf): string {
  return `INSERT INTO ${piecesTable} VALUES (${pieces}, ${number}, ${quoteLineLiteral(text)});`
}

type PieceOf = { readonly number: number; readonly text: string }

/**
 * That the column of the row `t` prints as it was seen. By `=` where that says the same, so that an index can serve; by the text
 * elsewhere, for json, xml and point have no `=`, and others take 1.0 for 1.00.
 */
export function seenSql(column: RepairColumn, value: Value): string {
  const name = `t.${quoteLineName(column.name)}`
  // IS NULL is true for a composite value whose fields are all null, too.
  if (value === null) return column.exact ? `${name} IS NULL` : `num_nulls(${name}) = 1`
  if (column.exact && typeof value === 'string') return `${name} = ${quoteLineLiteral(value)}`
  const text = `format('%s', ${name})`
  if (typeof value !== 'string') {
    const sum = `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`
    return `length(${text}) = ${value.length} AND ${sum} = ${quoteLineLiteral(value.sha256)}`
  }
  const same = `${text} = ${quoteLineLiteral(value)} COLLATE "C"`
  // NULL prints as nothing, too.
  return value === '' ? `num_nulls(${name}) = 0 AND ${same}` : same
}

/**
 * The settings of the transaction: those that the seen texts were printed under, and those that decide how a text is read.
 * Nobody is kept waiting for long by our locks, nor we by theirs.
 */
export const repairPins: readonly string[] = [
  ...sessionPins.map((pin) => pin.replace(/^SET /, 'SET LOCAL ')),
  `SET LOCAL array_nulls = on`,
  `SET LOCAL xmloption = content`,
  `SET LOCAL transform_null_equals = off`,
  `SET LOCAL lock_timeout = '10s'`,
  `SET LOCAL statement_timeout = '10min'`,
  `SET LOCAL idle_in_transaction_session_timeout = '10min'`,
]
