/** One connection of a compare: pinned, read-only, and values come as the text that PostgreSQL prints. */
import { setMaxListeners } from 'node:events'

import { openCursor } from './cursor.ts'
import { messageOf, UnreachableError } from './errors.ts'
import { connectPostgres, placeOf, reachError } from './postgres.ts'
import { arrayText } from './quote.ts'
import { sessionLimits, sessionPins } from './session-pins.ts'
import { sqlState } from './sql-failure.ts'
import { settlesWithin } from './wait.ts'
import type { Connection } from './postgres.ts'

/** One row of an answer, by position; null is NULL. */
export type TextRow = readonly (string | null)[]

/** Closing it ends the connection, and cancels what still runs there. */
export type Lane = AsyncDisposable & {
  /** Host, port and database, for messages. */
  readonly where: string
  rows(statement: string, parameters?: readonly Parameter[]): Promise<readonly TextRow[]>
  /** The answer in batches, so that one of any length is never in memory as a whole. */
  batches(statement: string, rowsMax: number): AsyncIterable<readonly TextRow[]>
  /** Several statements at once, for which there is no answer to wait for: SET, BEGIN. */
  run(statements: string): Promise<void>
}

/** What reads one statement at a time, which is one snapshot. */
export type RowReader = Pick<Lane, 'rows'>

export type Parameter = string | null | readonly (string | null)[]

export type LaneOptions = {
  readonly url: string
  readonly signal: AbortSignal
  /** A statement that takes longer is cancelled by the server; 0: none is. */
  readonly statementTimeoutMs: number
  /** A lost connection is opened again, with the same settings; else every later statement fails, for it would see another snapshot. */
  readonly reopens?: boolean
}

/** @throws UnreachableError when the server cannot be reached, then and in each of its methods */
export async function openLane(options: LaneOptions): Promise<Lane> {
  options.signal.throwIfAborted()
  // As many as there are connections listen to it, and each goes when it is answered.
  setMaxListeners(0, options.signal)
  return laneOf(await openSession(options), options)
}

/**
 * One session of a server. The driver would open another one by itself, without the settings and without the transaction that there
 * was, and what it is asked between the last word of a server and the end of the connection may never be answered: a session that
 * is lost is asked nothing more.
 */
type Session = { readonly sql: Connection; isLost: boolean }

async function openSession(options: LaneOptions): Promise<Session> {
  const lost = { isLost: false }
  const sql = await connectPostgres(options.url, {
    max: 1,
    onClose: () => (lost.isLost = true),
  })
  try {
    await pin(sql, options)
  } catch (error) {
    await sql.end({ timeout: 0 })
    throw reachError(error, placeOf(options.url))
  }
  return Object.assign(lost, { sql })
}

async function pin(sql: Connection, { statementTimeoutMs }: LaneOptions): Promise<void> {
  const settings = [
    ...sessionPins,
    ...sessionLimits(statementTimeoutMs),
    'SET default_transaction_read_only = on',
    // The lanes are the parallelism that was asked for: a server must not be asked for more behind its back.
    'SET max_parallel_workers_per_gather = 0',
    // With sorts allowed, the planner takes a bucket for a key of its own and sorts the table; with a small work_mem it spills.
    'SET enable_sort = off',
    "SET work_mem = '64MB'",
    // A bitmap reads each page of a range once and in order; an index scan costs a tenth more.
    'SET enable_indexscan = off',
  ]
  await sql.unsafe(settings.join(';')).simple()
}

/** How long a server may take to cancel a statement, in seconds. */
const cancelMaxS = 1

/** How long the end of a connection may take: what is gone on with is another one. */
const endMaxMs = 2000

