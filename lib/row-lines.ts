/** A difference as lines of `.jsonl` and of `.csv`: exact, and complete without the lines around it. */
import type { ListedDifference, Redacted, Row, Value } from './table.ts'

/**
 * One JSON object in one line, the final newline included. What some readers take for the end of a line (U+0085, U+2028, U+2029)
 * is escaped, as JSON allows for any character.
 */
export function jsonLine(difference: ListedDifference): string {
  const { table, targetTable, kind, key, columns, source, target, copies } = difference
  const line = JSON.stringify({ table, targetTable, kind, key, columns, source, target, copies })
  return `${line.replace(lineEnds, escapeOf)}\n`
}

const lineEnds = /[\u0085\u2028\u2029]/g

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

export const csvHeader = 'table,key,column,status,source,target\r\n'

/**
 * RFC 4180 with CRLF: a line for each column that differs; for a row that is on one side only, a line for each of its
 * columns, and the other side's cell is empty. `key` is a JSON object, NULL where the row has none.
 *
 * A cell is the value itself, with these exceptions, of which each begins with a backslash and a capital letter:
 * `\N` is NULL; `\C 50000 9f86… text` is a value of 50,000 characters, its SHA-256 and its beginning; `\R text` held a password. A text that begins
 * like one of them (backslashes, then N, C or R) has one more backslash in front. `\x00ff` of a bytea is as it is.
 */
export function csvLines(difference: ListedDifference): string {
  const { table, key, kind, source, target } = difference
  const row = `${quoted(table)},${quoted(key === null ? sqlNull : JSON.stringify(key))},`
  return columnsOf(difference)
    .map((column) => {
      const sides = `${cellOf(source, column)},${cellOf(target, column)}`
      return `${row}${quoted(column)},${kind},${sides}\r\n`
    })
    .join('')
}

const sqlNull = String.raw`\N`

/** A row of which no column can be told is a line all the same, or it would be lost. */
function columnsOf({ columns, source, target }: ListedDifference): readonly string[] {
  if (columns.length > 0) return columns
  const names = new Set([...Object.keys(source ?? {}), ...Object.keys(target ?? {})])
  return names.size > 0 ? [...names] : ['']
}

function cellOf(row: Row | null, column: string): string {
  if (row === null || !Object.hasOwn(row, column)) return ''
  return quoted(textOf(row[column] ?? null))
}

function textOf(value: Value | Redacted): string {
  if (value === null) return sqlNull
  if (typeof value === 'string') return likeMark.test(value) ? `\\${value}` : value
  if ('redacted' in value) return String.raw`\R ${value.redacted}`
  return String.raw`\C ${value.length} ${value.sha256} ${value.cut}`
}

const likeMark = /^\\+[NCR]/

function quoted(cell: string): string {
  return needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

const needsQuotes = /[",\r\n]/
