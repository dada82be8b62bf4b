/**
 * Reconcile: are source and target equal, now, and if not, which rows?
 *
 * Compares all tables of both databases, or those that are named: schemas, counts, checksums of chunks, and the rows of chunks
 * that differ, with the columns in which they do. Only SELECT is needed, on either side. A table that could not be compared is
 * never a pass.
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

await judge(import.meta, options, {
  streamsRows: true,
  main: async (given) => {
    const { runReconcile } = await import('../lib/run-reconcile.ts')
    return runReconcile(given)
  },
})
