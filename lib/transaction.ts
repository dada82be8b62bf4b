/** A transaction on a connection of a pool, which ends with its connection and not with the process. */
import { endsConnection } from './database-failure.ts'
import type { Sql } from './postgres.ts'

/**
 * Commits where `work` returns, and rolls back where it throws. The driver's own `begin` sends its rollback to a connection that has
 * ended too, which ends the process: what is lost is told nothing more.
 *
 * @param mode as BEGIN takes it: `READ ONLY`
 */
export async function inTransaction<T>(
  sql: Pick<Sql, 'reserve'>,
  mode: string,
  work: (transaction: Sql) => Promise<T>,
): Promise<T> {
  const reserved = await sql.reserve()
  let isLost = false
  try {
    await reserved.unsafe(`BEGIN ${mode}`)
    const answer = await work(reserved)
    await reserved.unsafe('COMMIT')
    return answer
  } catch (error) {
    isLost = endsConnection(error)
    if (!isLost) await reserved.unsafe('ROLLBACK')
    throw error
  } finally {
    // The driver takes back what is lost by itself; given back, it would be handed out once more.
    if (!isLost) reserved.release()
  }
}
