/** Results of a compare to test reports with: any number of tables, rows and columns, and those without anything. */
import { tableCheck } from './table-check.js'
import { worst } from './result.ts'
import type { Result } from './result.ts'
import type { Difference, Row, TableResult } from './table.ts'

/** `base` with these tables, and the check of each. */
export function resultOfTables(base: Result, tables: readonly TableResult[]): Result {
  const checks = tables.map(tableCheck)
  return { ...base, tables, checks, verdict: worst(checks.map(({ verdict }) => verdict)) }
}

/** `base` with that many tables, that many rows listed in each, and that many columns in a row. */
export function largeCompare(
  base: Result,
  size: { readonly tables: number; readonly rows: number; readonly columns: number },
): Result {
  // The rows of all tables are the same objects: 24 million values of their own would take a minute to make.
  const differences = Array.from({ length: size.rows }, differencesOf(size.columns))
  const tables = Array.from({ length: size.tables }, (_, index) => tableOf(index, differences))
  return resultOfTables(base, tables)
}

function tableOf(index: number, differences: readonly Difference[]): TableResult {
  const rows = differences.length
  const name = `public.inventory_${index}`
  return {
    table: name,
    targetTable: name,
    verdict: rows === 0 ? 'equal' : 'different',
    reason: null,
    depth: 'rows',
    sourceRows: 1_000_000 + index,
    targetRows: 1_000_000 + index,
    difference: 0,
    match: true,
    sourceChecksum: '-8823372036854775807123',
    targetChecksum: rows === 0 ? '-8823372036854775807123' : '1187654321098765432109',
    missing: Math.ceil(rows / 2),
    extra: 0,
    changed: Math.floor(rows / 2),
    unresolved: 0,
    truncated: false,
    schema: [],
    differences,
    rowsPerSecond: 846_123,
    durationMs: 1190 + index,
  }
}

function differencesOf(columns: number): (_: unknown, row: number) => Difference {
  const [source, target] = [valuesOf(columns, 'before'), valuesOf(columns, 'after')]
  const names = Object.keys(source)
  return (_, row) => {
    const key = { id: String(row) }
    return row % 2 === 0
      ? {
          kind: 'missing',
          key,
          columns: [],
          source: { ...key, ...source },
          target: null,
          copies: 1,
        }
      : { kind: 'changed', key, columns: names, source, target, copies: 1 }
  }
}

function valuesOf(columns: number, word: string): Row {
  const values = Array.from({ length: columns }, (_, index) => {
    const value = index % 7 === 3 ? null : `the value ${word} the change of column ${index}`
    return [`column_${index}`, value] as const
  })
  return Object.fromEntries(values)
}
