/** Compares one segment of a table: checksums of its chunks, then the rows of those that differ. */
import { confirmedByKey, differencesOfRows } from './confirm.ts'
import { addSums, chunkSums, differingChunks, pageSlices, wholeOf } from './reconcile-chunks.ts'
import { comesWithTexts, unmatchedInChunks } from './reconcile-rows.ts'
import { laneOf } from './compared-side.ts'
import { byValue } from './row-text.ts'
import { snapshotsOf, unsteadyChunks, versionedSnapshots } from './unsteady-chunks.ts'
import type { ComparedSide } from './compared-side.ts'
import type { Lane } from './lane.ts'
import type { LiveTable } from './live-table.ts'
import type { ChunkSums, DigestSettings, Sum } from './reconcile-chunks.ts'
import type { Unmatched } from './row-merge.ts'
import type { Segment } from './segments.ts'
import type { Both, Depth, Side, TablePair } from './table.ts'
import type { Tally } from './tally.ts'

export type SegmentWork = {
  readonly pair: TablePair
  readonly segment: Segment
  readonly sides: Both<ComparedSide>
  readonly digest: DigestSettings
  readonly depth: Depth
  /** Which connection of each side this is for; all of them where the segment is scanned by all. */
  readonly lane: number
  readonly connections: number
  readonly tally: Tally
  /** Told after each statement: rows of the source that it read. */
  readonly onRows: (rows: number) => void
  /** Writes flow: each statement sees what is there, and what differs is a suspect. */
  readonly live: LiveTable | null
}

export type SegmentSums = {
  readonly whole: Both<Sum>
  /** Chunks that differ, and those of them that read otherwise when they were read again. */
  readonly differing: readonly number[]
  readonly unsteady: readonly number[]
  /** The snapshots in which that was seen; null: an earlier run saw it, or it is of many. */
  readonly snapshots: Both<string | null> | null
}

const suspectsMax = 200

/** Whether the segment is read by all connections together. */
export function isShared({
  pair,
  segment,
  connections,
}: Pick<SegmentWork, 'pair' | 'segment' | 'connections'>): boolean {
  return (
    segment.range === null &&
    (['source', 'target'] as const).some((side) => slicesOf(pair, side, connections).length > 1)
  )
}

/** The chunk sums of both sides, in their snapshots. */
export async function segmentSums(work: SegmentWork): Promise<Both<ChunkSums>> {
  const [source, target] = await Promise.all([
    sumsOfSide(work, 'source'),
    sumsOfSide(work, 'target'),
  ])
  return { source, target }
}

/** What the sums say, before any row is looked at. */
export async function judgedSums(work: SegmentWork, sums: Both<ChunkSums>): Promise<SegmentSums> {
  const whole = { source: wholeOf(sums.source), target: wholeOf(sums.target) }
  const differing = differingChunks(sums.source, sums.target)
  // A row that has a key is read again by its key; where there is none, its chunk is.
  const isReread = work.live === null && (work.depth !== 'rows' || comesWithTexts(work.pair))
  if (differing.length === 0 || !isReread)
    return { whole, differing, unsteady: [], snapshots: null }
  const unsteady = await unsteadyChunks(work, sums, differing)
  return { whole, differing, unsteady, snapshots: await snapshotsOf(work) }
}

/**
 * Tells the tally of every row that differs in the chunks that do. Rows without a key are not read again one by one: they are read in
 * the very snapshots in which their chunks were seen to be steady, or these are looked at again.
 *
 * @returns how many chunks were found unsteady here
 */
export async function drillSegment(
  work: SegmentWork,
  judged: SegmentSums,
  progress: { after: bigint | null },
): Promise<number> {
  const isOfSnapshot = work.live === null && comesWithTexts(work.pair)
  const isAsJudged = !isOfSnapshot || (await isStill(work, judged))
  const seen = isAsJudged ? judged : await judgedSums(work, await segmentSums(work))
  const lanes = await ofBoth(work, async (side) =>
    isOfSnapshot ? stay(work, side) : laneOf(side, work),
  )
  const steady = seen.differing.filter((chunk) => !seen.unsteady.includes(chunk))
  const chunks = needsAllRows(work) ? null : steady
  if (chunks === null || chunks.length > 0) await tellRows(work, { lanes, chunks, progress })
  return isAsJudged ? 0 : seen.unsteady.length
}

