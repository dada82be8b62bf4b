/** Pairs of healthy databases on two servers that stay open: each is a copy of a template, made in milliseconds. */
import { readFile } from 'node:fs/promises'

import { ClosingStack } from './closing-stack.ts'
import { typedColumns } from './fault-types.ts'
import { connectPostgres } from './postgres.ts'
import { quoteLiteral, quoteName } from './quote.ts'
import { makeSchema } from './seed-data.ts'
import { serverUser } from './server-user.ts'
import { startPostgres } from './stack-postgres.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'
import { startWatchdog } from './watchdog.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { Connection, Sql } from './postgres.ts'
import type { Both, Side } from './table.ts'

export const sides: readonly Side[] = ['source', 'target']

/** Two databases that are equal, until somebody does something to one of them. Closing it removes what was made for it. */
export type HealthyPair = AsyncDisposable & {
  readonly urls: Both<string>
  /** Runs SQL on both sides that makes them healthy again: then closing it leaves them to whoever comes next. */
  heal(statements: string): Promise<void>
}

export type PairOptions = {
  /** Options of CREATE DATABASE for a side that is not to be a copy, but filled anew. */
  readonly databases?: Partial<Both<string>>
  /** Nobody writes to the source: one serves all pairs of which that is true. */
  readonly sourceIsRead?: boolean
}

export type FaultServers = AsyncDisposable & {
  open(options?: PairOptions): Promise<HealthyPair>
}

/** The database that all others are copies of, and a copy at the source to which nobody writes. */
const template = 'healthy'
const shared = 'healthy_source'

/** Hundreds of databases come and go, each used by a dozen connections for a moment. */
const settings = {
  scram_iterations: 1,
  autovacuum: 'off',
  max_wal_size: '8GB',
  checkpoint_timeout: '1h',
}

/** Starts both servers, with the template in each. */
export async function startFaultServers({
  signal,
}: {
  readonly signal?: AbortSignal
} = {}): Promise<FaultServers> {
  await using opened = new ClosingStack()
  const watchdog = opened.use(await startWatchdog())
  const user = await serverUser()
  const { path: folder } = opened.use(await makeTemporaryFolder('faults', { watchdog, user }))
  const options = { folder, watchdog, settings, databases: [template], ...(signal && { signal }) }
  const starting = sides.map(async (name) => await startPostgres({ ...options, name }))
  const [source, target] = await Promise.allSettled(starting)
  // Where one of them fails, the other one is up all the same.
  for (const each of [source, target]) if (each?.status === 'fulfilled') opened.use(each.value)
  if (source?.status !== 'fulfilled') throw source?.reason
  if (target?.status !== 'fulfilled') throw target?.reason
  const servers = { source: source.value, target: target.value }
  await Promise.all(sides.map(async (side) => await fillHealthy(servers[side].url(template))))
  const admins = {
    source: opened.use(await connectPostgres(servers.source.url('postgres'))),
    target: opened.use(await connectPostgres(servers.target.url('postgres'))),
  }
  await admins.source.unsafe(`CREATE DATABASE ${shared} TEMPLATE ${template}`)
  await watchdog.ready
  let pairs = 0
  const healed: string[] = []
  const owned = opened.move()
  return {
    open: async (asked = {}) => {
      const isWhole = asked.databases === undefined && asked.sourceIsRead !== true
      const used = isWhole ? healed.pop() : undefined
      if (used === undefined) pairs += 1
      const name = used ?? `fault_${pairs}`
      return await openPair({
        servers,
        admins,
        healed,
        name,
        isThere: used !== undefined,
        ...asked,
      })
    },
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}

type PairToOpen = PairOptions & {
  readonly servers: Both<PostgresServer>
  readonly admins: Both<Connection>
  /** Names of those that are healthy again, and free. */
  readonly healed: string[]
  readonly name: string
  readonly isThere: boolean
}

async function openPair(pair: PairToOpen): Promise<HealthyPair> {
  const { servers, admins, name, databases = {}, sourceIsRead = false } = pair
  const made: readonly Side[] = sourceIsRead ? ['target'] : sides
  const urls = {
    source: servers.source.url(sourceIsRead ? shared : name),
    target: servers.target.url(name),
  }
  async function make(side: Side): Promise<void> {
    const own = databases[side]
    // With fsync off a copy of the files is faster than one through the log.
    const options = own ?? `TEMPLATE ${template} STRATEGY file_copy`
    await admins[side].unsafe(`CREATE DATABASE ${name} ${options}`)
    if (own !== undefined) await fillHealthy(urls[side])
  }
  if (!pair.isThere) await Promise.all(made.map(make))
  let isHealed = false
  return {
    urls,
    heal: async (statements) => {
      for (const side of sides) {
        await using sql = await connectPostgres(urls[side], { max: 1 })
        await sql.unsafe(statements)
      }
      isHealed = true
    },
    [Symbol.asyncDispose]: async () => {
      if (isHealed) return void pair.healed.push(name)
      // At the target first: a subscription that is there would hold the slot of the source.
      for (const side of made.toReversed()) await removeDatabase(admins[side], urls[side])
    },
  }
}

/** Its subscriptions and slots would keep it from being dropped. */
async function removeDatabase(admin: Sql, url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  const found = await admin<{ name: string }[]>`
    SELECT subname AS name FROM pg_subscription
    WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = ${name})`
  if (found.length > 0) await removeSubscriptions(url, found)
  await admin`SELECT pg_terminate_backend(active_pid, 1000) FROM pg_replication_slots WHERE database = ${name} AND active`
  await admin`SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = ${name}`
  await admin.unsafe(`DROP DATABASE ${quoteName(name)} WITH (FORCE)`)
}

async function removeSubscriptions(
  url: string,
  found: readonly { readonly name: string }[],
): Promise<void> {
  await using sql = await connectPostgres(url, { max: 1 })
  for (const { name } of found) {
    const subscription = `SUBSCRIPTION ${quoteName(name)}`
    await sql.unsafe(`ALTER ${subscription} DISABLE`)
    await sql.unsafe(`ALTER ${subscription} SET (slot_name = NONE)`)
    await sql.unsafe(`DROP ${subscription}`)
  }
}

/** The same tables and rows in every database, whatever it was made with. */
async function fillHealthy(url: string): Promise<void> {
  await using sql = await connectPostgres(url, { max: 1 })
  await makeSchema(sql)
  for (const name of ['every-type.sql', 'fault-tables.sql']) {
    await sql.unsafe(await readFile(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'))
  }
  const columns = typedColumns.map(({ type }) => `${quoteName(type)} ${type}`)
  const rows = [
    typedColumns.map(({ value }) => quoteLiteral(value)),
    typedColumns.map(({ other }) => quoteLiteral(other)),
    typedColumns.map(() => 'NULL'),
  ]
  const inserts = rows.map(
    (values, index) => `INSERT INTO typed VALUES (${index + 1}, ${values.join()})`,
  )
  await sql.unsafe(
    `CREATE TABLE typed (id integer PRIMARY KEY, ${columns.join()}); ${inserts.join(';')}`,
  )
}
