/** For tests of lanes: a server of their own, and lanes on it. */
import { ClosingStack } from './closing-stack.ts'
import { openLane } from './lane.ts'
import { connectPostgres } from './postgres.ts'
import { startPostgres } from './stack-postgres.ts'
import type { Lane, LaneOptions } from './lane.ts'
import type { Sql } from './postgres.ts'
import type { PostgresServer } from './stack-postgres.ts'

export type LaneServer = AsyncDisposable & {
  readonly server: PostgresServer
  /** Connections beside the lanes, to see them and to end them. */
  readonly admin: Sql
  open(options?: Partial<LaneOptions>): Promise<Lane>
}

export async function startLaneServer(name: string): Promise<LaneServer> {
  await using opened = new ClosingStack()
  const server = opened.use(await startPostgres({ name }))
  const admin = opened.use(await connectPostgres(server.url('postgres'), { max: 2 }))
  const owned = opened.move()

  async function open(options: Partial<LaneOptions> = {}): Promise<Lane> {
    const { signal } = new AbortController()
    const url = server.url('postgres')
    return await openLane({ url, signal, statementTimeoutMs: 30_000, ...options })
  }

  return {
    server,
    admin,
    open,
    [Symbol.asyncDispose]: async () => await owned[Symbol.asyncDispose](),
  }
}

export async function pidOf(lane: Lane): Promise<string> {
  const [row] = await lane.rows('SELECT pg_backend_pid()')
  return row?.[0] ?? ''
}