function laneOf(first: Session, options: LaneOptions): Lane {
  const { url, signal, reopens = false } = options
  const where = placeOf(url)
  const running = new Set<Cancellable>()
  let session = first

  async function rows(
    statement: string,
    parameters: readonly Parameter[] = [],
  ): Promise<readonly TextRow[]> {
    const sql = await ready()
    const query = sql.unsafe(statement, parameters.map(textOf)).raw()
    const found = await watched(sentNow(query), () => query)
    return texts(found)
  }

  async function* batches(statement: string, rowsMax: number): AsyncIterable<readonly TextRow[]> {
    const sql = await ready()
    const query = sql.unsafe(statement).raw()
    const sent = sentNow(query)
    const cursor = openCursor(query, { rowsMax, close: sql.CLOSE })
    try {
      for (;;) {
        const batch = await watched(sent, async () => cursor.next())
        if (batch === null) return
        yield texts(batch)
      }
    } finally {
      // Left early, the cursor would keep its connection for ever.
      cursor.close()
    }
  }

  async function run(statements: string): Promise<void> {
    const sql = await ready()
    const query = sql.unsafe(statements).simple()
    await watched(sentNow(query), () => query)
  }

  async function ready(): Promise<Connection> {
    signal.throwIfAborted()
    if (!session.isLost) return session.sql
    if (!reopens) throw new UnreachableError(`Cannot go on at ${where}: the connection was lost`)
    await ended(session)
    session = await openSession(options)
    return session.sql
  }

  /** A server must not go on working for a compare that was told to stop. */
  async function watched<T>({ query, sentMs }: Sent, answer: () => PromiseLike<T>): Promise<T> {
    const { sql } = session
    running.add(query)
    function cancel(): void {
      query.cancel()
      // A server that gets this before it has read the statement takes no notice: then the connection ends, and the statement with it.
      void sql.end({ timeout: cancelMaxS })
    }
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return await answer()
    } catch (error) {
      signal.throwIfAborted()
      const failure = reachError(error, where)
      // The server has said its last word, though the connection may be there for a moment yet.
      if (failure instanceof UnreachableError && session.sql === sql) session.isLost = true
      throw placed(failure, { where, isTimeout: isOver(sentMs, options) })
    } finally {
      running.delete(query)
      signal.removeEventListener('abort', cancel)
    }
  }

  async function dispose(): Promise<void> {
    for (const query of running) query.cancel()
    await ended(session, running.size > 0 ? cancelMaxS : 0)
  }

  return { where, rows, batches, run, [Symbol.asyncDispose]: dispose }
}

function textOf(parameter: Parameter): string | null {
  return parameter === null || typeof parameter === 'string' ? parameter : arrayText(parameter)
}

async function ended({ sql }: Session, timeout = 0): Promise<void> {
  await settlesWithin(sql.end({ timeout }), endMaxMs)
}

/**
 * Of a statement that was cancelled, only the words of the server say why, in its own language. Its clock started after ours, and
 * is no other by a hundredth.
 */
function isOver(sentMs: number, { statementTimeoutMs }: LaneOptions): boolean {
  return statementTimeoutMs > 0 && performance.now() - sentMs >= statementTimeoutMs * 0.99
}

/** What a server says of a statement does not say which server that was. */
function placed(
  error: unknown,
  { where, isTimeout }: { readonly where: string; readonly isTimeout: boolean },
): unknown {
  const code = sqlState(error)
  if (code === null || error instanceof UnreachableError) return error
  return Object.assign(new Error(`${messageOf(error)} (at ${where})`, { cause: error }), {
    code,
    isTimeout,
  })
}

/** A statement, and when its time began. */
type Sent = { readonly query: Cancellable; readonly sentMs: number }

function sentNow(query: Cancellable): Sent {
  return { query, sentMs: performance.now() }
}

type Cancellable = { cancel(): unknown }

type BufferRow = readonly (Buffer | null)[]

/** Behind an answer that failed half-way, the driver leaves holes in the next one: as many as it had rows. `flatMap` passes them over. */
function texts(rows: readonly BufferRow[]): readonly TextRow[] {
  return rows.flatMap((row) => [
    row.map((value) => (value === null ? null : value.toString('utf8'))),
  ])
}
