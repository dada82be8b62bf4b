/** Compares the tables of two databases: which are equal, and if not, which rows. */
import { UsageError } from './errors.ts'
import { compareTable } from './reconcile-table.ts'
import { connectPostgres } from './postgres.ts'
import { readTables } from './schema.ts'
import { openLane } from './lane.ts'
import { openSide } from './compared-side.ts'
import { estimatedRows } from './segment-plan.ts'
import { planPairs } from './table-pairs.ts'
import { namedTables } from './table-selection.ts'
import { unreadResult } from './table-result.ts'
import type { ColumnFlags } from './column-selection.ts'
import type { ComparedSide } from './compared-side.ts'
import type { Lane } from './lane.ts'
import type { LiveSettings } from './live-table.ts'
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
  readonly versions: Both<string>
}

/** So small a table is read by one connection, while the others read others. */
const smallRowsMax = 20_000

/**
 * @throws UsageError where the flags do not fit the tables; UnreachableError where a server is not there, or goes away for more than 10 s
 */
export async function reconcile(run: ReconcileRun): Promise<Reconciled> {
  const { settings, progress } = run
  progress('reading the catalogues')
  const [source, target] = await Promise.all([catalogue(run, 'source'), catalogue(run, 'target')])
  const plan = planPairs({
    source: source.tables,
    target: target.tables,
    selection: settings.selection,
    columns: settings.columns,
  })
  if (plan.problems.length > 0) throw new UsageError(plan.problems)
  const compared = await compareAll(run, plan)
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
    unmatched: plan.unmatched,
    notes: plan.notes,
    versions: { source: source.version, target: target.version },
  }
}

type Catalogue = {
  readonly tables: Awaited<ReturnType<typeof readTables>>
  readonly version: string
}

async function catalogue({ urls, settings }: ReconcileRun, side: Side): Promise<Catalogue> {
  await using sql = await connectPostgres(urls[side], { max: 1 })
  const [row] = await sql<{ server_version: string }[]>`SHOW server_version`
  const named = namedTables(settings.selection)[side]
  return {
    tables: await readTables(sql, { named }),
    version: `PostgreSQL ${row?.server_version ?? 'of unknown version'}`,
  }
}

async function compareAll(run: ReconcileRun, plan: PlannedPairs): Promise<readonly TableResult[]> {
  const pairs = plan.pairs.filter(({ refusal }) => refusal === null)
  if (pairs.length === 0) return []
  const { connections, snapshotMaxMs } = run.settings
  const opened = { connections, snapshotMaxMs, signal: run.signal }
  await using source = await openSide({ ...opened, url: run.urls.source })
  await using target = await openSide({ ...opened, url: run.urls.target })
  await using readers = settlingReaders(run)
  const sides = { source, target }
  const told = startProgress(run, pairs)
  const small = pairs.filter((pair) => estimatedRows(pair) <= smallRowsMax)
  const large = pairs.filter((pair) => estimatedRows(pair) > smallRowsMax)
  const results: TableResult[] = []
  const all = Array.from({ length: connections }, (_, index) => index)
  for (const pair of large)
    results.push(await compareOne({ run, sides, readers, pair, lanes: all, told }))
  async function next(lane: number): Promise<void> {
    for (let pair = small.shift(); pair !== undefined; pair = small.shift()) {
      results.push(await compareOne({ run, sides, readers, pair, lanes: [lane], told }))
    }
  }
  const ends = await Promise.allSettled(all.map(next))
  const failed = ends.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
  return results
}

type OnePair = {
  readonly run: ReconcileRun
  readonly sides: Both<ComparedSide>
  readonly readers: SettlingReaders
  readonly pair: TablePair
  readonly lanes: readonly number[]
  readonly told: (pair: TablePair, rows: number) => void
}

async function compareOne(one: OnePair): Promise<TableResult> {
  const { run, sides, readers, pair, lanes, told } = one
  const { depth, differencesMax, digestSeed, live } = run.settings
  const names = { table: pair.label, targetTable: pair.targetLabel }
  return compareTable({
    pair,
    sides,
    digest: { seed: digestSeed, native: true, nested: false },
    depth,
    lanes,
    live: live === null ? null : { ...live, readers: await readers.of(lanes[0] ?? 0) },
    differencesMax,
    sink: async (difference) => {
      await run.onDifference?.(pair, difference)
      await run.rows({ ...difference, ...names })
    },
    signal: run.signal,
    onRows: (rows) => told(pair, rows),
  })
}

type SettlingReaders = AsyncDisposable & { of(lane: number): Promise<Both<Lane>> }

/** Two connections for each table that is compared at a time: what settles rows must not wait for what scans them. */
function settlingReaders({ urls, settings, signal }: ReconcileRun): SettlingReaders {
  const opened = new Map<number, Promise<Both<Lane>>>()

  async function open(): Promise<Both<Lane>> {
    const options = { signal, statementTimeoutMs: settings.snapshotMaxMs }
    const source = await openLane({ ...options, url: urls.source })
    const target = await openLane({ ...options, url: urls.target })
    return { source, target }
  }

  async function of(lane: number): Promise<Both<Lane>> {
    const known = opened.get(lane) ?? open()
    opened.set(lane, known)
    return known
  }

  async function dispose(): Promise<void> {
    for (const pair of opened.values()) {
      const lanes = await pair.catch(() => null)
      if (lanes === null) continue
      await Promise.all(Object.values(lanes).map(async (lane) => lane[Symbol.asyncDispose]()))
    }
  }

  return { of, [Symbol.asyncDispose]: dispose }
}

/** Tells how many rows of all were read, and how long the rest may take. */
function startProgress({ progress }: ReconcileRun, pairs: readonly TablePair[]): OnePair['told'] {
  const expected = pairs.reduce((sum, pair) => sum + estimatedRows(pair), 0)
  const read = new Map<TablePair, number>()
  const startedMs = performance.now()
  return (pair, rows) => {
    read.set(pair, rows)
    const sofar = [...read.values()].reduce((sum, each) => sum + each, 0)
    const seconds = (performance.now() - startedMs) / 1000
    const perSecond = sofar / Math.max(seconds, 0.001)
    const left = Math.max(0, Math.ceil((expected - sofar) / Math.max(perSecond, 1)))
    const counts = `${sofar} of about ${Math.round(Math.max(expected, sofar))} rows`
    progress(`${pair.label}: ${counts}, ${Math.round(perSecond)} rows/s, ${left} s left`)
  }
}

function refusedResult(pair: TablePair, depth: Depth): readonly TableResult[] {
  if (pair.refusal === null) return []
  const { label: table, targetLabel: targetTable, schema } = pair
  return [unreadResult({ table, targetTable, ...pair.refusal, depth, schema })]
}

function byName(left: TableResult, right: TableResult): number {
  return left.table < right.table ? -1 : left.table > right.table ? 1 : 0
}
