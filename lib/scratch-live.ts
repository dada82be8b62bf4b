/** For tests of live compare: two servers joined by logical replication, tables on both, and pairs of them as a catalogue tells them. */
import { ClosingStack } from './closing-stack.ts'
import { choosePosition } from './position.ts'
import { connectPostgres } from './postgres.ts'
import { openLane } from './lane.ts'
import { settle } from './reconcile-live.ts'
import { readTables } from './schema.ts'
import { startPostgres } from './stack-postgres.ts'
import { joinServers, refreshSubscription } from './stack-replication.ts'
import { planPairs } from './table-pairs.ts'
import { parseSelection } from './table-selection.ts'
import type { ColumnFlags } from './column-selection.ts'
import type { Lane } from './lane.ts'
import type { Sql } from './postgres.ts'
import type { PositionChoice } from './position.ts'
import type { Settled, SettleOptions } from './reconcile-live.ts'
import type { Both, Side, TablePair } from './table.ts'

export type LiveServers = AsyncDisposable & {
  /** For what a test does to them: pools, not pinned. */
  readonly source: Sql
  readonly target: Sql
  readonly urls: Both<string>
  open(side: Side): Promise<Lane>
  /** Statements in a session of their own on the source. */
  run(statements: string): Promise<void>
  /** Makes a table on both sides, and returns when its rows travel. */
  makeTable(options: LiveTable): Promise<TablePair>
  /** Settles keys of a pair as a compare would, with connections of its own. */
  settleAll(pair: TablePair, options: SettleAll): Promise<readonly Settled[]>
}

export type LiveTable = {
  /** In the schema `public`. */
  readonly name: string
  /** What stands between the parentheses of CREATE TABLE. */
  readonly columns: string
  /** Where the target's differ. */
  readonly targetColumns?: string
  readonly flags?: PairFlags
  /** Statements for both sides after the table is there. */
  readonly after?: readonly string[]
}

export type SettleAll = Partial<
  Pick<SettleOptions, 'onStep' | 'position' | 'settleMs' | 'signal'> &
    Pick<PositionChoice, 'nudge' | 'heartbeat'>
> & { readonly suspects: SettleOptions['suspects'] }

/** By default both are the embedded servers. */
export async function startLiveServers(
  start: Partial<Both<typeof startPostgres>> = {},
): Promise<LiveServers> {
  await using opened = new ClosingStack()
  const { source: startSource = startPostgres, target: startTarget = startPostgres } = start
  const servers = {
    source: opened.use(await startSource({ name: 'source', databases: ['shop'] })),
    target: opened.use(await startTarget({ name: 'target', databases: ['shop'] })),
  }
  const source = opened.use(await connectPostgres(servers.source.url('shop'), { max: 10 }))
  const target = opened.use(await connectPostgres(servers.target.url('shop')))
  await joinServers({ source, target }, servers.source.url('shop'))
  const owned = opened.move()

  async function open(side: Side): Promise<Lane> {
    const { signal } = new AbortController()
    return await openLane({
      url: servers[side].url('shop'),
      signal,
      statementTimeoutMs: 60_000,
      reopens: true,
    })
  }

  async function run(statements: string): Promise<void> {
    await using sql = await connectPostgres(servers.source.url('shop'), { max: 1 })
    await sql.unsafe(statements)
  }

  return {
    source,
    target,
    urls: { source: servers.source.url('shop'), target: servers.target.url('shop') },
    open,
    run,
    makeTable: async (options) => await makeTable({ source, target }, options),
    settleAll: async (pair, options) => await settleAll(open, pair, options),
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}

async function makeTable(sides: Both<Sql>, table: LiveTable): Promise<TablePair> {
  const { name, columns, targetColumns = columns, after = [], flags } = table
  await sides.target.unsafe(`CREATE TABLE public.${name} (${targetColumns})`)
  await sides.source.unsafe(`CREATE TABLE public.${name} (${columns})`)
  for (const statement of after) {
    await sides.target.unsafe(statement)
    await sides.source.unsafe(statement)
  }
  await refreshSubscription(sides.target)
  return await pairOf(sides, name, flags)
}

export type PairFlags = {
  /** A view, a partition, and others that are compared only by name. */
  readonly named?: boolean
  readonly columns?: ColumnFlags
}

/** The pair as it is planned now. */
export async function pairOf(
  sides: Both<Sql>,
  name: string,
  { named = false, columns = {} }: PairFlags = {},
): Promise<TablePair> {
  const wanted = named ? { named: [{ schema: 'public', name }] } : {}
  const { pairs } = planPairs({
    source: await readTables(sides.source, wanted),
    target: await readTables(sides.target, wanted),
    selection: parseSelection({ table: [`public.${name}`] }),
    columns,
  })
  const [pair] = pairs
  if (pair === undefined) throw new Error(`Cannot plan the compare of "${name}": it is not there`)
  return pair
}

async function settleAll(
  open: LiveServers['open'],
  pair: TablePair,
  { nudge = true, settleMs = 20_000, heartbeat, ...options }: SettleAll,
): Promise<readonly Settled[]> {
  const { signal = new AbortController().signal } = options
  await using source = await open('source')
  await using target = await open('target')
  const wanted = { source, target, tables: [pair], nudge, settleMs }
  const position =
    options.position ?? (await choosePosition({ ...wanted, ...(heartbeat && { heartbeat }) }))
  const settled: Settled[] = []
  const settling = { source, target, pair, settleMs, ...options, signal, position }
  for await (const each of settle(settling)) settled.push(each)
  return settled
}
