/** Whether replication slots have confirmed a log position, asked in the best way that our privileges allow. */
import type { RowReader, TextRow } from './lane.ts'

export type SlotProbe = {
  /** All the slots are on the source, or cannot be looked at. */
  readonly isThere: boolean
  /** Null: the target has applied everything up to the log position; else what stands where. */
  late(mark: string): Promise<string | null>
}

export type ProbeOptions = {
  readonly source: RowReader
  readonly target: RowReader
  /** Their names. */
  readonly slots: readonly string[]
  readonly subscriptions: readonly string[]
}

/**
 * Both positions are safe: the subscriber reports them when the rows are visible. What the walsender knows is ahead of what the slot
 * keeps by 0.2 s at most, and needs pg_read_all_stats: NULL without it. A subscription's origin and its received position are early.
 */
const bothStatement = slotsStatement(
  'greatest(confirmed_flush_lsn, replay_lsn)',
  'LEFT JOIN pg_stat_replication ON pid = active_pid',
)
const slotStatement = slotsStatement('confirmed_flush_lsn', '')

/** Of a slot that is on another server, or of another database of the source, nothing is known. */
function slotsStatement(position: string, sender: string): string {
  return `
    SELECT wanted.slot, ${position} >= $2::pg_lsn, ${position}, active, wal_status
    FROM unnest($1::text[]) AS wanted(slot)
    LEFT JOIN pg_replication_slots
      ON slot_name = wanted.slot AND slot_type = 'logical' AND database = current_database()
    ${sender}`
}

/**
 * For those who may not look at slots: the position that the subscription last told the source, up to 1 s late. Workers that apply
 * beside the leader have none.
 */
const subscriptionStatement = `
  SELECT wanted.name, max(latest_end_lsn) >= $2::pg_lsn, max(latest_end_lsn), bool_or(pid IS NOT NULL)::text, 'reserved'
  FROM unnest($1::text[]) AS wanted(name)
  LEFT JOIN (pg_subscription JOIN pg_database ON pg_database.oid = subdbid AND datname = current_database()) ON subname = wanted.name
  LEFT JOIN (SELECT subid, pid, latest_end_lsn FROM pg_stat_subscription WHERE relid IS NULL) AS worker ON subid = pg_subscription.oid
  GROUP BY wanted.name`

/** Insufficient privilege. */
const forbidden = '42501'

type Way = {
  readonly reader: RowReader
  readonly statement: string
  readonly what: string
  readonly names: readonly string[]
}

export async function slotProbe(options: ProbeOptions): Promise<SlotProbe> {
  const { source, target, slots, subscriptions } = options
  const ofSlots = { reader: source, names: slots, what: 'slot' }
  const ways: readonly Way[] = [
    { ...ofSlots, statement: bothStatement },
    { ...ofSlots, statement: slotStatement },
    {
      reader: target,
      names: subscriptions,
      what: 'subscription',
      statement: subscriptionStatement,
    },
  ]
  for (const way of ways) {
    const found = await allowed(way)
    if (found === null) continue
    const isThere = found.every(([, , position]) => position !== null) || way.reader === target
    return { isThere, late: (mark) => late(way, mark) }
  }
  throw new Error('Cannot see how far the target is: pg_stat_subscription may not be read')
}

async function allowed(way: Way): Promise<readonly TextRow[] | null> {
  try {
    return await ask(way, '0/0')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === forbidden) return null
    throw error
  }
}

async function ask(way: Way, mark: string): Promise<readonly TextRow[]> {
  const { reader, statement, names } = way
  return await reader.rows(statement, [names, mark])
}

async function late(way: Way, mark: string): Promise<string | null> {
  const found = await ask(way, mark)
  const behind = found.find(([, hasReached]) => hasReached !== 't')
  if (behind === undefined) return null
  const [name, , position = null, active, walStatus] = behind
  const what = `the ${way.what} "${name}"`
  if (position === null) return `${what} is not there`
  if (walStatus === 'lost') return `${what} has lost what it has to send`
  return `${what}${active === 't' || active === 'true' ? '' : ', which nobody reads,'} stands at ${position}, before ${mark}`
}
