/** What is known of the pipeline: the polls write it, the requests read it, and a failed task's trace follows from it. */
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

export type Positions = {
  /** What the target has confirmed to the slot. */
  readonly confirmedLsn: number
  /** What the target has applied, as it last reported to the source. */
  readonly appliedLsn: number
  readonly transaction: number
  /** Milliseconds since 1970: when the slot was first seen at this position. */
  readonly seenAt: number
}

/** An apply worker that has lived so long since its last error has recovered. */
const recoveredMs = 1000
/** A server that does not answer for so long fails its task. */
const downMs = 2000

export type Known = {
  source: SourceView | null
  target: SubscriptionState | null | undefined
  tables: Record<ConnectorType, TableChanges>
  positions: Positions | null
  lastSlot: string | null
  down: Record<ConnectorType, { readonly since: number; readonly message: string } | null>
  wanted: Arrangement | null
  refusal: string | null
  /** How many errors there were when the apply worker last lived; null: to be read. */
  errorsBefore: number | null
  failing: boolean
  worker: { readonly pid: number | null; readonly since: number }
  /** Counts the acts: what a poll saw before an act says nothing about the time after. */
  act: number
  acting: boolean
}

export function nothingKnown(): Known {
  return {
    source: null,
    target: undefined,
    tables: { source: new Map(), sink: new Map() },
    positions: null,
    lastSlot: null,
    down: { source: null, sink: null },
    wanted: null,
    refusal: null,
    errorsBefore: null,
    failing: false,
    worker: { pid: null, since: 0 },
    act: 0,
    acting: false,
  }
}

export async function readSource(databases: PipelineDatabases, known: Known): Promise<void> {
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

export async function readTarget(databases: PipelineDatabases, known: Known): Promise<void> {
  const { act } = known
  const state = await pollTarget(databases.target, databases.names.subscription)
  if (known.acting || known.act !== act) return
  known.target = state
  const pid = state?.worker ?? null
  if (pid !== known.worker.pid) known.worker = { pid, since: performance.now() }
  const errors = state?.errors ?? 0
  const lives = pid !== null && performance.now() - known.worker.since > recoveredMs
  if (known.errorsBefore === null || lives) known.errorsBefore = errors
  // One error may be a lost connection, after which the next worker goes on; a disabled subscription gets no next one.
  const tries = state?.enabled === true ? 2 : 1
  known.failing = errors - known.errorsBefore >= tries
}

export async function readTables(databases: PipelineDatabases, known: Known): Promise<void> {
  const { source, target, names } = databases
  const [published, subscribed] = await Promise.all([
    pollSourceTables(source, names.publication),
    pollTargetTables(target, names.subscription),
  ])
  known.tables = { source: published, sink: subscribed }
}

export function sourceTraceOf(known: Known, { slot }: PipelineNames): string | null {
  const down = downOf(known, 'source')
  if (down !== null) return sourceTrace(down)
  return known.source === null
    ? null
    : slotTrace(known.source.slot, { name: slot, lastSeen: known.lastSlot })
}

export function sinkTraceOf(known: Known, names: PipelineNames): string | null {
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
