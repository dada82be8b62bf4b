/** The pipeline behind the connectors: read every 100 ms, so that no request waits for PostgreSQL, and changed on demand. */
import { messageOf } from './errors.ts'
import { connectPostgres } from './postgres.ts'
import { sleep } from './wait.ts'
import { within } from './connect-herder.ts'
import { advanceSlot, arrange, restartWorker } from './connect-subscription.ts'
import { applyTrace, sinkTrace, slotTrace, sourceTrace } from './connect-traces.ts'
import {
  pollSource,
  pollSourceTables,
  pollTarget,
  pollTargetTables,
} from './connect-pipeline-poll.ts'
import type { ConnectorType } from './connect-plugins.ts'
import type { SourceView, SubscriptionState, TableChanges } from './connect-pipeline-poll.ts'
import type { Arrangement, PipelineDatabases, PipelineNames } from './connect-subscription.ts'

export type PipelineSettings = PipelineNames & {
  readonly sourceUrl: string
  readonly targetUrl: string
}

export type Positions = {
  /** What the target has confirmed to the slot. */
  readonly confirmedLsn: number
  /** What the target has applied, as it last reported to the source. */
  readonly appliedLsn: number
  readonly transaction: number
  /** Milliseconds since 1970: when the slot was first seen at this position. */
  readonly seenAt: number
}

export type Pipeline = AsyncDisposable & {
  /** Null while there is no slot. */
  readonly positions: () => Positions | null
  readonly tables: (end: ConnectorType) => TableChanges
  /** Why the task at this end has failed; null while it runs. */
  readonly traceOf: (end: ConnectorType) => string | null
  /** Brings the subscription to what the connectors ask for; what PostgreSQL refuses becomes the sink's trace. */
  readonly arrange: (wanted: Arrangement) => Promise<void>
  readonly restart: () => Promise<void>
  /** Moves the slot forward to a position, `0/16B3748`. */
  readonly advance: (lsn: string) => Promise<void>
}

const pollEveryMs = 100
const tablesEveryMs = 1000
const pollDeadlineMs = 5000
const actDeadlineMs = 60_000
/** An apply worker that has lived so long since its last error has recovered. */
const recoveredMs = 1000
/** A server that does not answer for so long fails its task. */
const downMs = 2000

/** What is known; the polls write it, the requests read it. */
type Known = {
  source: SourceView | null
  target: SubscriptionState | null | undefined
  tables: Record<ConnectorType, TableChanges>
  positions: Positions | null
  lastSlot: string | null
  down: Record<ConnectorType, { readonly since: number; readonly message: string } | null>
  wanted: Arrangement | null
  refusal: string | null
  errorsSeen: number | null
  failing: boolean
  worker: { readonly pid: number | null; readonly since: number }
  /** Counts the acts: what a poll saw before an act says nothing about the time after. */
  act: number
  acting: boolean
}

/**
 * Connects to both servers and returns when each has been read once. `changed` is called when a task fails or recovers.
 *
 * @throws UnreachableError when a server cannot be reached.
 */
export async function openPipeline(
  settings: PipelineSettings,
  changed: () => void,
): Promise<Pipeline> {
  const options = { max: 3, applicationName: 'cdc-testbench connect' }
  const [source, target] = await Promise.all([
    connectPostgres(settings.sourceUrl, options),
    connectPostgres(settings.targetUrl, options),
  ])
  const databases = { source, target, sourceUrl: settings.sourceUrl, names: settings }
  const known = nothingKnown()
  const stop = new AbortController()
  const traces = { source: null as string | null, sink: null as string | null }

  function judge(): void {
    const now = { source: sourceTraceOf(known, settings), sink: sinkTraceOf(known, settings) }
    const same = now.source === traces.source && now.sink === traces.sink
    Object.assign(traces, now)
    if (!same) changed()
  }

  async function act(work: () => Promise<void>): Promise<void> {
    known.acting = true
    try {
      await within(work(), actDeadlineMs, () => new Error('PostgreSQL did not do it within 60 s'))
      known.refusal = null
    } catch (error) {
      known.refusal = messageOf(error)
    } finally {
      known.acting = false
      known.act += 1
      known.errorsSeen = null
      known.failing = false
      await attempt(known, 'sink', async () => await readTarget(databases, known))
      judge()
    }
  }

  const polls = [
    poll(pollEveryMs, () => attempt(known, 'source', () => readSource(databases, known))),
    poll(pollEveryMs, () => attempt(known, 'sink', () => readTarget(databases, known))),
    poll(tablesEveryMs, () => attempt(known, null, () => readTables(databases, known))),
  ]

  async function poll(everyMs: number, read: () => Promise<void>): Promise<void> {
    while (!stop.signal.aborted) {
      await read()
      judge()
      await sleep(everyMs, stop.signal).catch(() => undefined)
    }
  }

  async function close(): Promise<void> {
    stop.abort()
    await Promise.all([source[Symbol.asyncDispose](), target[Symbol.asyncDispose]()])
    await Promise.all(polls)
  }

  await attempt(known, 'source', () => readSource(databases, known))
  await attempt(known, null, () => readTables(databases, known))
  return {
    positions: () => known.positions,
    tables: (end) => known.tables[end],
    traceOf: (end) => traces[end],
    arrange: async (wanted) => {
      known.wanted = wanted
      await act(() => arrange(databases, wanted))
    },
    restart: () => act(() => restartWorker(databases)),
    advance: (lsn) => advanceSlot(databases, lsn),
    [Symbol.asyncDispose]: close,
  }
}

