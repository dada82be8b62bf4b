/** The acts of the stand-in on the pipeline: its subscription on the target, its slot on the source. */
import { quoteConninfo, quoteLiteral, quoteName } from './quote.ts'
import { pollTarget } from './connect-pipeline-poll.ts'
import { sleep, until } from './wait.ts'
import type { Sql } from './postgres.ts'

export type PipelineNames = {
  readonly publication: string
  readonly slot: string
  readonly subscription: string
}

export type PipelineDatabases = {
  readonly source: Sql
  readonly target: Sql
  readonly sourceUrl: string
  readonly names: PipelineNames
}

/** What the connectors ask for. */
export type Arrangement = {
  /** There is a sink connector. */
  readonly subscribed: boolean
  /** Both connectors run. */
  readonly flows: boolean
}

/** How long an apply worker may take to end; a Connect worker gives its tasks as long. */
const endDeadlineMs = 5000
const startDeadlineMs = 1000

/**
 * Makes the subscription what the connectors ask for, and returns when its worker has come or gone.
 *
 * @throws what PostgreSQL says where it refuses.
 */
export async function arrange(databases: PipelineDatabases, wanted: Arrangement): Promise<void> {
  const now = await pollTarget(databases.target, databases.names.subscription)
  if (!wanted.subscribed) {
    if (now !== null) await drop(databases)
    return
  }
  if (now === null) await create(databases)
  if ((now?.enabled ?? false) !== wanted.flows) await enable(databases, wanted.flows)
  if (wanted.flows) await seeWorker(databases)
}

/** Ends the apply worker and starts it anew, which also ends its pause after an error. */
export async function restart(databases: PipelineDatabases, wanted: Arrangement): Promise<void> {
  if (wanted.flows && (await pollTarget(databases.target, databases.names.subscription)) !== null) {
    await enable(databases, false)
  }
  await arrange(databases, wanted)
}

/** Makes the slot where it is missing or lost, at the end of the source's log. */
export async function renewSlot({ source, names }: PipelineDatabases): Promise<void> {
  await source`
    SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
    WHERE slot_name = ${names.slot} AND wal_status = 'lost' AND NOT active`
  await source`
    SELECT pg_create_logical_replication_slot(${names.slot}, 'pgoutput')
    WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = ${names.slot})`
}

/** Drops the subscription; the slot stays, at the position that was applied, as a Debezium connector leaves it. */
async function drop(databases: PipelineDatabases): Promise<void> {
  const { target, names } = databases
  await enable(databases, false)
  const [origin] = await target<{ applied: string | null }[]>`
    SELECT o.remote_lsn::text AS applied
    FROM pg_subscription s JOIN pg_replication_origin_status o ON o.external_id = 'pg_' || s.oid
    WHERE s.subname = ${names.subscription}`
  const name = quoteName(names.subscription)
  await target.unsafe(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`)
  await target.unsafe(`DROP SUBSCRIPTION ${name}`)
  // Whoever subscribes next starts at the slot's position, and must not get again what is already in the target. Dropping the
  // subscription has flushed that to the target's disk.
  if (typeof origin?.applied === 'string') await advanceSlot(databases, origin.applied)
}

/** Moves the slot forward to a position, when nobody reads from it; never backward. Without a slot it does nothing. */
export async function advanceSlot(databases: PipelineDatabases, to: string): Promise<void> {
  const { source, names } = databases
  await until(
    async () => {
      const [slot] =
        await source`SELECT active FROM pg_replication_slots WHERE slot_name = ${names.slot}`
      return slot === undefined || slot['active'] === false
    },
    { what: 'the slot without a reader', deadlineMs: endDeadlineMs },
  )
  await source`
    SELECT pg_replication_slot_advance(slot_name, ${to}::pg_lsn)
    FROM pg_replication_slots
    WHERE slot_name = ${names.slot} AND confirmed_flush_lsn < ${to}::pg_lsn AND wal_status <> 'lost'`
}

/** Subscribes again at the slot's position, without copying what is there. */
async function create(databases: PipelineDatabases): Promise<void> {
  const { target, names } = databases
  await target.unsafe(
    `CREATE SUBSCRIPTION ${quoteName(names.subscription)}
     CONNECTION ${quoteLiteral(conninfoOf(databases))}
     PUBLICATION ${quoteName(names.publication)}
     WITH (slot_name = ${quoteLiteral(names.slot)}, create_slot = false, copy_data = false, enabled = false)`,
  )
}

async function enable(databases: PipelineDatabases, enabled: boolean): Promise<void> {
  const { target, names } = databases
  const name = quoteName(names.subscription)
  await target.unsafe(`ALTER SUBSCRIPTION ${name} ${enabled ? 'ENABLE' : 'DISABLE'}`)
  if (!enabled && !(await seesEnd(databases))) {
    // A worker looks at its subscription between transactions only, and one of those may be long.
    await target`
      SELECT pg_terminate_backend(w.pid) FROM pg_stat_subscription w
      WHERE w.subname = ${names.subscription} AND w.pid IS NOT NULL`
    await seesEnd(databases)
  }
}

/** Whether the apply worker has ended in time. */
async function seesEnd(databases: PipelineDatabases): Promise<boolean> {
  const end = performance.now() + endDeadlineMs
  while (performance.now() < end) {
    if (!(await hasWorker(databases))) return true
    await sleep(10)
  }
  return false
}

/** Waits for the apply worker; one that fails at once may never be seen. */
async function seeWorker(databases: PipelineDatabases): Promise<void> {
  const end = performance.now() + startDeadlineMs
  while (performance.now() < end && !(await hasWorker(databases))) await sleep(10)
}

async function hasWorker({ target, names }: PipelineDatabases): Promise<boolean> {
  return typeof (await pollTarget(target, names.subscription))?.worker === 'number'
}

/** What libpq takes, from a URL: the subscription's own connection to the source. */
function conninfoOf({ sourceUrl, names: { subscription } }: PipelineDatabases): string {
  const { hostname, port, pathname, username, password } = new URL(sourceUrl)
  return quoteConninfo({
    host: hostname,
    port: port === '' ? 5432 : Number(port),
    dbname: decodeURIComponent(pathname.slice(1)),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    application_name: subscription,
  })
}
