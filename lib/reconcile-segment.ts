/** Compares one segment of a table: checksums of its chunks, then the rows of those that differ. */
import { confirmedByKey, differencesOfRows } from './confirm.ts'
import { differingChunks, wholeOf } from './reconcile-chunks.ts'
import { comesWithTexts, unmatchedInChunks } from './reconcile-rows.ts'
import { laneOf } from './compared-side.ts'
import { needsAllRows, segmentSums } from './segment-sums.ts'
import { snapshotsOf, unsteadyChunks, versionedSnapshots } from './unsteady-chunks.ts'
import type { ComparedSide } from './compared-side.ts'
import type { Lane } from './lane.ts'
import type { Sum } from './reconcile-chunks.ts'
import type { Unmatched } from './row-merge.ts'
import type { ScannedSegment, SegmentWork, UnlikeSlices } from './segment-sums.ts'
import type { Slice } from './slices.ts'
import type { Both } from './table.ts'

export type SegmentSums = {
  readonly whole: Both<Sum>
  /** Chunks that differ, and those of them that read otherwise when they were read again. */
  readonly differing: readonly number[]
  readonly unsteady: readonly number[]
  /** The snapshots in which that was seen; null: an earlier run saw it, or it is of many. */
  readonly snapshots: Both<string | null> | null
  /** Null: rows that differ may be anywhere. */
  readonly unlike: UnlikeSlices | null
}

const suspectsMax = 200

/** What the sums say, before any row is looked at. */
export async function judgedSums(
  work: SegmentWork,
  { sums, unlike }: ScannedSegment,
): Promise<SegmentSums> {
  const whole = { source: wholeOf(sums.source), target: wholeOf(sums.target) }
  const differing = differingChunks(sums.source, sums.target)
  // A row that has a key is read again by its key; where there is none, its chunk is.
  const isReread = work.live === null && (work.depth !== 'rows' || comesWithTexts(work.pair))
  if (differing.length === 0 || !isReread)
    return { whole, differing, unsteady: [], snapshots: null, unlike }
  const unsteady = await unsteadyChunks(work, sums, differing)
  return { whole, differing, unsteady, snapshots: await snapshotsOf(work), unlike }
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
  const slices = await slicesNow(work, seen)
  if (chunks === null || chunks.length > 0)
    await tellRows(work, { lanes, chunks, slices, progress })
  return isAsJudged ? 0 : seen.unsteady.length
}

async function tellRows(
  work: SegmentWork,
  {
    lanes,
    chunks,
    slices,
    progress,
  }: {
    readonly lanes: Both<Lane>
    /** Null: all of the segment. */
    readonly chunks: readonly number[] | null
    /** Null: they may be anywhere. */
    readonly slices: Both<readonly Slice[]> | null
    readonly progress: { after: bigint | null }
  },
): Promise<void> {
  const { pair, segment, digest, tally, live } = work
  const scan = { pair, segment, digest }
  const drill = { lanes, scan, chunks, slices, after: progress.after, live: live !== null }
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

async function isStill(
  work: SegmentWork,
  { snapshots }: { readonly snapshots: Both<string | null> | null },
): Promise<boolean> {
  const now = await snapshotsOf(work)
  return snapshots !== null && now.source === snapshots.source && now.target === snapshots.target
}

/** In another snapshot the rows that differ may be elsewhere by now. */
async function slicesNow(
  work: SegmentWork,
  { unlike }: SegmentSums,
): Promise<Both<readonly Slice[]> | null> {
  return unlike !== null && (await isStill(work, unlike)) ? unlike.slices : null
}

async function stay(work: SegmentWork, side: ComparedSide): Promise<Lane> {
  return (await side.stay(work.lane)) ?? laneOf(side, work)
}

async function ofBoth(
  { sides }: SegmentWork,
  of: (side: ComparedSide) => Promise<Lane>,
): Promise<Both<Lane>> {
  const [source, target] = await Promise.all([of(sides.source), of(sides.target)])
  return { source, target }
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
