/** Whether the slots that are watched are those of this target's subscriptions: another target may have one of the same name. */
import type { RowReader } from './lane.ts'

export type StrayQuestion = {
  readonly source: RowReader
  readonly target: RowReader
  readonly subscriptions: readonly { readonly name: string; readonly slot: string }[]
}

/** How far each stream has come in, which is no position that anything was applied by. Workers beside the leader tell none. */
const receivedStatement = `
  SELECT subname, bool_or(pid IS NOT NULL), max(received_lsn)
  FROM pg_subscription JOIN pg_database ON pg_database.oid = subdbid AND datname = current_database()
  LEFT JOIN (SELECT subid, pid, received_lsn FROM pg_stat_subscription WHERE relid IS NULL) AS worker ON subid = pg_subscription.oid
  WHERE subname = ANY($1::text[]) GROUP BY subname`

const boundsStatement = `SELECT $1::pg_lsn < $2::pg_lsn, $1::pg_lsn > position, position FROM pg_current_wal_insert_lsn() AS position`

const activeStatement = `SELECT FROM pg_replication_slots WHERE slot_name = $1 AND active`

/**
 * Null: nothing speaks against it. To be asked once the slots have reached the mark: nothing is confirmed to a slot that its subscription
 * has not received, no source has sent what it has not written, and nobody reads the slot of a subscription that does not run. The logs
 * of two servers do not fit each other so, but by chance. For a moment after a worker has started it may seem so: ask again.
 */
export async function strayStream(
  { source, target, subscriptions }: StrayQuestion,
  mark: string,
): Promise<string | null> {
  const names = [...new Set(subscriptions.map(({ name }) => name))]
  for (const [name, runs, received = null] of await target.rows(receivedStatement, [names])) {
    const slot = subscriptions.find((each) => each.name === name)?.slot ?? ''
    const what = `the slot "${slot}" of the source does not feed the subscription "${name}"`
    if (runs !== 't') {
      const readers = await source.rows(activeStatement, [slot])
      if (readers.length > 0) return `${what}, which does not run: another reads it`
    }
    if (received === null) continue
    const [bounds = []] = await source.rows(boundsStatement, [received, mark])
    const [isBehind, isAhead, written] = bounds
    if (isBehind === 't') return `${what}, which has received up to ${received}, and not ${mark}`
    if (isAhead === 't') {
      return `${what}, which has received up to ${received}: the source has written up to ${written}`
    }
  }
  return null
}