async function tellRows(
  work: SegmentWork,
  {
    lanes,
    chunks,
    progress,
  }: {
    readonly lanes: Both<Lane>
    /** Null: all of the segment. */
    readonly chunks: readonly number[] | null
    readonly progress: { after: bigint | null }
  },
): Promise<void> {
  const { pair, segment, digest, tally, live } = work
  const scan = { pair, segment, digest }
  const drill = { lanes, scan, chunks, after: progress.after, live: live !== null }
  const since = await versionedSnapshots(work)
  for await (const batch of batched(unmatchedInChunks(drill), suspectsMax)) {
    if (live !== null) {
      for (const each of batch) await live.suspect(each)
      progress.after = batch.at(-1)?.hash ?? progress.after
      continue
    }
    const now = await ofBoth(work, (side) => side.now())
    const keyed = batch.filter(hasKey)
    const found = [
      ...(await confirmedByKey({ pair, digest, now, since }, keyed)),
      ...batch.filter((each) => !hasKey(each)).flatMap((each) => differencesOfRows(pair, each)),
    ]
    for (const difference of found) await tally.add(difference)
    progress.after = batch.at(-1)?.hash ?? progress.after
  }
}

async function isStill(work: SegmentWork, { snapshots }: SegmentSums): Promise<boolean> {
  const now = await snapshotsOf(work)
  return snapshots !== null && now.source === snapshots.source && now.target === snapshots.target
}

async function stay(work: SegmentWork, side: ComparedSide): Promise<Lane> {
  return (await side.stay(work.lane)) ?? laneOf(side, work)
}

/** Whether rows must be looked at though all checksums agree: some columns are not in them. */
export function needsAllRows({ pair, depth }: SegmentWork): boolean {
  return depth === 'rows' && byValue(pair).length > 0
}

async function ofBoth(
  { sides }: SegmentWork,
  of: (side: ComparedSide) => Promise<Lane>,
): Promise<Both<Lane>> {
  const [source, target] = await Promise.all([of(sides.source), of(sides.target)])
  return { source, target }
}

async function sumsOfSide(work: SegmentWork, side: Side): Promise<ChunkSums> {
  const { pair, segment, digest, sides } = work
  const scan = { pair, side, segment, digest, countsOnly: work.depth === 'counts' }
  if (!isShared(work)) {
    const sums = await chunkSums(await laneOf(sides[side], work), scan)
    if (side === 'source') work.onRows(wholeOf(sums).rows)
    return sums
  }
  // Slices of pages add up to the table only in one snapshot; while writes flow, in a new one.
  if (work.live !== null) sides[side].renew()
  const lanes = await sides[side].enterAll()
  const slices = [...slicesOf(pair, side, lanes.length)]
  const parts: ChunkSums[] = []
  async function next(lane: Lane): Promise<void> {
    while (slices.length > 0) {
      const pages = slices.shift()
      const sums = await chunkSums(lane, pages === undefined ? scan : { ...scan, pages })
      parts.push(sums)
      if (side === 'source') work.onRows(wholeOf(sums).rows)
    }
  }
  await Promise.all(lanes.map(next))
  return addSums(parts)
}

/** A view has no pages, a foreign table need not have any. */
function slicesOf(pair: TablePair, side: Side, connections: number): ReturnType<typeof pageSlices> {
  const { kind, bytes } = pair[side]
  const hasPages = kind === 'table' || kind === 'partitioned' || kind === 'materialized view'
  return hasPages ? pageSlices(bytes, connections) : [undefined]
}

type Keyed = Unmatched & { readonly key: readonly string[] }

function hasKey(unmatched: Unmatched): unmatched is Keyed {
  return unmatched.key !== null
}

async function* batched<T>(values: AsyncIterable<T>, size: number): AsyncIterable<readonly T[]> {
  let batch: T[] = []
  for await (const value of values) {
    batch.push(value)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
