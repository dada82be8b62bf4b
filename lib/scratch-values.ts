/** For tests: databases of their own on one or two versions of PostgreSQL, and the digests of what is in them. */
import { ClosingStack } from './closing-stack.ts'
import { rowDigest } from './digest-sql.ts'
import { connectPostgres } from './postgres.ts'
import { quoteQualified } from './quote.ts'
import { missingPostgres15, startPostgres15 } from './scratch-postgres15.ts'
import { sessionPins } from './session-pins.ts'
import { startPostgres } from './stack-postgres.ts'
import type { Connection } from './postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { Both, Side, TablePair } from './table.ts'

export type ScratchServers = AsyncDisposable & {
  readonly newest: PostgresServer
  /** One of each version. */
  readonly each: readonly PostgresServer[]
  /** Which server is the source and which the target: 18 and 18, and both ways between 15 and 18 where 15 is there. */
  readonly combinations: readonly Both<PostgresServer>[]
}

export async function startScratchServers(name: string): Promise<ScratchServers> {
  await using opened = new ClosingStack()
  const server = opened.use(await startPostgres({ name }))
  const each = [server]
  const combinations = [{ source: server, target: server }]
  if (missingPostgres15 === false) {
    const older = opened.use(await startPostgres15({ name: `${name}-15` }))
    each.push(older)
    combinations.push({ source: older, target: server }, { source: server, target: older })
  }
  const owned = opened.move()
  return {
    newest: server,
    each,
    combinations,
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}

let databases = 0

/** A new database, and a session in it with the pins of a compare. */
export async function scratchDatabase(on: PostgresServer): Promise<Connection> {
  databases += 1
  const name = `scratch_${databases}`
  await using admin = await connectPostgres(on.url('postgres'), { max: 1 })
  await admin.unsafe(`CREATE DATABASE ${name}`)
  const sql = await connectPostgres(on.url(name), { max: 1 })
  for (const pin of sessionPins) await sql.unsafe(pin)
  return sql
}

/** The digests of the rows of one side, sorted. */
export async function digestsOf(
  sql: Connection,
  { side, pair }: { readonly side: Side; readonly pair: TablePair },
): Promise<readonly string[]> {
  const digest = rowDigest(pair, side, { seed: '42' })
  const rows = await sql.unsafe<{ digest: string }[]>(
    `SELECT ${digest}::text AS digest FROM ${quoteQualified(pair[side])} AS t ORDER BY 1`,
  )
  return rows.map((row) => row.digest)
}
