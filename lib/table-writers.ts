/** Who writes to a table at this moment, and waiting until they have ended: seen in pg_locks, which everybody may read. */
import { sleep } from './wait.ts'
import type { RowReader } from './lane.ts'

export type WriterWait = { readonly deadlineMs: number; readonly signal: AbortSignal }

/**
 * A transaction that writes holds its own id and a lock on the table, prepared or not, and releases both only after all others see
 * what it wrote. Its commit may have reached a target before: it is in the log first, then waits for synchronous standbys, then shows.
 * The snapshot's own list of running transactions is no use: it leaves out those that are newer than the last one that ended.
 *
 * With the table count its partitions, its children, and what a view is made of.
 */
const writersStatement = `
  WITH RECURSIVE relation(oid) AS (
    SELECT named.oid::oid FROM unnest($1::text[]) AS named(oid)
    UNION
    SELECT below.oid FROM relation, LATERAL (
      SELECT inhrelid AS oid FROM pg_inherits WHERE inhparent = relation.oid
      UNION ALL
      SELECT refobjid FROM pg_rewrite
      JOIN pg_depend ON classid = 'pg_rewrite'::regclass AND objid = pg_rewrite.oid AND refclassid = 'pg_class'::regclass
      WHERE ev_class = relation.oid) AS below)
  SELECT DISTINCT own.transactionid::text FROM pg_locks AS own
  WHERE own.locktype = 'transactionid' AND own.mode = 'ExclusiveLock' AND own.granted AND EXISTS (
    SELECT FROM pg_locks AS held JOIN relation ON relation.oid = held.relation
    WHERE held.virtualtransaction = own.virtualtransaction AND held.locktype = 'relation' AND held.granted
      AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND held.mode ~ '^(Row)?Exclusive|^ShareRow|^AccessExclusive')`

const runningStatement = `
  SELECT transactionid::text FROM pg_locks
  WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted AND transactionid::text = ANY($1::text[])`

const everyMs = 10

/** The ids of the transactions that write to one of the tables, given by oid. */
export async function writersOf(
  reader: RowReader,
  tables: readonly number[],
): Promise<readonly string[]> {
  const found = await reader.rows(writersStatement, [tables.map(String)])
  return found.map(([id]) => id ?? '')
}

/** Returns true when none of these transactions runs any more; false when one of them still does at the deadline. */
export async function haveEnded(
  reader: RowReader,
  writers: readonly string[],
  { deadlineMs, signal }: WriterWait,
): Promise<boolean> {
  const end = performance.now() + deadlineMs
  for (let left = writers; left.length > 0; await sleep(everyMs, signal)) {
    signal.throwIfAborted()
    left = (await reader.rows(runningStatement, [left])).map(([id]) => id ?? '')
    if (left.length > 0 && performance.now() >= end) return false
    if (left.length === 0) return true
  }
  return true
}
