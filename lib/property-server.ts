/** Databases for a file of laws: on the server of the run, where there is one, else on a server of their own. */
import { connectPostgres } from './postgres.ts'
import { quoteName } from './quote.ts'
import { startPostgres } from './stack-postgres.ts'

/** Whoever runs several files starts one server for all of them, and gives its URL: that of any database. */
export const serverVariable = 'PROPERTY_SERVER'

/** Closing it ends the server where it is our own. */
export type PropertyDatabases = AsyncDisposable & { readonly url: (database: string) => string }

/** New databases, of which no other file has one with the same `name`. */
export async function openPropertyDatabases(
  name: string,
  databases: readonly string[],
): Promise<PropertyDatabases> {
  const shared = process.env[serverVariable]
  if (shared === undefined)
    return await startPostgres({ name: `property-${name}`, databases, inMemory: true })
  await using sql = await connectPostgres(shared, { max: 1 })
  // As files, since a copy through the log takes three times as long and nobody will read that log.
  for (const database of databases)
    await sql.unsafe(`CREATE DATABASE ${quoteName(`${name}_${database}`)} STRATEGY file_copy`)
  return {
    url: (database) => {
      const url = new URL(shared)
      url.pathname = encodeURIComponent(`${name}_${database}`)
      return url.href
    },
    // They end with their server.
    [Symbol.asyncDispose]: async () => undefined,
  }
}
