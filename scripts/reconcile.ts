/**
 * Reconcile: are source and target equal, now, and if not, which rows?
 *
 * Compares all tables of both databases, or those that are named: schemas, counts, checksums of chunks, and the rows of chunks
 * that differ, with the columns in which they do. Only SELECT is needed, on either side. A table that could not be compared is
 * never a pass.
 *
 * Writes may flow with --live: a row that differs is read again on both sides once the target has applied all that the source had,
 * which its replication slot tells, or a heartbeat row. Where there is neither, the compare waits for --settle, and a difference
 * says `by waiting`: it is not proven if the target lagged for longer.
 *
 * A repair is one transaction on the target, in which each statement takes effect only where the row still is as it was compared. It
 * never touches the source.
 *
 * Put URLs with passwords into the environment: a flag can be seen in the process list.
 *
 * Usage: npx tsx scripts/reconcile.ts [options]
 *
 * Examples:
 *   npx tsx scripts/reconcile.ts --table 'public.*' --exclude-table public.audit
 *   npx tsx scripts/reconcile.ts --stack embedded --report differences.jsonl --report reconcile.html
 */
import { judge } from '../lib/cli.ts'
import { reconcileOptions } from '../lib/reconcile-options.ts'

export const options = reconcileOptions

const liveNeedsRows =
  'Cannot use --live with --depth: counts and checksums of both sides are of different moments, expected rows'

const repairNeedsRows =
  'Cannot use --repair with --depth: what is to be repaired are rows, expected rows'

const recheckNeedsRows =
  'Cannot use --recheck with --depth: what is read again are rows, expected rows'

await judge(import.meta, options, {
  streamsRows: true,
  crossCheck: ({ flags }) => [
    ...(flags.live && flags.depth !== 'rows' ? [liveNeedsRows] : []),
    ...(flags.repair !== undefined && flags.depth !== 'rows' ? [repairNeedsRows] : []),
    ...(flags.recheck !== undefined && flags.depth !== 'rows' ? [recheckNeedsRows] : []),
  ],
  main: async (given) => {
    const { runReconcile } = await import('../lib/run-reconcile.ts')
    return runReconcile(given)
  },
})
