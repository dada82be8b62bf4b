/** Compares pairs of tables over the connections that there are. */
import { compareTable } from './reconcile-table.ts'
import { openSide } from './compared-side.ts'
import { estimatedRows } from './segment-plan.ts'
import { settlingReaders } from './settling-readers.ts'
import { startProgress } from './compare-progress.ts'
import type { ComparedSide } from './compared-side.ts'
import type { ReconcileRun } from './reconcile.ts'
import type { SettlingReaders } from './settling-readers.ts'
import type { Both, TablePair, TableResult } from './table.ts'

/** So small a table is read by one connection, while the others read others. */
const smallRowsMax = 20_000

/** A large table has all connections, one after the other; small ones are read side by side. */
export async function comparePairs(
  run: ReconcileRun,
  pairs: readonly TablePair[],
): Promise<readonly TableResult[]> {
  if (pairs.length === 0) return []
  const { connections, snapshotMaxMs } = run.settings
  const opened = { connections, snapshotMaxMs, signal: run.signal }
  await using source = await openSide({ ...opened, url: run.urls.source })
  await using target = await openSide({ ...opened, url: run.urls.target })
  await using readers = settlingReaders({
    urls: run.urls,
    statementTimeoutMs: snapshotMaxMs,
    signal: run.signal,
  })
  const sides = { source, target }
  const told = startProgress(run.progress, pairs)
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
