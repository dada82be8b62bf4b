/** The position by the source's replication slots: how far the subscriptions of the target have confirmed what they applied. */
import { slotProbe } from './position-slot-probe.ts'
import { strayStream } from './position-stray.ts'
import { haveEnded, writersOf } from './table-writers.ts'
import { sleep } from './wait.ts'
import type { StrayQuestion } from './position-stray.ts'
import type { Position, PositionWait, Reached } from './position-types.ts'
import type { SlotProbe } from './position-slot-probe.ts'
import type { RowReader } from './lane.ts'

/** A table or partition of the target, and a subscription that feeds it; null: none does. */
export type Feed = {
  readonly table: string
  readonly subscription: {
    readonly name: string
    readonly slot: string
    readonly enabled: boolean
    /** `r`: the apply worker applies its changes; before that it skips them while its position advances. */
    readonly state: string
  } | null
}

/**
 * A subscription knows a partitioned table, or the partitions of it: what counts is that every partition is in one. A view is as far
 * as the tables that it is made of.
 */
const feedsStatement = `
  WITH RECURSIVE tree(oid, path) AS (
    SELECT named.oid::oid, ARRAY[named.oid::oid] FROM unnest($1::text[]) AS named(oid)
    UNION ALL
    SELECT below.oid, path || below.oid FROM tree JOIN pg_class ON pg_class.oid = tree.oid, LATERAL (
      SELECT inhrelid AS oid FROM pg_inherits WHERE inhparent = tree.oid AND relkind = 'p'
      UNION
      SELECT refobjid FROM pg_rewrite
      JOIN pg_depend ON classid = 'pg_rewrite'::regclass AND objid = pg_rewrite.oid AND refclassid = 'pg_class'::regclass
      WHERE ev_class = tree.oid AND refobjid <> tree.oid AND relkind = 'v') AS below)
  SELECT format('%I.%I', nspname, relname), subname, coalesce(subslotname, ''), subenabled::text, srsubstate
  FROM tree JOIN pg_class leaf ON leaf.oid = tree.oid JOIN pg_namespace ON pg_namespace.oid = relnamespace
  LEFT JOIN (pg_subscription_rel
    JOIN pg_subscription ON pg_subscription.oid = srsubid
    JOIN pg_database ON pg_database.oid = subdbid AND datname = current_database()) ON srrelid = ANY(path)
  WHERE leaf.relkind NOT IN ('p', 'v') OR leaf.relkind = 'p' AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhparent = leaf.oid)`

/** Which subscriptions feed the target's tables, given by oid: of each table and partition one entry or more. */
export async function feedsOf(
  target: RowReader,
  tables: readonly number[],
): Promise<readonly Feed[]> {
  const found = await target.rows(feedsStatement, [tables.map(String)])
  return found.map(([table, name = null, slot, enabled, state]) => ({
    table: table ?? '',
    subscription:
      name === null
        ? null
        : { name, slot: slot ?? '', enabled: enabled === 'true', state: state ?? '' },
  }))
}

export type SlotOptions = {
  readonly source: RowReader
  readonly target: RowReader
  readonly tables: readonly { readonly target: { readonly oid: number } }[]
  readonly feeds: readonly Feed[]
  readonly nudge: boolean
}

export type SlotPosition = {
  readonly position: Position
  /** The slots are on the source; where one is not, nothing can be reached. */
  readonly isThere: boolean
}

/**
 * The insert position, and not the flushed one: an asynchronous commit is seen before it is flushed. Just behind the header of a page
 * or of a segment nothing has been written on that page yet, and a record that ended the page before is reported as ending there.
 */
const markStatement = `
  SELECT (position - CASE
    WHEN mod(position - '0/0'::pg_lsn, current_setting('wal_block_size')::numeric) = 24 THEN 24
    WHEN mod(position - '0/0'::pg_lsn, pg_size_bytes(current_setting('wal_segment_size'))) = 40 THEN 40
    ELSE 0 END::numeric)::text
  FROM pg_current_wal_insert_lsn() AS position`

/** Writes one record without a row, and flushes the log up to it: what an idle source needs to tell how far it is. */
const nudgeStatement = `SELECT pg_logical_emit_message(true, 'cdc-testbench', '')`

const nudgeAfterMs = 500
const [quickly, slowly] = [
  { polls: 20, everyMs: 5 },
  { polls: Number.POSITIVE_INFINITY, everyMs: 25 },
]

export async function slotPosition(options: SlotOptions): Promise<SlotPosition> {
  const { source, target } = options
  const { subscriptions } = streamsOf(options)
  const probe = await slotProbe({
    source,
    target,
    slots: [...new Set(subscriptions.map(({ slot }) => slot))],
    subscriptions: [...new Set(subscriptions.map(({ name }) => name))],
  })
  const position: Position = {
    name: 'slot',
    waitMs: 0,
    async now() {
      const [row] = await source.rows(markStatement)
      return row?.[0] ?? ''
    },
    async reached(mark, wait) {
      const answer = await poll(options, probe, { mark, ...wait })
      return answer.reached ? await areReady(options) : answer
    },
    async writersEnded(tables, wait) {
      return haveEnded(source, await writersOf(source, tables), wait)
    },
  }
  return { position, isThere: probe.isThere }
}

type Wanted = PositionWait & { readonly mark: string }

async function poll(options: SlotOptions, probe: SlotProbe, wanted: Wanted): Promise<Reached> {
  const { mark, deadlineMs, signal } = wanted
  const started = performance.now()
  let hasNudged = !options.nudge
  for (let polls = 0; ; polls += 1) {
    signal.throwIfAborted()
    const late = (await probe.late(mark)) ?? (await strayStream(streamsOf(options), mark))
    if (late === null) return { reached: true }
    const passedMs = performance.now() - started
    if (passedMs >= deadlineMs) return { reached: false, why: await whyLate(options, late) }
    if (!hasNudged && passedMs >= nudgeAfterMs) {
      await options.source.rows(nudgeStatement)
      hasNudged = true
    }
    await sleep(polls < quickly.polls ? quickly.everyMs : slowly.everyMs, signal)
  }
}

function streamsOf({ source, target, feeds }: SlotOptions): StrayQuestion {
  return { source, target, subscriptions: feeds.flatMap(({ subscription }) => subscription ?? []) }
}

/** A table that is still being copied when the position is reached may lack what the apply worker has skipped for it. */
async function areReady(options: SlotOptions): Promise<Reached> {
  const feeds = await feedsNow(options)
  const unready = feeds.find(({ subscription }) => subscription?.state !== 'r')
  if (unready === undefined) return { reached: true }
  const why =
    unready.subscription === null
      ? `no subscription feeds ${unready.table} any more`
      : `the subscription "${unready.subscription.name}" is still copying ${unready.table}`
  return { reached: false, why }
}

async function whyLate(options: SlotOptions, late: string): Promise<string> {
  const feeds = await feedsNow(options)
  const disabled = feeds.find(({ subscription }) => subscription?.enabled === false)?.subscription
  if (disabled) return `the subscription "${disabled.name}" is disabled, ${late}`
  return options.nudge ? late : `${late}; an idle source may hold it back: see --nudge`
}

async function feedsNow({ target, tables }: SlotOptions): Promise<readonly Feed[]> {
  return await feedsOf(
    target,
    tables.map((pair) => pair.target.oid),
  )
}
