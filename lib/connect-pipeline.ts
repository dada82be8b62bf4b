/** The pipeline behind the connectors: read every 100 ms, so that no request waits for PostgreSQL, and changed on demand. */
import { ClosingStack } from './closing-stack.ts'
import { messageOf } from './errors.ts'
import { connectPostgres } from './postgres.ts'
import { sleep } from './wait.ts'
import { within } from './connect-herder.ts'
import { advanceSlot, arrange, renewSlot, restart } from './connect-subscription.ts'
import { nothingKnown, readSource, readTables, readTarget } from './connect-known.ts'
import { sinkTraceOf, sourceTraceOf } from './connect-known.ts'
import type { ConnectorType } from './connect-plugins.ts'
import type { Known, Positions } from './connect-known.ts'
import type { TableChanges } from './connect-pipeline-poll.ts'
import type { Arrangement, PipelineDatabases, PipelineNames } from './connect-subscription.ts'

export type PipelineSettings = PipelineNames & {
  readonly sourceUrl: string
  readonly targetUrl: string
}

export type Pipeline = AsyncDisposable & {
  /** Null while there is no slot. */
  readonly positions: () => Positions | null
  readonly tables: (end: ConnectorType) => TableChanges
  /** Why the task at this end has failed; null while it runs. */
  readonly traceOf: (end: ConnectorType) => string | null
  /** Brings the subscription to what the connectors ask for; what PostgreSQL refuses becomes the sink's trace. */
  readonly arrange: (wanted: Arrangement) => Promise<void>
  /** Ends the apply worker and starts it anew, where the connectors ask for one. */
  readonly restart: () => Promise<void>
  /** Makes the slot where it is missing or lost. What was written since it was lost is never copied. */
  readonly renewSlot: () => Promise<void>
  /** Moves the slot forward to a position, `0/16B3748`. */
  readonly advance: (lsn: string) => Promise<void>
}

const pollEveryMs = 100
const tablesEveryMs = 1000
const pollDeadlineMs = 5000
const actDeadlineMs = 60_000
/**
 * Connects to both servers and returns when each has been read once. `changed` is called when a task fails or recovers.
 *
 * @throws UnreachableError when a server cannot be reached.
 */
export async function openPipeline(
  settings: PipelineSettings,
  changed: () => void,
): Promise<Pipeline> {
  const databases = await connectBoth(settings)
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
      known.errorsBefore = null
      await attempt(known, 'source', () => readSource(databases, known))
      await attempt(known, 'sink', () => readTarget(databases, known))
      judge()
    }
  }

  const polls = [
    poll(pollEveryMs, () => attempt(known, 'source', () => readSource(databases, known))),
    poll(pollEveryMs, () => attempt(known, 'sink', () => readTarget(databases, known))),
    // A server that is gone may keep its own poll waiting, and its task has failed all the same.
    poll(pollEveryMs, async () => await Promise.resolve()),
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
    await Promise.all([databases.source.end({ timeout: 1 }), databases.target.end({ timeout: 1 })])
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
    restart: async () => {
      const { wanted } = known
      if (wanted !== null) await act(() => restart(databases, wanted))
    },
    renewSlot: () => act(() => renewSlot(databases)),
    advance: (lsn) => advanceSlot(databases, lsn),
    [Symbol.asyncDispose]: close,
  }
}

async function connectBoth(settings: PipelineSettings): Promise<PipelineDatabases> {
  const options = { max: 3, applicationName: 'cdc-testbench connect', reconnectMs: 500 }
  await using opened = new ClosingStack()
  const source = opened.use(await connectPostgres(settings.sourceUrl, options))
  const target = opened.use(await connectPostgres(settings.targetUrl, options))
  opened.move()
  return { source, target, sourceUrl: settings.sourceUrl, names: settings }
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
