/** Compares the tables of two databases: which are equal, and if not, which rows. */
import { readCatalogue } from './catalogue.ts'
import { messageOf, UnreachableError, UsageError } from './errors.ts'
import { comparePairs } from './compare-pairs.ts'
import { openSides } from './compared-side.ts'
import { readTables } from './schema.ts'
import { planPairs } from './table-pairs.ts'
import { namedTables } from './table-selection.ts'
import { unreadResult } from './table-result.ts'
import type { CatalogueReading } from './catalogue.ts'
import type { CutOverRead } from './compare-cut-over.ts'
import type { ColumnFlags } from './column-selection.ts'
import type { EarlierResult } from './earlier-result.ts'
import type { LiveSettings } from './live-table.ts'
import type { Check } from './result.ts'
import type { PlannedPairs } from './table-pairs.ts'
import type { Selection } from './table-selection.ts'
import type {
  Both,
  Depth,
  Difference,
  ListedDifference,
  Side,
  TablePair,
  TableResult,
} from './table.ts'

export type ReconcileSettings = {
  readonly selection: Selection
  readonly columns: ColumnFlags
  readonly depth: Depth
  readonly differencesMax: number
  readonly connections: number
  readonly snapshotMaxMs: number
  /** Writes may be flowing; null: they are not. */
  readonly live: LiveSettings | null
  /** A file in which a run that is stopped leaves what it has finished; null: none. */
  readonly checkpoint: string | null
  /** Also checks what a pipeline does not carry. */
  readonly cutOver: boolean
  /** Only the rows that it names are read. */
  readonly recheck: EarlierResult | null
  /** Of the digests: a 64-bit signed integer in decimal. */
  readonly digestSeed: string
}

export type ReconcileRun = {
  /** Database URLs. */
  readonly urls: Both<string>
  readonly settings: ReconcileSettings
  readonly signal: AbortSignal
  readonly progress: (text: string) => void
  readonly rows: (difference: ListedDifference) => Promise<void>
  /** Takes each difference with the pair that it is of, before `rows` does. */
  readonly onDifference?: (pair: TablePair, difference: Difference) => Promise<void>
}

export type Reconciled = {
  /** By name of the table. */
  readonly tables: readonly TableResult[]
  /** Patterns of `--table` that no table matched. */
  readonly unmatched: readonly string[]
  readonly notes: readonly string[]
  /** Of `--cut-over`. */
  readonly checks: readonly Check[]
  readonly versions: Both<string>
}

/**
 * What only some flags need is loaded where it is used: most compares are plain, and cron pays for every module.
 *
 * @throws UsageError where the flags do not fit the tables; UnreachableError where a server is not there, or goes away for more than 10 s
 */
export async function reconcile(run: ReconcileRun): Promise<Reconciled> {
  const { settings, progress } = run
  await using sides = sidesOf(run)
  if (settings.recheck === null) {
    // They open while the catalogues are read.
    sides.source.warm()
    sides.target.warm()
  }
  progress('reading the catalogues')
  const [source, target] = await Promise.all([catalogue(run, 'source'), catalogue(run, 'target')])
  const plan = withoutSelves(
    planPairs({
      source: source.tables,
      target: target.tables,
      selection: settings.selection,
      columns: settings.columns,
    }),
    { isOne: source.database === target.database },
  )
  if (plan.problems.length > 0) throw new UsageError(plan.problems)
  if (settings.recheck !== null) {
    const { recheckPairs } = await import('./recheck-pairs.ts')
    const tables = await recheckPairs(run, readable(plan), settings.recheck)
    return { tables: tables.toSorted(byName), ...toldOf(plan, { source, target }) }
  }
  const compared = await comparePairs(run, readable(plan), sides)
  const refused = plan.pairs.flatMap((pair) => refusedResult(pair, settings.depth))
  const missing = plan.oneSided.map(({ label, targetLabel, reason }) =>
    unreadResult({
      table: label,
      targetTable: targetLabel,
      verdict: 'missing',
      reason,
      depth: settings.depth,
    }),
  )
  return {
    tables: [...compared, ...refused, ...missing].toSorted(byName),
    ...toldOf(plan, { source, target }),
    checks: settings.cutOver && !run.signal.aborted ? await cutOver(run, plan.pairs) : [],
  }
}

