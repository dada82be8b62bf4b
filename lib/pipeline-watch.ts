/** Watches the pipeline beside a load: how far its slots are behind, and the state of each connector. */
import { askConnect } from './connect-client.ts'
import { connectPostgres } from './postgres.ts'
import { sleep, withDeadline } from './wait.ts'
import type { ConnectTarget } from './connect-client.ts'
import type { Sql } from './postgres.ts'

export type PipelinePlace = {
  /** The database that the slots read; null where it is not known. */
  readonly source: string | null
  readonly connect: ConnectTarget | null
  /** Those whose states are told. */
  readonly connectors: readonly string[]
}

/** Null where it was not measured. */
export type PipelineSecond = {
  /** By how much time the slot's reader had been behind when it last said so. */
  readonly behindMs: number | null
  /** What was written and is not confirmed by the slot that is furthest behind. */
  readonly behindBytes: number | null
  /** What the server keeps for its slots. */
  readonly retainedBytes: number | null
  /** `RUNNING`, `PAUSED`, `FAILED` … by connector. */
  readonly states: Readonly<Record<string, string>>
}

export type PipelineWatch = {
  readonly latest: () => PipelineSecond
  /** Returns how many requests it has sent to Connect, which the server has counted too. */
  readonly stop: () => Promise<number>
}

const positionsEveryMs = 1000
/** Seldom: it is a request to what is being loaded. */
const statesEveryMs = 5000
const answerMaxMs = 3000
const connectorsMax = 12

type Positions = Omit<PipelineSecond, 'states'>

const nothing: Positions = { behindMs: null, behindBytes: null, retainedBytes: null }

/** What cannot be asked is not known, and that is no failure of the load. */
export function watchPipeline(place: PipelinePlace): PipelineWatch {
  const closing = new AbortController()
  const { signal } = closing
  const names = new Set(place.connectors.slice(0, connectorsMax))
  let positions = nothing
  let seenMs = 0
  let states: Readonly<Record<string, string>> = {}
  let asked = 0

  async function watchSource(url: string): Promise<void> {
    await using sql = await connectPostgres(url, { max: 1, applicationName: 'cdc-testbench watch' })
    // A query that hangs must not hold up the end of the run.
    signal.addEventListener('abort', () => void sql.end({ timeout: 1 }), { once: true })
    await every(positionsEveryMs, async () => {
      positions = await readPositions(sql)
      seenMs = performance.now()
    })
  }

  async function watchConnect(connect: ConnectTarget): Promise<void> {
    const url = `${(connect.urls[0] ?? '').replace(/\/+$/, '')}/connectors?expand=status`
    // One that is on its way when the run ends is counted by the server too: its answer is waited for.
    const never = new AbortController().signal
    await every(statesEveryMs, async () => {
      const { status, text } = await withDeadline({ ms: answerMaxMs, signal: never }, (within) =>
        askConnect(connect, { url, signal: within }),
      )
      asked += 1
      if (status === 200) states = statesIn(text, names)
    })
  }

  async function every(ms: number, act: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      // What cannot be asked now may be known again later.
      await act().catch(() => undefined)
      await sleep(ms, signal).catch(() => undefined)
    }
  }

  const { source, connect } = place
  const watching = [
    ...(source === null ? [] : [watchSource(source)]),
    ...(connect === null || names.size === 0 ? [] : [watchConnect(connect)]),
  ]
  const watched = Promise.allSettled(watching)
  return {
    latest: () => ({
      ...(performance.now() - seenMs > answerMaxMs ? nothing : positions),
      states,
    }),
    stop: async () => {
      closing.abort()
      await watched
      return asked
    },
  }
}

type Numbers = { behind: string | null; retained: string | null; ms: string | null }

/** Of the logical slots of this database; a server without the right to tell, or a standby, throws. */
async function readPositions(sql: Sql): Promise<Positions> {
  const [row] = await sql<Numbers[]>`
    SELECT max(pg_wal_lsn_diff(pg_current_wal_lsn(), slot.confirmed_flush_lsn))::text AS behind,
           max(pg_wal_lsn_diff(pg_current_wal_lsn(), slot.restart_lsn))::text AS retained,
           (max(extract(epoch FROM reader.replay_lag)) * 1000)::text AS ms
    FROM pg_replication_slots slot
    LEFT JOIN pg_stat_replication reader ON reader.pid = slot.active_pid
    WHERE slot.slot_type = 'logical' AND slot.database = current_database()`
  const [behindBytes, retainedBytes] = [row?.behind, row?.retained].map(positive)
  const lag = positive(row?.ms)
  return {
    // A reader that has all is not behind, whatever it said when it last was.
    behindMs: behindBytes === 0 ? 0 : lag,
    behindBytes: behindBytes ?? null,
    retainedBytes: retainedBytes ?? null,
  }
}

function positive(text: string | null | undefined): number | null {
  const value = Number(text ?? Number.NaN)
  return Number.isFinite(value) ? Math.max(0, Math.round(value * 1000) / 1000) : null
}

/** Of each connector the worst of its own state and its tasks'. */
function statesIn(text: string, names: ReadonlySet<string>): Record<string, string> {
  const told = recordOf(JSON.parse(text))
  return Object.fromEntries(
    Object.entries(told)
      .filter(([name]) => names.has(name))
      .flatMap(([name, value]) => {
        const { connector, tasks } = recordOf(recordOf(value)['status'])
        const all = [connector, ...(Array.isArray(tasks) ? (tasks as unknown[]) : [])]
        const states = all.map((each) => recordOf(each)['state']).filter(isText)
        const worst = states.find((state) => state === 'FAILED') ?? states.find(isNotRunning)
        const state = worst ?? states[0]
        return state === undefined ? [] : [[name, state] as const]
      }),
  )
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isNotRunning(state: string): boolean {
  return state !== 'RUNNING'
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
