/** Runs a reconciliation for a script: opens what is compared, and judges what was found. */
import { random } from './random.ts'
import { reconcile } from './reconcile.ts'
import { startEmbeddedStack } from './stack.ts'
import { parseSelection } from './table-selection.ts'
import { UsageError } from './errors.ts'
import type { Progress } from './progress.ts'
import type { ReconcileFlags } from './reconcile-options.ts'
import type { ReconcileSettings, Reconciled } from './reconcile.ts'
import type { Check, Findings, Verdict } from './result.ts'
import type { StackChoice } from './stack-choice.ts'
import type { Both, ListedDifference, TableResult, TableVerdict } from './table.ts'

export type ReconcileScript = {
  readonly flags: ReconcileFlags
  readonly seed: number
  readonly stack: StackChoice
  readonly signal: AbortSignal
  readonly progress: Progress
  readonly rows: (difference: ListedDifference) => Promise<void>
}

/** @throws UsageError, UnreachableError */
export async function runReconcile(script: ReconcileScript): Promise<Findings> {
  const { signal, progress, rows } = script
  const settings = settingsOf(script)
  await using pipeline = await openPipeline(script)
  const found = await reconcile({ urls: pipeline.urls, settings, signal, progress, rows })
  for (const note of found.notes) progress(note)
  return {
    checks: checksOf(found),
    tables: found.tables,
    environment: { ...found.versions },
  }
}

function settingsOf({ flags, seed }: ReconcileScript): ReconcileSettings {
  return {
    selection: parseSelection({
      table: flags.table,
      excludeTable: flags['exclude-table'],
      map: flags.map,
    }),
    columns: {
      columns: flags.columns,
      ignoreColumns: flags['ignore-columns'],
      key: flags.key,
      where: flags.where,
      compare: flags.compare,
    },
    depth: flags.depth,
    differencesMax: flags['differences-max'],
    connections: flags.connections,
    snapshotMaxMs: flags['snapshot-max'],
    live: flags.live
      ? { settleMs: flags.settle, heartbeat: flags.heartbeat, nudge: flags.nudge }
      : null,
    digestSeed: digestSeedOf(seed),
  }
}

/** 64 bits of the run's seed; never 0, with which a hash skips a step. */
function digestSeedOf(seed: number): string {
  const chance = random(seed)
  const high = BigInt(chance.below(2 ** 32))
  const low = BigInt(chance.below(2 ** 32))
  return String(BigInt.asIntN(64, (high << 32n) | low | 1n))
}

async function openPipeline(
  script: ReconcileScript,
): Promise<AsyncDisposable & { readonly urls: Both<string> }> {
  const { stack, signal, progress, seed } = script
  if (stack.stack === 'yours') {
    const { source, target } = stack
    if (source === undefined || target === undefined) {
      throw new UsageError('Cannot compare without two databases: expected --source and --target')
    }
    return { urls: { source, target }, [Symbol.asyncDispose]: async () => undefined }
  }
  const started = await startEmbeddedStack({ signal, progress, seed })
  const urls = { source: started.source, target: started.target }
  return { urls, [Symbol.asyncDispose]: async () => started[Symbol.asyncDispose]() }
}

const verdicts: Readonly<Record<TableVerdict, Verdict>> = {
  equal: 'pass',
  different: 'fail',
  missing: 'fail',
  unresolved: 'unknown',
  unsupported: 'unknown',
  skipped: 'unknown',
}

function checksOf({ tables, unmatched }: Reconciled): readonly Check[] {
  const missing: Check[] = unmatched.map((pattern) => ({
    name: `--table ${pattern} names a table`,
    verdict: 'unknown',
    message: `neither side has a table ${pattern}`,
  }))
  const checks = tables.map(checkOf)
  if (tables.length + unmatched.length > 0) return [...checks, ...missing]
  return [
    { name: 'tables were compared', verdict: 'unknown', message: 'neither side has any table' },
  ]
}

function checkOf(table: TableResult): Check {
  return {
    name: `${table.table}: ${table.depth} equal`,
    verdict: verdicts[table.verdict],
    ...(table.verdict !== 'equal' && { message: messageOfTable(table) }),
  }
}

/** What was found, in a line. */
function messageOfTable(table: TableResult): string {
  const counts = [
    [table.missing, 'missing'],
    [table.extra, 'extra'],
    [table.changed, 'changed'],
    [table.unresolved, 'unresolved'],
  ] as const
  const found = counts.flatMap(([count, word]) =>
    count === null || count === 0 ? [] : [`${count} ${word}`],
  )
  const reason = table.reason === null ? [] : [table.reason]
  return [table.verdict, ...(found.length > 0 ? [found.join(', ')] : []), ...reason].join(': ')
}