function nothingKnown(): Known {
  return {
    source: null,
    target: undefined,
    tables: { source: new Map(), sink: new Map() },
    positions: null,
    lastSlot: null,
    down: { source: null, sink: null },
    wanted: null,
    refusal: null,
    errorsSeen: null,
    failing: false,
    worker: { pid: null, since: 0 },
    act: 0,
    acting: false,
  }
}

async function attempt(
  known: Known,
  end: ConnectorType | null,
  read: () => Promise<void>,
): Promise<void> {
  const reading = read()
  try {
    await within(reading, pollDeadlineMs, () => new Error('PostgreSQL has not answered for 5 s'))
    if (end !== null) known.down[end] = null
  } catch (error) {
    if (end !== null) known.down[end] ??= { since: performance.now(), message: messageOf(error) }
    // A query that hangs is waited for: asking again would only queue behind it.
    await reading.catch(() => undefined)
  }
}

async function readSource(databases: PipelineDatabases, known: Known): Promise<void> {
  const view = await pollSource(databases.source, databases.names.slot)
  known.source = view
  if (view.slot === null) {
    known.positions = null
    return
  }
  known.lastSlot = view.slot.confirmed
  const { confirmedLsn, appliedLsn } = view.slot
  const before = known.positions
  known.positions = {
    confirmedLsn,
    appliedLsn: Math.max(confirmedLsn, appliedLsn ?? 0),
    transaction: view.transaction,
    seenAt: before?.confirmedLsn === confirmedLsn ? before.seenAt : Date.now(),
  }
}

async function readTarget(databases: PipelineDatabases, known: Known): Promise<void> {
  const { act } = known
  const state = await pollTarget(databases.target, databases.names.subscription)
  if (known.acting || known.act !== act) return
  known.target = state
  const pid = state?.worker ?? null
  if (pid !== known.worker.pid) known.worker = { pid, since: performance.now() }
  const errors = state?.errors ?? 0
  if (known.errorsSeen !== null && errors > known.errorsSeen) known.failing = true
  else if (pid !== null && performance.now() - known.worker.since > recoveredMs)
    known.failing = false
  known.errorsSeen = errors
}

async function readTables(databases: PipelineDatabases, known: Known): Promise<void> {
  const { source, target, names } = databases
  const [published, subscribed] = await Promise.all([
    pollSourceTables(source, names.publication),
    pollTargetTables(target, names.subscription),
  ])
  known.tables = { source: published, sink: subscribed }
}

function sourceTraceOf(known: Known, { slot }: PipelineNames): string | null {
  const down = downOf(known, 'source')
  if (down !== null) return sourceTrace(down)
  return known.source === null
    ? null
    : slotTrace(known.source.slot, { name: slot, lastSeen: known.lastSlot })
}

function sinkTraceOf(known: Known, names: PipelineNames): string | null {
  const down = downOf(known, 'sink')
  if (down !== null) return sinkTrace(down)
  const { wanted, target } = known
  if (wanted === null || !wanted.subscribed || target === undefined) return null
  // Without its slot an apply worker fails too, but that is the source's failure, and its task shows it.
  if (sourceTraceOf(known, names) !== null) return null
  if (known.refusal !== null) return sinkTrace(`ERROR: ${known.refusal}`)
  if (target === null)
    return sinkTrace(`ERROR: subscription "${names.subscription}" does not exist`)
  if (known.failing) return applyTrace(target, names.subscription)
  if (!wanted.flows || target.enabled) return null
  return sinkTrace(`ERROR: subscription "${names.subscription}" is disabled`)
}

function downOf(known: Known, end: ConnectorType): string | null {
  const down = known.down[end]
  return down === null || performance.now() - down.since < downMs ? null : down.message
}
