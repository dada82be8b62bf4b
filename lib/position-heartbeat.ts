/**
 * The position by a heartbeat table: when the target shows a heartbeat that was written after a moment, it has applied what lay before.
 *
 * That holds only where the heartbeats travel in one ordered stream with the tables compared: one subscription, or one topic with one
 * partition and one task. With a topic for each table it proves nothing.
 *
 * The table is on both sides under the same name, and is written by the pipeline (Debezium's `heartbeat.action.query`, a cron job),
 * never by us. It has one row that is updated, or gets a new row each time, and a column that grows with each heartbeat: its only
 * column of type timestamp or timestamptz; where it has none, its only integer or numeric column outside the primary key:
 *
 *     CREATE TABLE public.heartbeat (id int PRIMARY KEY, beat timestamptz NOT NULL);
 *     INSERT INTO public.heartbeat VALUES (1, clock_timestamp()) ON CONFLICT (id) DO UPDATE SET beat = excluded.beat;
 */
import { UsageError } from './errors.ts'
import { quoteName, quoteQualified } from './quote.ts'
import { haveEnded, writersOf } from './table-writers.ts'
import { sleep } from './wait.ts'
import type { Position, PositionWait, Reached } from './position-types.ts'
import type { RowReader } from './lane.ts'

export type HeartbeatOptions = {
  readonly source: RowReader
  readonly target: RowReader
  readonly name: string
}

type Heartbeat = HeartbeatOptions & {
  readonly oid: number
  readonly type: string
  /** Gives the newest heartbeat, NULL where there is none. */
  readonly newest: string
}

const everyMs = 25

/** @throws UsageError where the table is not there, or where it is not plain which column is the heartbeat */
export async function heartbeatPosition(options: HeartbeatOptions): Promise<Position> {
  const heartbeat = await findHeartbeat(options)
  const { source } = options
  await seeOnTarget(heartbeat)
  return {
    name: 'heartbeat',
    waitMs: 0,
    async now() {
      // Who writes a heartbeat now may have committed, in the log, before what a read has just seen.
      return (await writersOf(source, [heartbeat.oid])).join(' ')
    },
    async reached(mark, wait) {
      return await reached(heartbeat, mark.split(' ').filter(Boolean), wait)
    },
    async writersEnded(tables, wait) {
      return haveEnded(source, await writersOf(source, tables), wait)
    },
  }
}

/**
 * A heartbeat that shows up after those writers have ended was committed by another transaction, which began to write after the
 * mark: so it lies behind everything that was seen before the mark.
 */
async function reached(
  heartbeat: Heartbeat,
  writers: readonly string[],
  wait: PositionWait,
): Promise<Reached> {
  const { source, name } = heartbeat
  const end = performance.now() + wait.deadlineMs
  if (!(await haveEnded(source, writers, wait))) {
    return { reached: false, why: `a transaction holds the heartbeat table "${name}"` }
  }
  const before = await newestOf(heartbeat, source)
  for (let beat: string | null = null; ; await sleep(everyMs, wait.signal)) {
    wait.signal.throwIfAborted()
    beat ??= await beatAfter(heartbeat, before)
    if (beat !== null && (await hasArrived(heartbeat, beat))) return { reached: true }
    if (performance.now() >= end) return { reached: false, why: whyLate(heartbeat, beat) }
  }
}

async function beatAfter(heartbeat: Heartbeat, before: string | null): Promise<string | null> {
  const { source, newest, type } = heartbeat
  const isLater = `$1::text IS NULL OR beat > $1::text::${type}`
  const [row] = await source.rows(`SELECT beat::text FROM (${newest}) AS now WHERE ${isLater}`, [
    before,
  ])
  return row?.[0] ?? null
}

/** One that the source does not know yet is no heartbeat after ours, but of a time before the source's clock was set back. */
async function hasArrived(heartbeat: Heartbeat, beat: string): Promise<boolean> {
  const { source, target, newest, type } = heartbeat
  const there = await newestOf(heartbeat, target)
  if (there === null) return false
  const [row] = await source.rows(
    `SELECT $1::text::${type} BETWEEN $2::text::${type} AND beat FROM (${newest}) AS now`,
    [there, beat],
  )
  return row?.[0] === 't'
}

async function newestOf({ newest }: Heartbeat, reader: RowReader): Promise<string | null> {
  const [row] = await reader.rows(`SELECT beat::text FROM (${newest}) AS now`)
  return row?.[0] ?? null
}

function whyLate({ name }: Heartbeat, beat: string | null): string {
  return beat === null
    ? `no new heartbeat was written to "${name}" on the source`
    : `the target does not show the heartbeat ${beat} of "${name}"`
}

const columnsStatement = `
  SELECT pg_class.oid, nspname, relname, attname, format_type(atttypid, -1),
    atttypid IN ('timestamp'::regtype, 'timestamptz'::regtype),
    coalesce(attnum = ANY(indkey), false)
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_index ON indrelid = pg_class.oid AND indisprimary
  WHERE pg_class.oid = to_regclass($1)
    AND atttypid = ANY('{timestamp,timestamptz,int2,int4,int8,numeric}'::regtype[])
  ORDER BY attnum`

async function findHeartbeat(options: HeartbeatOptions): Promise<Heartbeat> {
  const { source, name } = options
  const columns = await source.rows(columnsStatement, [name])
  const times = columns.filter(([, , , , , isTime]) => isTime === 't')
  const numbers = columns.filter(([, , , , , , inKey]) => inKey === 'f')
  const [column, ...others] = times.length > 0 ? times : numbers
  if (column === undefined || others.length > 0) {
    throw new UsageError(
      `Cannot use the heartbeat table "${name}": expected on the source a table with one column of type timestamp or timestamptz, ` +
        `or one of integers or numeric outside its primary key, found ${others.length === 0 ? 'none' : others.length + 1}`,
    )
  }
  const [oid, schema, relation, attribute, type] = column
  const from = quoteQualified({ schema: schema ?? '', name: relation ?? '' })
  return {
    ...options,
    oid: Number(oid),
    type: type ?? '',
    newest: `SELECT max(${quoteName(attribute ?? '')}) AS beat FROM ${from}`,
  }
}

async function seeOnTarget(heartbeat: Heartbeat): Promise<void> {
  try {
    await newestOf(heartbeat, heartbeat.target)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('42')))
      throw error
    throw new UsageError(
      `Cannot use the heartbeat table "${heartbeat.name}": expected it on the target as on the source, found: ${error.message}`,
    )
  }
}
