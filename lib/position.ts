/** How far the target has come: which of the ways to know "it has applied what the source had" there is, and whether it is so. */
import { UsageError } from './errors.ts'
import { heartbeatPosition } from './position-heartbeat.ts'
import { feedsOf, slotPosition } from './position-slot.ts'
import { waitingPosition } from './position-waiting.ts'
import type { Position } from './position-types.ts'
import type { RowReader } from './lane.ts'

export type { Position, PositionMark, Reached } from './position-types.ts'

/** As a catalogue knows it. */
type Relation = { readonly oid: number }

export type PositionChoice = {
  /** Connections that nobody else uses meanwhile. */
  readonly source: RowReader
  readonly target: RowReader
  /** The tables whose rows are to be settled by it: best those of one pair, for others may travel by other ways. */
  readonly tables: readonly { readonly source: Relation; readonly target: Relation }[]
  /** `schema.table` as SQL reads it, the same on both sides; see position-heartbeat.ts for what it must look like. */
  readonly heartbeat?: string
  /** May write one message to the source's log when an idle source holds its position back. */
  readonly nudge: boolean
  /** How long a target may lag: what `waiting` waits. */
  readonly settleMs: number
}

/**
 * The best way there is: the replication slots that feed the tables, where subscriptions of the target do; else the heartbeat table;
 * else waiting. A subscription that stands still, or whose slot is gone, is still the way: then nothing is reached, and that is told.
 *
 * A standby cannot be the source: it neither shows who writes nor what the target may already have. Where the target is one, its
 * subscription is another server's, which is ahead of it.
 *
 * @throws UsageError where the source is a standby, or the heartbeat table cannot be used
 */
export async function choosePosition(choice: PositionChoice): Promise<Position> {
  const { source, target, tables, heartbeat, nudge, settleMs } = choice
  const feeds = await feedsOf(
    target,
    tables.map((pair) => pair.target.oid),
  )
  if (await isStandby(source)) {
    throw new UsageError(
      'Cannot compare live: the source is a standby, expected the primary server',
    )
  }
  const areFed =
    !(await isStandby(target)) &&
    feeds.length > 0 &&
    feeds.every(({ subscription }) => subscription !== null)
  const slot = areFed ? await slotPosition({ source, target, tables, feeds, nudge }) : null
  if (slot !== null && (slot.isThere || heartbeat === undefined)) return slot.position
  if (heartbeat !== undefined) return heartbeatPosition({ source, target, name: heartbeat })
  return waitingPosition({ source, settleMs })
}

async function isStandby(reader: RowReader): Promise<boolean> {
  const [row] = await reader.rows('SELECT pg_is_in_recovery()')
  return row?.[0] === 't'
}
