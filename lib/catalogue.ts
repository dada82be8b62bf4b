/** Reads the catalogue of one server: within the time that a statement may take, and again where the connection was lost. */
import { messageOf, UnreachableError } from './errors.ts'
import { connectPostgres, placeOf, reachError } from './postgres.ts'
import { retried } from './retry.ts'
import { sessionLimits } from './session-pins.ts'
import { failureOf, sqlState } from './sql-failure.ts'
import type { Connection } from './postgres.ts'

export type CatalogueReading = {
  readonly url: string
  readonly signal: AbortSignal
  readonly statementTimeoutMs: number
}

/** A lock or a statement that took too long, and rights that even a catalogue may lack. */
const unreadable = /^(?:55P03|57014|42501)$/

/**
 * What `read` makes of a connection of its own, which it may be given anew.
 *
 * @throws UnreachableError where the server is not there, or lets nobody read
 */
export async function readCatalogue<T>(
  reading: CatalogueReading,
  read: (sql: Connection) => Promise<T>,
): Promise<T> {
  const { url, signal } = reading
  // That a server is not there at all is told at once.
  let first: Connection | null = await connectPostgres(url, { max: 1 })
  async function attempt(): Promise<T> {
    const sql = first ?? (await connectPostgres(url, { max: 1 }))
    first = null
    try {
      return await readOnce(reading, sql, read)
    } finally {
      await sql.end({ timeout: 0 })
    }
  }
  try {
    return await retried(attempt, { signal, onFailure: async () => false })
  } catch (error) {
    const isOurs = failureOf(error) !== 'lost' && !unreadable.test(sqlState(error) ?? '')
    if (isOurs || error instanceof UnreachableError) throw error
    throw new UnreachableError(
      `Cannot read the catalogue of ${placeOf(url)}: ${messageOf(error)}`,
      { cause: error },
    )
  }
}

async function readOnce<T>(
  { url, signal, statementTimeoutMs }: CatalogueReading,
  sql: Connection,
  read: (sql: Connection) => Promise<T>,
): Promise<T> {
  function stop(): void {
    void sql.end({ timeout: 0 })
  }
  signal.addEventListener('abort', stop)
  try {
    signal.throwIfAborted()
    await sql.unsafe(sessionLimits(statementTimeoutMs).join(';')).simple()
    return await read(sql)
  } catch (error) {
    throw reachError(error, placeOf(url))
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
