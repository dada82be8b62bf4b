/** Compares one pair of tables: segment by segment, each tried again where a connection was lost. */
import { drillSegment, judgedSums } from './reconcile-segment.ts'
import { finishedSegment, sumsOfFinished } from './compare-checkpoint.ts'
import { failureOf, failureText } from './sql-failure.ts'
import { UnreachableError } from './errors.ts'
import { overLanes } from './over-lanes.ts'
import { planSegments } from './segment-plan.ts'
import { needsAllRows, segmentSums } from './segment-sums.ts'
import { retried } from './retry.ts'
import { laneOf } from './compared-side.ts'
import { startTally } from './tally.ts'
import { tableResult } from './table-result.ts'
import type { CompareCheckpoint } from './compare-checkpoint.ts'
import type { ComparedSide } from './compared-side.ts'
import type { DigestSettings } from './reconcile-chunks.ts'
import type { LiveSettings, LiveTable } from './live-table.ts'
import type { SegmentSums } from './reconcile-segment.ts'
import type { SegmentWork } from './segment-sums.ts'
import type { Lane } from './lane.ts'
import type { Segment } from './segments.ts'
import type { Both, Depth, TablePair, TableResult } from './table.ts'
import type { DifferenceSink, Tally } from './tally.ts'
import type { TableTotals } from './table-result.ts'

/** Of a segment, in which more than a quarter of the chunks differ. */
const scansMax = 3
/** So few are settled faster than scanned again. */
const lateChunksMin = 16

export type TableWork = {
  readonly pair: TablePair
  readonly sides: Both<ComparedSide>
  readonly digest: DigestSettings
  readonly depth: Depth
  /** The connections of each side that are ours, by index. */
  readonly lanes: readonly number[]
  /** Null: nobody writes, or it is an error if somebody does. */
  readonly live: (LiveSettings & { readonly readers: Both<Lane> }) | null
  readonly checkpoint: CompareCheckpoint | null
  readonly differencesMax: number
  readonly sink: DifferenceSink
  readonly signal: AbortSignal
  /** Told after each statement: rows of the source that it read. */
  readonly onRows: (rows: number) => void
  /** Told why no other table can be compared either. */
  readonly onEnd: (why: string) => void
}

/** What is found by then is told all the same. */
export const stopped = 'stopped before it was compared to its end'

/**
 * Never throws for what is the table's matter: a right that is missing, a statement that took too long. Where a server was not there
 * for 10 s, or the signal is aborted, the table is unresolved, with what was found in it by then.
 */
export async function compareTable(work: TableWork): Promise<TableResult> {
  const startedMs = performance.now()
  const tally = startTally(work.differencesMax, work.sink)
  const totals: TableTotals = {
    rows: { source: 0, target: 0 },
    sums: { source: 0n, target: 0n },
    differingChunks: 0,
    unsteadyChunks: 0,
    failure: null,
    reasons: [],
    earlier: null,
  }
  const { pair, signal } = work
  let live: LiveTable | null = null
  try {
    live = await startLive(work, tally)
    const table: TableState = { work, totals, tally, live, digest: work.digest }
    const segments = await plannedSegments(table)
    await overLanes(work, segments, async (segment, lane) => compareSegment(table, segment, lane))
    totals.reasons.push(...((await live?.settled()) ?? []))
  } catch (error) {
    await live?.abandon()
    const failure = failureOf(error)
    if (failure === null && !signal.aborted) throw error
    totals.failure = signal.aborted ? stopped : failureText(error, pair)
    if (error instanceof UnreachableError || signal.aborted) work.onEnd(totals.failure)
  }
  const durationMs = performance.now() - startedMs
  return tableResult({
    pair,
    depth: work.depth,
    live: work.live !== null,
    totals,
    tally,
    durationMs,
  })
}

async function startLive(
  { live, pair, signal }: TableWork,
  tally: Tally,
): Promise<LiveTable | null> {
  if (live === null) return null
  const { startLiveTable } = await import('./live-table.ts')
  const started = { ...live, pair, tally, signal }
  return await retried(async () => startLiveTable(started), {
    signal,
    onFailure: async () => false,
  })
}

