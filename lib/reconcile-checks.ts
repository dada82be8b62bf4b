/** What the results of the tables mean for the verdict: a check for each table, and for each part of the question without an answer. */
import { tableCheck } from './table-check.js'
import type { Applied } from './reconcile-apply.ts'
import type { Repair } from './reconcile-repair.ts'
import type { Reconciled } from './reconcile.ts'
import type { Check } from './result.ts'
import type { TableResult } from './table.ts'

/** Never empty: where nothing was compared, that is unknown. */
export function reconcileChecks({ tables, unmatched }: Reconciled): readonly Check[] {
  const missing: Check[] = unmatched.map((pattern) => ({
    name: `--table ${pattern} names a table`,
    verdict: 'unknown',
    message: `neither side has a table ${pattern}`,
  }))
  const checks = tables.map(tableCheck)
  if (tables.length + unmatched.length > 0) return [...checks, ...missing]
  return [
    { name: 'tables were compared', verdict: 'unknown', message: 'neither side has any table' },
  ]
}

/** What became of a repair. That rows are left is told by the tables. */
export function mendChecks({
  path,
  found,
  written,
  applied,
}: {
  readonly path: string
  /** Before anything was mended. */
  readonly found: Reconciled
  readonly written: Repair
  readonly applied: Applied | null
}): readonly Check[] {
  const cannot = [
    ...written.cannotRepair.map(({ table, reason }) => `${table}: ${reason}`),
    ...found.tables
      .filter(differsWithoutRows)
      .map(({ table, reason }) => `${table}: ${reason ?? 'no row of it was read'}`),
  ]
  const repair: Check = {
    name: 'repair written',
    verdict: cannot.length === 0 ? 'pass' : 'unknown',
    message:
      cannot.length === 0
        ? `${written.statements} statements in ${path}`
        : `cannot repair ${cannot.join('; ')}`,
  }
  return applied === null ? [repair] : [repair, appliedCheck(applied)]
}

/** What is wrong with it is no row: rows can be repaired, tables, columns and types cannot. */
function differsWithoutRows({ verdict, missing, extra, changed }: TableResult): boolean {
  return verdict !== 'equal' && (missing ?? 0) + (extra ?? 0) + (changed ?? 0) === 0
}

function appliedCheck({ applied, statements, rows, skipped, failure }: Applied): Check {
  const passed = skipped.map((each) => `${each.statements} of ${each.table}`)
  return {
    name: 'repair applied',
    verdict: applied ? 'pass' : 'unknown',
    message: !applied
      ? `nothing was changed: ${failure ?? 'no reason was given'}`
      : [
          `${statements} statements changed ${rows} rows`,
          ...(passed.length > 0
            ? [`no longer as they were compared, and left alone: ${passed.join(', ')}`]
            : []),
        ].join('; '),
  }
}
