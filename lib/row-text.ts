/** Values as text: the SQL that prints them as PostgreSQL does, and which columns of two printed rows differ. */
import type { Both, ComparedColumn, Row, TablePair, Value } from './table.ts'

/** A longer value is cut by the server. */
export const printedMax = 1000

/** A value as its type's output function prints it; `::text` would strip the blanks of a char(n), and casts of one's own could lie. */
export function printed(value: string): string {
  return `CASE WHEN num_nulls(${value}) = 0 THEN format('%s', ${value}) END`
}

/**
 * One column for the printed texts of a row, which `unpacked` makes columns of again: a table may have 1,600 columns, a SELECT no
 * more than 1,664. Of each text come three parts: its first 1,000 characters, and of a longer one the length and the SHA-256 of its UTF-8.
 */
export function packedTexts(texts: readonly string[]): string {
  return `array_to_json(ARRAY[${texts.flatMap(textParts).join(', ')}]::text[])::text`
}

function textParts(text: string): string[] {
  const isLong = `length(${text}) > ${printedMax}`
  return [
    `left(${text}, ${printedMax})`,
    `CASE WHEN ${isLong} THEN length(${text})::text END`,
    `CASE WHEN ${isLong} THEN encode(sha256(convert_to(${text}, 'UTF8')), 'hex') END`,
  ]
}

export const partsOfValue = 3

/** A row with the parts of its texts in place of the one column, its last, that `packedTexts` made of them. */
export function unpacked(row: readonly (string | null)[]): readonly (string | null)[] {
  const parts: unknown = JSON.parse(row.at(-1) ?? '[]')
  if (!Array.isArray(parts)) throw new Error('Cannot read printed texts: expected an array')
  return [...row.slice(0, -1), ...parts.map((part) => (part === null ? null : String(part)))]
}

/** The value whose parts are in a row from position `at` on. */
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
  if (!isCut(source) || !isCut(target)) return source === target
  return source.length === target.length && source.sha256 === target.sha256
}

function isCut(value: Value): value is Exclude<Value, string | null> {
  return typeof value === 'object' && value !== null
}

/** No further apart than `epsilon`, to the last digit; NaN is near NaN alone, an infinity near itself. */
export function isNear(source: Value, target: Value, epsilon: number): boolean {
  if (isSame(source, target)) return true
  const [ours, theirs, most] = [decimalOf(source), decimalOf(target), decimalOf(String(epsilon))]
  if (ours === null || theirs === null || most === null) return false
  const digits = Math.max(ours.digits, theirs.digits, most.digits)
  const apart = unitsOf(ours, digits) - unitsOf(theirs, digits)
  const limit = unitsOf(most, digits)
  return apart <= limit && -apart <= limit
}

/** Columns that are near or not, which a digest cannot tell. */
export function byValue({ columns }: TablePair): TablePair['columns'] {
  return columns.filter(({ policy }) => policy.name === 'epsilon')
}

/** By the first of the values that are not alike. */
export function valuesOrder(left: readonly Value[], right: readonly Value[]): number {
  const orders = left.map((value, index) => nearOrder(value, right[index] ?? null))
  return orders.find((order) => order !== 0) ?? 0
}

/** Which of two numbers comes first; what is no finite number is told by its text. */
function nearOrder(source: Value, target: Value): number {
  const texts = [textOf(source), textOf(target)] as const
  const [ours, theirs] = [decimalOf(texts[0]), decimalOf(texts[1])]
  if (ours === null && theirs === null) return orderOf(...texts)
  if (ours === null || theirs === null) return ours === null ? 1 : -1
  const digits = Math.max(ours.digits, theirs.digits)
  return orderOf(unitsOf(ours, digits), unitsOf(theirs, digits))
}

function orderOf<T extends string | bigint>(one: T, other: T): number {
  return Number(one > other) - Number(one < other)
}

function textOf(value: Value): string {
  return value === null ? '' : typeof value === 'string' ? value : value.cut
}

/** units ÷ 10^digits */
type Decimal = { readonly units: bigint; readonly digits: number }

/** The same number with as many digits or more. */
function unitsOf(decimal: Decimal, digits: number): bigint {
  return decimal.units * 10n ** BigInt(digits - decimal.digits)
}

/** Null for what is no finite number. */
function decimalOf(value: Value): Decimal | null {
  if (typeof value !== 'string') return null
  const [, sign, whole = '', part = '', power = 0] =
    /^([-+]?)(\d*)(?:\.(\d*))?(?:e([-+]?\d+))?$/i.exec(value) ?? []
  if (whole + part === '') return null
  const units = BigInt(`${whole}${part}`)
  return { units: sign === '-' ? -units : units, digits: part.length - Number(power) }
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