function sidesOf({ urls, settings, signal }: ReconcileRun): ReturnType<typeof openSides> {
  const { connections, snapshotMaxMs } = settings
  const options = { connections, snapshotMaxMs, signal }
  return openSides({
    source: { ...options, url: urls.source },
    target: { ...options, url: urls.target },
  })
}

/** What a pipeline does not carry, of the tables that are on both sides. What was compared is told whether or not that can be read. */
async function cutOver(run: ReconcileRun, pairs: readonly TablePair[]): Promise<readonly Check[]> {
  run.progress('looking for what a pipeline does not carry')
  const { cutOverChecks } = await import('./compare-cut-over.ts')
  const { readCutOver } = await import('./cut-over.ts')
  async function of(side: Side): Promise<CutOverRead> {
    const tables = pairs.map((pair) => pair[side])
    return await readCatalogue(readingOf(run, side), async (sql) =>
      readCutOver(sql, tables, { positions: side === 'target' }),
    )
  }
  try {
    const [source, target] = await Promise.all([of('source'), of('target')])
    return cutOverChecks(pairs, { source, target })
  } catch (error) {
    if (!run.signal.aborted && !(error instanceof UnreachableError)) throw error
    const name = 'what a pipeline does not carry was read'
    return [{ name, verdict: 'unknown', message: messageOf(error) }]
  }
}

/** A table is always equal to itself: where both URLs lead to one database, that would say nothing. */
function withoutSelves(plan: PlannedPairs, { isOne }: { readonly isOne: boolean }): PlannedPairs {
  if (!isOne) return plan
  const reason = 'source and target are one and the same table'
  const pairs = plan.pairs.map((pair) =>
    pair.source.oid === pair.target.oid
      ? { ...pair, refusal: { verdict: 'skipped' as const, reason } }
      : pair,
  )
  return { ...plan, pairs }
}

function readable({ pairs }: PlannedPairs): readonly TablePair[] {
  return pairs.filter(({ refusal }) => refusal === null)
}

function toldOf(
  { unmatched, notes }: PlannedPairs,
  { source, target }: Both<Catalogue>,
): Omit<Reconciled, 'tables'> {
  return {
    unmatched,
    notes,
    checks: [],
    versions: { source: source.version, target: target.version },
  }
}

type Catalogue = {
  readonly tables: Awaited<ReturnType<typeof readTables>>
  readonly version: string
  /** The same for one database of one running server, whatever name leads there; a standby is another server. */
  readonly database: string
}

async function catalogue(run: ReconcileRun, side: Side): Promise<Catalogue> {
  const named = namedTables(run.settings.selection)[side]
  return await readCatalogue(readingOf(run, side), async (sql) => {
    const [row] = await sql<{ server_version: string; database: string }[]>`
      SELECT current_setting('server_version') AS server_version,
        oid || ' ' || extract(epoch FROM pg_postmaster_start_time()) AS database
      FROM pg_database WHERE datname = current_database()`
    return {
      tables: await readTables(sql, { named }),
      database: row?.database ?? side,
      version: `PostgreSQL ${row?.server_version ?? 'of unknown version'}`,
    }
  })
}

function readingOf({ urls, signal, settings }: ReconcileRun, side: Side): CatalogueReading {
  const statementTimeoutMs = Math.ceil(settings.snapshotMaxMs)
  return { url: urls[side], signal, statementTimeoutMs }
}

function refusedResult(pair: TablePair, depth: Depth): readonly TableResult[] {
  if (pair.refusal === null) return []
  const { label: table, targetLabel: targetTable, schema } = pair
  return [unreadResult({ table, targetTable, ...pair.refusal, depth, schema })]
}

function byName(left: TableResult, right: TableResult): number {
  return left.table < right.table ? -1 : left.table > right.table ? 1 : 0
}
