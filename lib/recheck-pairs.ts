/** Reads again the rows that an earlier result named, table by table. */
import { recheckTable } from './recheck-table.ts'
import { settlingReaders } from './settling-readers.ts'
import { unreadResult } from './table-result.ts'
import type { EarlierResult, EarlierTable } from './earlier-result.ts'
import type { ReconcileRun } from './reconcile.ts'
import type { TablePair, TableResult } from './table.ts'

/** Tables that the earlier result called equal are not read, and not in the answer. */
export async function recheckPairs(
  run: ReconcileRun,
  pairs: readonly TablePair[],
  earlier: EarlierResult,
): Promise<readonly TableResult[]> {
  const { urls, signal, settings } = run
  await using readers = settlingReaders({
    urls,
    statementTimeoutMs: settings.snapshotMaxMs,
    signal,
  })
  const results: TableResult[] = []
  for (const table of earlier.tables) {
    const pair = pairs.find(({ label }) => label === table.table)
    const unread =
      pair === undefined ? 'it is not among the tables that are compared' : table.unread
    if (pair === undefined || unread !== null) {
      results.push(notRead(table, unread ?? ''))
      continue
    }
    run.progress(`${pair.label}: reading the rows of the earlier result`)
    const names = { table: pair.label, targetTable: pair.targetLabel }
    results.push(
      await recheckTable({
        pair,
        earlier: table,
        rows: earlier.rowsOf(table.table),
        readers: await readers.of(0),
        live: settings.live,
        differencesMax: settings.differencesMax,
        sink: async (difference) => {
          await run.onDifference?.(pair, difference)
          await run.rows({ ...difference, ...names })
        },
        signal,
      }),
    )
  }
  return results
}

function notRead({ table }: EarlierTable, why: string): TableResult {
  const reason = `cannot be checked again: ${why}`
  return unreadResult({ table, targetTable: table, verdict: 'skipped', reason, depth: 'rows' })
}
