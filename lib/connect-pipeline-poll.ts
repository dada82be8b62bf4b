/** What PostgreSQL says about the pipeline: its slot on the source, its subscription on the target. */
import type { Sql } from './postgres.ts'

/** LSNs are byte positions in the write-ahead log. */
export type SlotState = {
  /** `0/16B3748` */
  readonly confirmed: string
  readonly confirmedLsn: number
  /** Up to where the target has applied, as it reports while it is connected; null while it is not. */
  readonly appliedLsn: number | null
  readonly walStatus: string
  readonly invalidation: string | null
}

export type SourceView = {
  /** Null: there is no such slot. */
  readonly slot: SlotState | null
  /** The newest transaction id that the source has handed out. */
  readonly transaction: number
}

export type SubscriptionState = {
  readonly id: string
  readonly enabled: boolean
  /** The process id of the apply worker; null while there is none. */
  readonly worker: number | null
  readonly errors: number
  /** Counters of `pg_stat_subscription_stats` that are above 0, by name. */
  readonly counters: Readonly<Record<string, number>>
}

/** Rows inserted, updated and deleted since the server counts, by `schema.table`. */
export type TableChanges = ReadonlyMap<string, number>

type SlotRow = {
  confirmed: string | null
  confirmed_lsn: string
  applied_lsn: string | null
  wal_status: string
  invalidation_reason: string | null
  transaction: string
}

export async function pollSource(sql: Sql, slot: string): Promise<SourceView> {
  const [row] = await sql<SlotRow[]>`
    SELECT s.confirmed_flush_lsn::text AS confirmed,
           (s.confirmed_flush_lsn - '0/0')::text AS confirmed_lsn,
           (SELECT (max(r.replay_lsn) - '0/0')::text FROM pg_stat_replication r WHERE r.pid = s.active_pid)
             AS applied_lsn,
           coalesce(s.wal_status, 'lost') AS wal_status,
           s.invalidation_reason,
           pg_snapshot_xmax(pg_current_snapshot())::text AS transaction
    FROM (SELECT) AS one LEFT JOIN pg_replication_slots s ON s.slot_name = ${slot}`
  if (row === undefined) return { slot: null, transaction: 0 }
  const transaction = Number(row.transaction) - 1
  if (row.confirmed === null) return { slot: null, transaction }
  return {
    transaction,
    slot: {
      confirmed: row.confirmed,
      confirmedLsn: Number(row.confirmed_lsn),
      appliedLsn: row.applied_lsn === null ? null : Number(row.applied_lsn),
      walStatus: row.wal_status,
      invalidation: row.invalidation_reason,
    },
  }
}

type SubscriptionRow = {
  id: string
  enabled: boolean
  worker: number | null
  counters: Readonly<Record<string, unknown>> | null
}

/** Null: there is no such subscription in this database. */
export async function pollTarget(
  sql: Sql,
  subscription: string,
): Promise<SubscriptionState | null> {
  const [row] = await sql<SubscriptionRow[]>`
    SELECT s.oid::text AS id, s.subenabled AS enabled, w.pid AS worker, to_jsonb(c) AS counters
    FROM pg_subscription s
    LEFT JOIN pg_stat_subscription w ON w.subid = s.oid AND w.worker_type = 'apply'
    LEFT JOIN pg_stat_subscription_stats c ON c.subid = s.oid
    WHERE s.subname = ${subscription}
      AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`
  if (row === undefined) return null
  const counters = countersOf(row.counters ?? {})
  const errors = (counters['apply_error_count'] ?? 0) + (counters['sync_error_count'] ?? 0)
  return { id: row.id, enabled: row.enabled, worker: row.worker, errors, counters }
}

function countersOf(row: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> {
  const counters: [string, number][] = []
  for (const [name, value] of Object.entries(row)) {
    if (/_count$|^confl_/.test(name) && typeof value === 'number' && value > 0) {
      counters.push([name, value])
    }
  }
  return Object.fromEntries(counters)
}

/** The published tables with their changes, as the source counts them. */
export async function pollSourceTables(sql: Sql, publication: string): Promise<TableChanges> {
  const rows = await sql<{ name: string; changes: string }[]>`
    SELECT p.schemaname || '.' || p.tablename AS name,
           coalesce(t.n_tup_ins + t.n_tup_upd + t.n_tup_del, 0)::text AS changes
    FROM pg_publication_tables p
    LEFT JOIN pg_stat_user_tables t ON t.schemaname = p.schemaname AND t.relname = p.tablename
    WHERE p.pubname = ${publication}
    ORDER BY 1`
  return new Map(rows.map(({ name, changes }) => [name, Number(changes)]))
}

/** The subscribed tables with their changes, as the target counts them. */
export async function pollTargetTables(sql: Sql, subscription: string): Promise<TableChanges> {
  const rows = await sql<{ name: string; changes: string }[]>`
    SELECT t.schemaname || '.' || t.relname AS name, (t.n_tup_ins + t.n_tup_upd + t.n_tup_del)::text AS changes
    FROM pg_subscription s
    JOIN pg_subscription_rel r ON r.srsubid = s.oid
    JOIN pg_stat_user_tables t ON t.relid = r.srrelid
    WHERE s.subname = ${subscription}
      AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    ORDER BY 1`
  return new Map(rows.map(({ name, changes }) => [name, Number(changes)]))
}
