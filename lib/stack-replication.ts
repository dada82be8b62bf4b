/** Joins two servers by native logical replication: a publication on the source, a subscription on the target. */
import { quoteConninfo, quoteLiteral, quoteName } from './quote.ts'
import { until } from './wait.ts'
import type { Sql } from './postgres.ts'

/** The names of the pipeline's parts: the connectors of the stand-in act on these. */
export const pipelineNames = {
  publication: 'shop_publication',
  slot: 'shop_slot',
  subscription: 'shop_subscription',
} as const

export type Joined = { readonly source: Sql; readonly target: Sql }

/**
 * Publishes the schema `public` of the source, with the tables that it gets later, and subscribes the target to it. The tables are
 * on both sides and empty: what comes from now on is streamed.
 */
export async function joinServers({ source, target }: Joined, sourceUrl: string): Promise<void> {
  const { publication, slot, subscription } = pipelineNames
  await source.unsafe(`CREATE PUBLICATION ${quoteName(publication)} FOR TABLES IN SCHEMA public`)
  // The connection string stands in pg_subscription, for superusers of a throw-away server alone, and in no command line.
  await target.unsafe(
    `CREATE SUBSCRIPTION ${quoteName(subscription)} CONNECTION ${quoteLiteral(conninfoOf(sourceUrl, subscription))}
     PUBLICATION ${quoteName(publication)} WITH (slot_name = ${quoteName(slot)}, copy_data = false)`,
  )
}

/** What a subscription connects with: the password stands in it. */
export function conninfoOf(sourceUrl: string, subscription: string): string {
  const { hostname, port, username, password, pathname } = new URL(sourceUrl)
  return quoteConninfo({
    host: hostname,
    port,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    dbname: decodeURIComponent(pathname.slice(1)),
    application_name: subscription,
  })
}

/**
 * After a new table was made, on the target first and then on the source: copies what it holds, and streams it from now on.
 * Returns when the copy is done. It cannot run in a transaction.
 */
export async function refreshSubscription(
  target: Sql,
  { deadlineMs = 60_000, signal }: WaitOptions = {},
): Promise<void> {
  const name = quoteName(pipelineNames.subscription)
  await target.unsafe(`ALTER SUBSCRIPTION ${name} REFRESH PUBLICATION`)
  const what = 'every table of the subscription copied'
  await until(async () => await areReady(target), {
    what,
    deadlineMs,
    ...(signal && { signal }),
  })
}

/** By default that of the embedded stack. */
type SlotName = { readonly slot?: string }

export type WaitOptions = { readonly deadlineMs?: number; readonly signal?: AbortSignal }

/** Returns when the target has applied all that the source had committed at the call. */
export async function untilApplied(
  source: Sql,
  { deadlineMs = 30_000, signal, slot = pipelineNames.slot }: WaitOptions & SlotName = {},
): Promise<void> {
  const [position] = await source<[{ lsn: string }]>`SELECT pg_current_wal_insert_lsn() AS lsn`
  const limits = { what: 'the target apply what the source had', deadlineMs }
  await until(async () => await hasApplied(source, { slot, lsn: position.lsn }), {
    ...limits,
    ...(signal && { signal }),
  })
}

/** The slot and the walsender say what the target has applied; a subscription's own received position is early. */
async function hasApplied(
  source: Sql,
  { slot, lsn }: { readonly slot: string; readonly lsn: string },
): Promise<boolean> {
  const [row] = await source<[{ applied: boolean | null }?]>`
    SELECT greatest(slot.confirmed_flush_lsn, sender.replay_lsn) >= ${lsn}::pg_lsn AS applied
    FROM pg_replication_slots slot LEFT JOIN pg_stat_replication sender ON sender.pid = slot.active_pid
    WHERE slot.slot_name = ${slot}`
  return row?.applied === true
}

async function areReady(target: Sql): Promise<boolean> {
  const [row] = await target<[{ waiting: number }]>`
    SELECT count(*)::int AS waiting FROM pg_subscription_rel relation
    JOIN pg_subscription subscription ON subscription.oid = relation.srsubid
    WHERE subscription.subname = ${pipelineNames.subscription} AND relation.srsubstate <> 'r'`
  return row.waiting === 0
}
