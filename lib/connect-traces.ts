/** Why a task of the pipeline has FAILED, as a worker's trace tells it, made from what PostgreSQL says. */
import type { SlotState, SubscriptionState } from './connect-pipeline-poll.ts'

/** Null: the slot is there and its log is kept. `lastSeen` is the position it had. */
export function slotTrace(
  slot: SlotState | null,
  { name, lastSeen }: { readonly name: string; readonly lastSeen: string | null },
): string | null {
  if (slot !== null && slot.walStatus !== 'lost' && slot.invalidation === null) return null
  const cause =
    slot === null
      ? `ERROR: replication slot "${name}" does not exist`
      : `ERROR: can no longer access replication slot "${name}"\n  Detail: This replication slot has been invalidated due to "${slot.invalidation ?? slot.walStatus}".`
  const from = slot?.confirmed ?? lastSeen
  return (
    `io.debezium.DebeziumException: The connector is trying to read change stream starting at ` +
    `${from === null ? 'an unknown position' : `LSN{${from}}`}, but this is no longer available on the server. ` +
    'Reconfigure the connector to use a snapshot mode when needed.\n' +
    `Caused by: org.postgresql.util.PSQLException: ${cause}\n`
  )
}

/** The task of the sink whose apply worker ended with an error. PostgreSQL tells the reason to its log, and counts it here. */
export function applyTrace(subscription: SubscriptionState, name: string): string {
  const counters = Object.entries(subscription.counters).map(([what, count]) => `${what} ${count}`)
  return sinkTrace(
    `ERROR: logical replication apply worker for subscription "${name}" has failed\n  Detail: pg_stat_subscription_stats has ${counters.join(', ') || 'no error'}.`,
  )
}

/** The task of the sink, for any other reason that PostgreSQL gives. */
export function sinkTrace(cause: string): string {
  return (
    'org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask due to unrecoverable exception.\n' +
    `Caused by: org.postgresql.util.PSQLException: ${cause}\n`
  )
}

/** The task of the source, for any other reason that PostgreSQL gives. */
export function sourceTrace(cause: string): string {
  return (
    'org.apache.kafka.connect.errors.ConnectException: An exception occurred in the change event producer. This connector will be stopped.\n' +
    `Caused by: org.postgresql.util.PSQLException: ${cause}\n`
  )
}
