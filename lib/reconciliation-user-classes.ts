/** The users of the reconciliation workload, by name: here, where the flags can read it without the workload. */

/** The default first. */
export const reconciliationUserClasses = [
  'ReconciliationUser',
  'SmallTableUser',
  'MediumTableUser',
  'LargeTableUser',
  'RowLevelUser',
  'ParallelUser',
] as const

export type ReconciliationUserClass = (typeof reconciliationUserClasses)[number]

/** What is reconciled, by what it takes: under 10,000 rows, to 100,000, more; rows that differ; over several connections. */
export const reconciliationTasks = ['small', 'medium', 'large', 'row-level', 'parallel'] as const

export type ReconciliationTask = (typeof reconciliationTasks)[number]

/** Rows of a table → how it is called. */
export function sizeClass(rows: number): 'small' | 'medium' | 'large' {
  if (rows < 10_000) return 'small'
  return rows <= 100_000 ? 'medium' : 'large'
}

/** How long a reconcile of such a table may take. */
export const reconciliationLimits = { small: '1s', medium: '10s', large: '60s' } as const
