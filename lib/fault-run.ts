/** Runs entries of the catalogue, each in a pair of databases of its own: injects the fault, compares, and judges what was told. */
import { messageOf } from './errors.ts'
import { injectFault, writesSource } from './fault-inject.ts'
import { judgeFault, toldOf } from './fault-judge.ts'
import { connectPostgres } from './postgres.ts'
import { reconcile } from './reconcile.ts'
import { parseSelection } from './table-selection.ts'
import type { Fault, FaultCompare } from './fault.ts'
import type { Compared, FaultJudgement } from './fault-judge.ts'
import type { FaultServers, HealthyPair } from './fault-pair.ts'
import type { ReconcileSettings } from './reconcile.ts'
import type { ListedDifference } from './table.ts'

export type FaultRun = {
  readonly fault: Fault
  readonly judgement: FaultJudgement
  readonly compared: Compared
  readonly durationMs: number
  /** Why there is no judgement. */
  readonly failure: string | null
}

export type FaultsToRun = {
  readonly faults: readonly Fault[]
  readonly servers: FaultServers
  /** Pairs at a time. */
  readonly width: number
  readonly digestSeed: string
  readonly signal: AbortSignal
  readonly onRun: (run: FaultRun) => void
}

/** In the order of the catalogue. Those that had not begun when the signal came are not in it. */
export async function runFaults(work: FaultsToRun): Promise<readonly FaultRun[]> {
  const { faults, servers, width, signal, onRun } = work
  const waiting = [...faults.entries()]
  const runs: (readonly [number, FaultRun])[] = []
  async function next(): Promise<void> {
    for (let entry = waiting.shift(); entry && !signal.aborted; entry = waiting.shift()) {
      const [index, fault] = entry
      await using opened = await openFault(servers, fault, work)
      runs.push([index, opened.run])
      onRun(opened.run)
    }
  }
  await Promise.all(Array.from({ length: width }, next))
  return runs.toSorted(([one], [other]) => one - other).map(([, run]) => run)
}

export type OpenFault = AsyncDisposable & {
  readonly run: FaultRun
  readonly urls: HealthyPair['urls']
}

type FaultSettings = Pick<FaultsToRun, 'digestSeed' | 'signal'>

/** Runs one, and leaves its databases as the fault has made them until it is closed. */
export async function openFault(
  servers: FaultServers,
  fault: Fault,
  settings: FaultSettings,
): Promise<OpenFault> {
  const startedMs = performance.now()
  const { databases } = fault.injection
  const sourceIsRead = !writesSource(fault.injection) && databases?.source === undefined
  const pair = await servers.open({ ...(databases && { databases }), sourceIsRead })
  const run = await runInjected(pair, fault, settings).catch((error: unknown): Outcome => ({
    compared: nothing,
    failure: messageOf(error),
  }))
  const { compared, failure } = run
  const judged = judgeFault(fault, toldOf(compared))
  const judgement = failure === null ? judged : notRun(judged)
  const durationMs = Math.round(performance.now() - startedMs)
  return {
    run: { fault, judgement, compared, failure, durationMs },
    urls: pair.urls,
    [Symbol.asyncDispose]: async () => {
      const { undo } = fault.injection
      if (undo !== undefined && failure === null) await pair.heal(undo)
      await pair[Symbol.asyncDispose]()
    },
  }
}

type Outcome = Pick<FaultRun, 'compared' | 'failure'>

const nothing: Compared = { tables: [], rows: [], checks: [] }

function notRun(judgement: FaultJudgement): FaultJudgement {
  return { ...judgement, verdict: 'not-run', exact: false, untold: [], unexpected: [] }
}

async function runInjected(
  pair: HealthyPair,
  fault: Fault,
  settings: FaultSettings,
): Promise<Outcome> {
  await injectFault(pair, fault.injection, settings.signal)
  await using writing = await startWriting(pair, fault.compare?.writes ?? [])
  const compared = await compareFault(pair, fault.compare ?? {}, settings)
  return { compared, failure: settings.signal.aborted ? 'stopped' : writing.failure() }
}

async function compareFault(
  { urls }: HealthyPair,
  compare: FaultCompare,
  { digestSeed, signal }: FaultSettings,
): Promise<Compared> {
  const rows: ListedDifference[] = []
  const settings = { ...settingsOf(compare), digestSeed }
  const { tables, checks, unmatched } = await reconcile({
    urls,
    settings,
    signal,
    progress: () => undefined,
    rows: async (row) => void rows.push(row),
  })
  if (tables.length === 0 || unmatched.length > 0) throw new Error('Nothing was compared')
  return { tables, rows, checks }
}

function settingsOf(compare: FaultCompare): Omit<ReconcileSettings, 'digestSeed'> {
  const { cutOver = false, live = false, columns = {}, table = [], map = [] } = compare
  return {
    selection: parseSelection({ table, map }),
    columns,
    depth: 'rows',
    differencesMax: 1000,
    connections: 1,
    snapshotMaxMs: 300_000,
    live: live ? { settleMs, heartbeat: undefined, nudge: true } : null,
    cutOver,
    checkpoint: null,
    recheck: null,
  }
}

type Writing = AsyncDisposable & { readonly failure: () => string | null }

/** Then the writes end, so that a row that was hot settles on a slow machine too. */
const writingMaxMs = 5000
const settleMs = 120_000

/** Writes at the source, over and over, until it is closed or `writingMaxMs` are over. */
async function startWriting({ urls }: HealthyPair, writes: readonly string[]): Promise<Writing> {
  if (writes.length === 0)
    return { failure: () => null, [Symbol.asyncDispose]: async () => undefined }
  const sql = await connectPostgres(urls.source, { max: 1 })
  let failure: string | null = null
  const over = new AbortController()
  const endMs = performance.now() + writingMaxMs
  async function write(): Promise<void> {
    while (!over.signal.aborted && performance.now() < endMs)
      for (const statement of writes) await sql.unsafe(statement)
  }
  const ended = write().catch((error: unknown) => {
    failure = messageOf(error)
  })
  return {
    failure: () => failure,
    [Symbol.asyncDispose]: async () => {
      over.abort()
      await ended
      await sql[Symbol.asyncDispose]()
    },
  }
}
