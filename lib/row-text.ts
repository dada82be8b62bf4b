/** Values as text: the SQL that prints them as PostgreSQL does, and which columns of two printed rows differ. */
import type { Both, ComparedColumn, Row, TablePair, Value } from './table.ts'

/** A longer value is cut by the server. */
export const printedMax = 1000

/** A value as its type's output function prints it; `::text` would strip the blanks of a char(n), and casts of one's own could lie. */
export function printed(value: string): string {
  return `CASE WHEN num_nulls(${value}) = 0 THEN format('%s', ${value}) END`
}

/** The three columns that a printed text is read in: its first 1,000 characters, and of a longer one the length and the SHA-256 of its UTF-8. */
export function textParts(text: string): string {
  const isLong = `length(${text}) > ${printedMax}`
  return [
    `left(${text}, ${printedMax})`,
    `CASE WHEN ${isLong} THEN length(${text}) END`,
    `CASE WHEN ${isLong} THEN encode(sha256(convert_to(${text}, 'UTF8')), 'hex') END`,
  ].join(', ')
}

export const partsOfValue = 3

/** The value that `textParts` gave from position `at` of a row on. */
export function valueAt(row: readonly (string | null)[], at: number): Value {
  const [text = null, length = null, sha256 = null] = row.slice(at, at + partsOfValue)
  if (text === null || length === null || sha256 === null) return text
  return { cut: text, length: Number(length), sha256 }
}

/** A row of one side: what is compared, and what is shown, by position of the pair's columns. */
export type PrintedRow = { readonly values: readonly Value[]; readonly own: readonly Value[] }

/** The compared columns in which two rows differ. */
export function differingColumns(
  pair: TablePair,
  rows: Both<PrintedRow>,
): readonly ComparedColumn[] {
  return pair.columns.filter((column, index) => {
    const source = rows.source.values[index] ?? null
    const target = rows.target.values[index] ?? null
    if (column.policy.name === 'epsilon') {
      return !isNear(source, target, column.policy.epsilon)
    }
    return !isSame(source, target)
  })
}

/** Printed alike; of long values, cut, long and hashed alike. */
export function isSame(source: Value, target: Value): boolean {
  if (source === null || target === null) return source === target
  if (typeof source === 'string' || typeof target === 'string') return source === target
  return source.length === target.length && source.sha256 === target.sha256
}

/** No further apart than `epsilon`, to the last digit; NaN is near NaN alone, an infinity near itself. */
export function isNear(source: Value, target: Value, epsilon: number): boolean {
  if (isSame(source, target)) return true
  if (typeof source !== 'string' || typeof target !== 'string') return false
  const [ours, theirs, most] = [decimalOf(source), decimalOf(target), decimalOf(String(epsilon))]
  if (ours === null || theirs === null || most === null) return false
  const digits = Math.max(ours.digits, theirs.digits, most.digits)
  const [left, right, limit] = [ours, theirs, most].map(
    (each) => each.units * 10n ** BigInt(digits - each.digits),
  )
  const apart = (left ?? 0n) - (right ?? 0n)
  return (apart < 0n ? -apart : apart) <= (limit ?? 0n)
}

/** units ÷ 10^digits; null for what is no finite number. */
function decimalOf(text: string): { readonly units: bigint; readonly digits: number } | null {
  const [, sign = '', whole = '', part = '', power = '0'] =
    /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(text) ?? []
  if (whole + part === '') return null
  const digits = part.length - Number(power)
  const units = BigInt(`${whole}${part}`) * (sign === '-' ? -1n : 1n)
  return digits >= 0 ? { units, digits } : { units: units * 10n ** BigInt(-digits), digits: 0 }
}

/** What a side has in the given columns. */
export function rowOf(
  pair: TablePair,
  row: PrintedRow,
  columns: readonly ComparedColumn[] = pair.columns,
): Row {
  return Object.fromEntries(
    pair.columns.flatMap((column, index) =>
      columns.includes(column) ? [[column.name, row.own[index] ?? null]] : [],
    ),
  )
}
