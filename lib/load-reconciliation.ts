/** The reconciliation workload on its targets: the same tables made on both sides, one of them with rows that differ, and removed. */
import { randomBytes } from 'node:crypto'

import { makeTables, schemaPrefix, tableRemover, tablesOf } from './database-tables.ts'
import { UsageError } from './errors.ts'
import { onLoadStack, serverVersion } from './load-stack.ts'
import { connectPostgres } from './postgres.ts'
import { quoteName, quoteQualified } from './quote.ts'
import {
  reconciliationLimits,
  sizeClass,
  reconciliationTasks,
} from './reconciliation-user-classes.ts'
import type { MadeTable } from './database-tables.ts'
import type { LoadStack } from './load-stack.ts'
import type { LoadRun, LoadSubject } from './load-subject.ts'
import type { ReconciliationTask } from './reconciliation-user-classes.ts'
import type { ReconciledTable, ReconciliationSettings } from './workload-reconciliation.ts'
import type { Both } from './table.ts'

/** Rows of the table that differs, and how many of them do. */
const rowLevel = { rows: 20_000, differing: 10 } as const

/** @throws UnreachableError where a side cannot be reached, or lets us make no tables */
export async function openReconciliationLoad(run: LoadRun): Promise<LoadSubject> {
  return await onLoadStack(run, openOn)
}

async function openOn(run: LoadRun, stack: LoadStack): Promise<LoadSubject> {
  const { flags } = run
  const { source, target } = stack
  if (source === null || target === null) {
    throw new UsageError('Cannot load by reconciliation without --source URL and --target URL')
  }
  const urls = { source, target }
  const schema = `${schemaPrefix}${randomBytes(4).toString('hex')}`
  const made = tablesOf(flags.sizes, flags.tables ?? flags.sizes.length)
  // A compare that was given up ends with its connections, which are not the run's alone.
  const applicationName = `cdc-testbench load ${schema}`
  const leave = tableRemover(Object.values(urls).map((url) => ({ url, schema, applicationName })))
  const environment = {
    source: await serverVersion(source),
    target: await serverVersion(target),
  }
  try {
    await makeOnBoth(run, { urls, schema, made })
  } catch (error) {
    await leave()
    throw error
  }
  const settings: ReconciliationSettings = { urls, tables: tablesByTask(schema, made) }
  return {
    workload: { module: new URL('workload-reconciliation.ts', import.meta.url).href, settings },
    connections: flags.connections,
    environment,
    requestsBefore: 0,
    countRequests: null,
    thresholds: thresholdsFor(settings),
    sections: ({ totals, load }) => ({
      tablesPerMinute:
        load.measuredSeconds > 0 ? Math.round((600 * totals.ok) / load.measuredSeconds) / 10 : 0,
    }),
    leave,
    async [Symbol.asyncDispose]() {
      await leave()
      await stack[Symbol.asyncDispose]()
    },
  }
}

type Making = {
  readonly urls: Both<string>
  readonly schema: string
  readonly made: readonly MadeTable[]
}

/** The same rows on both sides: they come of the seed alone. Then some that differ, in a table of their own. */
async function makeOnBoth(
  { seed, signal, progress }: LoadRun,
  { urls, schema, made }: Making,
): Promise<void> {
  const tables = [...made, { name: 'differing', rows: rowLevel.rows }]
  for (const url of [urls.target, urls.source]) {
    await makeTables({ url, schema, tables, seed, signal, progress })
  }
  await using sql = await connectPostgres(urls.target, { max: 1 })
  await sql.unsafe(
    `UPDATE ${quoteQualified({ schema, name: 'differing' })} SET amount = amount + 1 WHERE id % $1 = 0`,
    [rowLevel.rows / rowLevel.differing],
  )
}

function tablesByTask(
  schema: string,
  made: readonly MadeTable[],
): Readonly<Record<ReconciliationTask, readonly ReconciledTable[]>> {
  function named({ name }: { readonly name: string }): ReconciledTable {
    return { pattern: `${quoteName(schema)}.${quoteName(name)}`, differing: 0 }
  }
  const largest = made.reduce((most, each) => (each.rows > most.rows ? each : most))
  function ofSize(size: string): readonly ReconciledTable[] {
    return made.filter(({ rows }) => sizeClass(rows) === size).map(named)
  }
  return {
    small: ofSize('small'),
    medium: ofSize('medium'),
    large: ofSize('large'),
    'row-level': [{ ...named({ name: 'differing' }), differing: rowLevel.differing }],
    parallel: [named(largest)],
  }
}

/** Of the sizes that there are: what cannot be measured would leave a run without a verdict. */
function thresholdsFor({ tables }: ReconciliationSettings): readonly string[] {
  const sizes = reconciliationTasks.filter((task) => task in reconciliationLimits)
  const limits: Readonly<Partial<Record<string, string>>> = reconciliationLimits
  return [
    'failure-rate<=0%',
    ...sizes
      .filter((task) => tables[task].length > 0)
      .map((task) => `RECONCILE ${task} p99<${limits[task] ?? ''}`),
  ]
}
