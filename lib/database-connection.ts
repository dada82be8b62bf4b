/** One connection of a pool: opened when it is needed, given up when it broke, and cleared of what was cancelled on it. */
import { connect } from 'node:net'

import { endsConnection } from './database-failure.ts'
import { connectPostgres } from './postgres.ts'
import { settlesWithin } from './wait.ts'
import type { Connection } from './postgres.ts'

export type Row = Readonly<Record<string, unknown>>

/** Runs one statement; values are parameters $1, $2, … */
export type RunStatement = (
  statement: string,
  values?: readonly (string | number)[],
) => Promise<readonly Row[]>

/** Statements that belong together. What it throws is thrown on. */
export type Task<T> = (run: RunStatement) => Promise<T>

export type PoolConnection = {
  /** Opens it where it is not open. @throws UnreachableError where that cannot be done */
  readonly open: () => Promise<void>
  /**
   * Runs the task on the open connection. Aborted, it rejects at once, cancels at the server, and is `settled` when the server has let
   * go of the statement or 1 s later; the connection is then another one.
   */
  readonly run: <T>(task: Task<T>, signal: AbortSignal) => Promise<T>
  readonly settled: () => Promise<void>
  readonly close: () => Promise<void>
}

export type ConnectionOptions = {
  readonly url: string
  readonly applicationName: string
  /** Told each time that it had to be opened after the first. */
  readonly onReplaced: () => void
}

/** Of a backend, for a request to cancel what it does. */
type Backend = { readonly pid: number; readonly secret: number }
type Open = { readonly sql: Connection; readonly backend: Backend }

const cancelAttempts = 3
const cancelMs = 350

/** Opens nothing yet. */
export function poolConnection(options: ConnectionOptions): PoolConnection {
  let current: Open | null = null
  let opened = 0
  let settling: Promise<void> = Promise.resolve()

  async function open(): Promise<void> {
    if (current !== null) return
    let mine: Open | null = null
    const sql = await connectPostgres(options.url, {
      max: 1,
      applicationName: options.applicationName,
      // The driver would open it again by itself, in the middle of a measured statement and under another process id.
      onClose: () => {
        if (current === mine) current = null
      },
    })
    const { state } = await sql`SELECT`
    mine = { sql, backend: { pid: state.pid, secret: state.secret } }
    current = mine
    if (++opened > 1) options.onReplaced()
  }

  async function run<T>(task: Task<T>, signal: AbortSignal): Promise<T> {
    const mine = current
    if (mine === null) throw new Error('Cannot run a statement: the connection is not open')
    const working = task(async (statement, values = []) => {
      signal.throwIfAborted()
      return await mine.sql.unsafe<Row[]>(statement, [...values], { prepare: true })
    })
    try {
      return await Promise.race([working, aborted(signal)])
    } catch (error) {
      if (signal.aborted) settling = giveUp(mine, working)
      else if (endsConnection(error)) settling = drop(mine)
      throw error
    }
  }

  /** A late request to cancel could hit the next statement, so there is none on this connection. */
  async function giveUp(mine: Open, working: Promise<unknown>): Promise<void> {
    for (let attempt = 1; attempt <= cancelAttempts; attempt += 1) {
      await cancel(options.url, mine.backend)
      if (await settlesWithin(working, cancelMs)) break
    }
    await drop(mine)
  }

  async function drop(mine: Open): Promise<void> {
    if (current === mine) current = null
    await mine.sql.end({ timeout: 0 })
  }

  async function close(): Promise<void> {
    await settling
    if (current !== null) await drop(current)
  }

  return { open, run, settled: () => settling, close }
}

/**
 * A cancel request of PostgreSQL's protocol (54.2.8), which takes no place among the server's connections: a full server is when it is
 * needed. Like libpq's it is not encrypted. Resolves when the server has taken it, or cannot be reached.
 */
async function cancel(url: string, { pid, secret }: Backend): Promise<void> {
  const { hostname, port } = new URL(url)
  const request = Buffer.alloc(16)
  request.writeInt32BE(16, 0)
  request.writeInt32BE(80877102, 4)
  request.writeUInt32BE(pid, 8)
  request.writeUInt32BE(secret, 12)
  await new Promise<void>((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || 5432),
      timeout: cancelMs,
    })
    socket.once('timeout', () => socket.destroy())
    socket.once('error', () => socket.destroy())
    socket.once('close', () => resolve())
    // The server answers nothing: it closes the connection.
    socket.resume()
    socket.end(request)
  })
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    function stop(): void {
      reject(signal.reason as Error)
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
