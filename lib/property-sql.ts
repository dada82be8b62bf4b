/** A session of a database for laws that ask one, pinned like those of a compare; and generated rows as SQL. */
import { ClosingStack } from './closing-stack.ts'
import { connectPostgres } from './postgres.ts'
import { openPropertyDatabases } from './property-server.ts'
import { quoteLiteral } from './quote.ts'
import { sessionPins } from './session-pins.ts'
import { ownTypesSql } from './value-arbitraries.ts'
import type { Connection } from './postgres.ts'
import type { TypedRows } from './value-arbitraries.ts'

/** One connection, to a database of its own. The own types of generated values are there. */
export async function openScratchSession(name: string): Promise<Connection> {
  await using opened = new ClosingStack()
  const server = opened.use(await openPropertyDatabases(name, ['session']))
  const sql = await connectPostgres(server.url('session'), { max: 1 })
  // Its own end, for below it is given another one, which is that of all.
  const end = sql[Symbol.asyncDispose]
  opened.defer(async () => await end())
  for (const pin of [...sessionPins, ownTypesSql]) await sql.unsafe(pin)
  const owned = opened.move()
  return Object.assign(sql, {
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  })
}

/** `(VALUES …) AS t (c0, c1, …)`, each value as its text, cast to its type. */
export function valuesSql({ types, rows }: TypedRows): string {
  const lines = rows.map(
    (row) => `(${row.map((value, index) => valueSql(value, types[index] ?? 'text')).join(', ')})`,
  )
  return `(VALUES ${lines.join(', ')}) AS t (${types.map((_, index) => `c${index}`).join(', ')})`
}

/** @example valueSql("it's", 'text') === "'it''s'::text" */
export function valueSql(value: string | null, type: string): string {
  return `${value === null ? 'NULL' : quoteLiteral(value)}::${type}`
}