type TableState = {
  readonly work: TableWork
  readonly totals: TableTotals
  readonly tally: Tally
  readonly live: LiveTable | null
  digest: DigestSettings
}

/** As an earlier run cut the table up, where one was stopped. */
async function plannedSegments(table: TableState): Promise<readonly Segment[]> {
  const { pair, lanes, sides, checkpoint } = table.work
  const parts = checkpoint?.finished(pair.label) ?? []
  const plan = parts.find((part) => part.kind === 'plan')
  if (plan !== undefined) {
    table.digest = plan.digest
    const finished = parts.filter((part) => part.kind === 'segment')
    const last = finished.at(-1)
    if (last !== undefined)
      table.totals.earlier = { ...last, segments: finished.length, of: plan.segments.length }
    return plan.segments
  }
  const segments = await retryLane(table, lanes[0] ?? 0, async () =>
    planSegments(await laneOf(sides.source, { lane: lanes[0] ?? 0, live: table.live }), {
      pair,
      resumable: checkpoint !== null,
    }),
  )
  await checkpoint?.add(pair.label, { kind: 'plan', segments, digest: table.digest })
  return segments
}

/** What the chunks of a segment add up to, from an earlier run where that read it. */
async function segmentSumsOnce(table: TableState, work: SegmentWork): Promise<SegmentSums> {
  const { checkpoint, pair } = table.work
  const earlier = checkpoint
    ?.finished(pair.label)
    .find((part) => part.kind === 'segment' && part.id === work.segment.id)
  if (earlier?.kind === 'segment') {
    return {
      whole: sumsOfFinished(earlier),
      differing: earlier.differing,
      unsteady: [],
      snapshots: null,
      unlike: null,
    }
  }
  const judged = await sumsOf(work)
  // What changes under our hands is better read again.
  if (judged.unsteady.length === 0) {
    await checkpoint?.add(pair.label, finishedSegment(work.segment, judged))
  }
  return judged
}

async function compareSegment(table: TableState, segment: Segment, lane: number): Promise<void> {
  const { work, totals, tally, live } = table
  const { pair, sides, depth, lanes } = work
  function one(): SegmentWork {
    const { digest } = table
    const { onRows } = work
    const connections = lanes.length
    return { pair, segment, sides, digest, depth, lane, connections, tally, live, onRows }
  }
  const judged = await retryLane(table, lane, async () => segmentSumsOnce(table, one()))
  for (const side of ['source', 'target'] as const) {
    totals.rows[side] += judged.whole[side].rows
    totals.sums[side] += judged.whole[side].sum
  }
  totals.differingChunks += judged.differing.length
  totals.unsteadyChunks += judged.unsteady.length
  if (depth !== 'rows') return
  if (judged.differing.length === judged.unsteady.length && !needsAllRows(one())) return
  const progress = { after: null }
  totals.unsteadyChunks += await retryLane(table, lane, async () =>
    drillSegment(one(), judged, progress),
  )
}

/** Where a target is far behind, nearly all chunks differ: it is cheaper to wait for it than to settle every row that is late. */
async function sumsOf(work: SegmentWork): Promise<SegmentSums> {
  for (let tries = 1; ; tries++) {
    const judged = await judgedSums(work, await segmentSums(work))
    const isLate = judged.differing.length > Math.max(lateChunksMin, work.segment.chunks / 4)
    if (work.live === null || !isLate || tries === scansMax) return judged
    await work.live.catchUp()
  }
}

/** What failed leaves its connections in the middle of something: new ones take their place. */
async function retryLane<T>(
  table: TableState,
  lane: number,
  attempt: () => Promise<T>,
): Promise<T> {
  const { sides, signal } = table.work
  async function onFailure(thrown: unknown): Promise<boolean> {
    await Promise.all([sides.source.recover(lane), sides.target.recover(lane)])
    const isTooWide = failureOf(thrown) === 'too wide' && !table.digest.nested
    if (isTooWide) table.digest = { ...table.digest, nested: true }
    return isTooWide
  }
  return retried(attempt, { signal, onFailure })
}
