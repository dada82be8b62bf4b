/** The two servers of the embedded stack, joined, with the shop in them: a real pipeline with real lag. */
import { ClosingStack } from './closing-stack.ts'
import { connectPostgres } from './postgres.ts'
import { makeSchema, seedData } from './seed-data.ts'
import { startPostgres } from './stack-postgres.ts'
import { joinServers, untilApplied } from './stack-replication.ts'
import type { PostgresServer } from './stack-postgres.ts'
import type { Watchdog } from './watchdog.ts'

/** The database of the pipeline on both servers, and the stand-in's own on the source. */
export const databases = { shop: 'shop', connect: 'connect' } as const

type Servers = { readonly source: PostgresServer; readonly target: PostgresServer }

export type ServerPair = Servers & AsyncDisposable

export type PairOptions = {
  readonly folder: string
  readonly watchdog: Watchdog
  readonly seed: number
  readonly signal: AbortSignal
  readonly progress: (text: string) => void
}

/** Returns when the target holds all that the source was seeded with. */
export async function startPair(options: PairOptions): Promise<ServerPair> {
  await using opened = new ClosingStack()
  options.progress('starting two PostgreSQL servers')
  const { source, target } = await startServers(options, opened)
  options.progress('joining them by logical replication')
  await fill({ source, target }, options)
  const owned = opened.move()
  return { source, target, [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose]() }
}

async function startServers(options: PairOptions, opened: ClosingStack): Promise<Servers> {
  const { folder, watchdog, signal } = options
  const both = { folder, watchdog, signal }
  const [source, target] = await Promise.allSettled([
    startPostgres({ ...both, name: 'source', databases: [databases.shop, databases.connect] }),
    startPostgres({ ...both, name: 'target', databases: [databases.shop] }),
  ])
  // Where one of them fails, the other one is up all the same.
  for (const each of [source, target]) if (each.status === 'fulfilled') opened.use(each.value)
  if (source.status === 'rejected') throw source.reason
  if (target.status === 'rejected') throw target.reason
  return { source: source.value, target: target.value }
}

async function fill({ source, target }: Servers, { seed, signal }: PairOptions): Promise<void> {
  await using from = await connectPostgres(source.url(databases.shop), { max: 2 })
  await using to = await connectPostgres(target.url(databases.shop), { max: 2 })
  // On the target first: a change that arrives before its table stops the subscription.
  await makeSchema(to)
  await makeSchema(from)
  signal.throwIfAborted()
  await joinServers({ source: from, target: to }, source.url(databases.shop))
  await seedData(from, { seed, customers: 1000 })
  await untilApplied(from, { signal })
}
