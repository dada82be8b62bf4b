/** A connection for one COPY to the client: pinned, in a snapshot, and told to stop where nobody reads on. */
import type { Readable } from 'node:stream'

import { copyParser } from './copy-binary.ts'
import { connectPostgres, placeOf, reachError } from './postgres.ts'
import { quoteLiteral } from './quote.ts'
import { sessionPins } from './session-pins.ts'
import { settlesWithin } from './wait.ts'
import type { RowFields } from './digest.ts'
import type { Connection } from './postgres.ts'

export type CopySource = {
  readonly url: string
  /** As pg_export_snapshot gave it in a transaction that is still open; null: what is there when the COPY begins. */
  readonly snapshot: string | null
  /** The server cancels what takes longer; 0: nothing is. */
  readonly statementTimeoutMs: number
  readonly signal: AbortSignal
}

/** Its methods throw UnreachableError where the server goes away, and the signal's reason when aborted. */
export type CopySession = AsyncDisposable & {
  /** An array of texts that is the only column of the only row. */
  readonly texts: (statement: string) => Promise<readonly string[]>
  /** Once in a session: the driver may leave the socket paused, and who uses it again would wait for ever. */
  readonly copy: (query: string, onRow: (row: RowFields) => void) => Promise<void>
}

const lockTimeoutMs = 10_000

/** How long a server is given to end a COPY that it was told to cancel. */
const cancelMs = 5000

/** @throws UnreachableError where the server cannot be reached */
export async function openCopy(source: CopySource): Promise<CopySession> {
  const { url, signal } = source
  const where = placeOf(url)
  signal.throwIfAborted()
  const sql = await connectPostgres(url, { max: 1 })

  async function reaching<T>(work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      throw reachError(error, where)
    }
  }

  async function texts(statement: string): Promise<readonly string[]> {
    const [row] = await reaching(async () => await sql.unsafe(statement).values())
    return (row?.[0] ?? []) as readonly string[]
  }

  async function copy(query: string, onRow: (row: RowFields) => void): Promise<void> {
    await reaching(async () => {
      const [pid] = await texts('SELECT ARRAY[pg_backend_pid()::text]')
      const stream = await sql.unsafe(`COPY (${query}\n) TO STDOUT (FORMAT binary)`).readable()
      try {
        await readRows(stream, { onRow, signal })
      } catch (error) {
        const cancelling = cancel({ url, pid: pid ?? '' }, stream)
        await settlesWithin(cancelling, cancelMs)
        throw error
      }
    })
  }

  const session = { texts, copy, [Symbol.asyncDispose]: async () => await sql.end({ timeout: 1 }) }
  try {
    await reaching(async () => await begin(sql, source))
    return session
  } catch (error) {
    await session[Symbol.asyncDispose]()
    throw error
  }
}

async function begin(sql: Connection, { snapshot, statementTimeoutMs }: CopySource): Promise<void> {
  const settings = [
    ...sessionPins,
    `SET statement_timeout = ${statementTimeoutMs}`,
    `SET lock_timeout = ${lockTimeoutMs}`,
    'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
    ...(snapshot === null ? [] : [`SET TRANSACTION SNAPSHOT ${quoteLiteral(snapshot)}`]),
  ]
  // So that a server gives up the work of a process that was killed; some systems cannot, and refuse the setting.
  await sql`SELECT set_config('client_connection_check_interval', '1s', false) WHERE version() ~ 'linux'`
  await sql.unsafe(settings.join(';')).simple()
}

type Reading = { readonly onRow: (row: RowFields) => void; readonly signal: AbortSignal }

/** Leaves the stream open and flowing where it fails: see `cancel`. */
async function readRows(stream: Readable, { onRow, signal }: Reading): Promise<void> {
  const parser = copyParser(onRow)
  let isOver = false
  await new Promise<void>((resolve, reject) => {
    function fail(error: Error): void {
      isOver = true
      reject(error)
    }
    function stop(): void {
      fail(signal.reason as Error)
    }
    signal.addEventListener('abort', stop, { once: true })
    stream.on('data', (piece: Buffer) => {
      if (isOver) return
      try {
        parser.push(piece)
      } catch (error) {
        fail(error as Error)
      }
    })
    stream.once('error', fail)
    stream.once('end', resolve)
    stream.once('close', () => signal.removeEventListener('abort', stop))
    // It may have been while the statement waited for its first row.
    if (signal.aborted) stop()
  })
  parser.end()
}

/**
 * Tells the server to end a COPY, and reads until it does. While nobody reads, the server is stuck in sending, where it hears neither
 * of a cancellation nor of our end; and the driver cannot cancel a statement whose stream it has handed out.
 */
async function cancel({ url, pid }: { url: string; pid: string }, stream: Readable): Promise<void> {
  if (stream.destroyed) return
  const closed = new Promise<void>((resolve) => stream.once('close', resolve))
  await using other = await connectPostgres(url, { max: 1 })
  await other`SELECT pg_cancel_backend(${pid}::int4)`
  await closed
}
