/** Row values without the secrets of the process: exact but for those, and what was changed is no longer a value. */
import { holdsKept, redact, withoutKept } from './redact.ts'
import type { Difference, ListedDifference, Redacted, Row, TableResult, Value } from './table.ts'

/**
 * Rows are the user's data, and stay what they are: a column may be called `token`, a text may look like an
 * Authorization header. Only a password that this process was given leaves them, and where one stood there is
 * `{ redacted: 'text with ***' }`, so that nobody takes the rest for the value.
 */
export function redactTables(tables: readonly TableResult[]): readonly TableResult[] {
  return tables.map((table) => ({
    ...table,
    table: withoutKept(table.table),
    targetTable: withoutKept(table.targetTable),
    reason: table.reason === null ? null : redact(table.reason),
    schema: table.schema.map(({ column, source, target }) => ({
      column: withoutKept(column),
      source: source === null ? null : withoutKept(source),
      target: target === null ? null : withoutKept(target),
    })),
    differences: table.differences.map(redactDifference),
  }))
}

/** The same for a row that is streamed: the difference itself where no secret is in it. */
export function redactListed(difference: ListedDifference): ListedDifference {
  const row = redactDifference(difference)
  const { table, targetTable } = difference
  if (row === difference && !holdsKept(table) && !holdsKept(targetTable)) return difference
  return { ...row, table: withoutKept(table), targetTable: withoutKept(targetTable) }
}

function redactDifference<T extends Difference>(difference: T): T {
  const { key, columns, source, target } = difference
  const holds = columns.some(holdsKept) || [key, source, target].some(rowHoldsKept)
  if (!holds) return difference
  return {
    ...difference,
    // The types tell what a compare has found; that a report has less is told by the value itself.
    key: redactRow(key) as Difference['key'],
    columns: columns.map(withoutKept),
    source: redactRow(source) as Row | null,
    target: redactRow(target) as Row | null,
  }
}

function rowHoldsKept(row: Row | null): boolean {
  for (const name in row) if (holdsKept(name) || holdsKept(textOf(row[name] ?? null))) return true
  return false
}

/** A Result that was saved and is rendered again holds what was redacted before. */
function textOf(value: Value | Redacted): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  return 'redacted' in value ? value.redacted : value.cut
}

function redactRow(row: Row | null): Readonly<Record<string, Value | Redacted>> | null {
  if (row === null) return null
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [withoutKept(name), redactValue(value)]),
  )
}

function redactValue(value: Value): Value | Redacted {
  const text = textOf(value)
  const redacted = withoutKept(text)
  return redacted === text ? value : { redacted }
}
