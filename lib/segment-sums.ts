/** Counts and checksums of a segment on both sides, in their snapshots. */
import { alikeSlices } from './alike-slices.ts'
import { addSums, chunkSums, pageSlices, wholeOf } from './reconcile-chunks.ts'
import { laneOf } from './compared-side.ts'
import { byValue } from './row-text.ts'
import { snapshotsOf } from './unsteady-chunks.ts'
import type { ComparedSide } from './compared-side.ts'
import type { Lane } from './lane.ts'
import type { LiveTable } from './live-table.ts'
import type { ChunkSums, DigestSettings } from './reconcile-chunks.ts'
import type { Segment } from './segments.ts'
import type { Slice } from './slices.ts'
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

/** What was read: by chunk, and which slices hold all that differs, where that is known. */
export type ScannedSegment = {
  readonly sums: Both<ChunkSums>
  readonly unlike: UnlikeSlices | null
}

/** Where all rows are that may differ, in these snapshots and in no other. */
export type UnlikeSlices = {
  readonly slices: Both<readonly Slice[]>
  readonly snapshots: Both<string | null>
}

/** The chunk that the rows of alike slices are counted in: none that a row could be put into. */
const alikeChunk = -1

export async function segmentSums(work: SegmentWork): Promise<ScannedSegment> {
  const alike = isBySlices(work) ? await sumsBySlices(work) : null
  if (alike !== null) return alike
  const [source, target] = await Promise.all([
    sumsOfSide(work, 'source'),
    sumsOfSide(work, 'target'),
  ])
  return { sums: { source, target }, unlike: null }
}

/** Whether rows must be looked at though all checksums agree: some columns are not in them. */
export function needsAllRows({ pair, depth }: SegmentWork): boolean {
  return depth === 'rows' && byValue(pair).length > 0
}

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

/** Elsewhere chunks are read again to see whether they are steady, which slices are not. */
function isBySlices(work: SegmentWork): boolean {
  return work.live === null && work.depth === 'rows' && !needsAllRows(work) && isShared(work)
}

/** Null: the rows of the two sides do not lie alike. */
async function sumsBySlices(work: SegmentWork): Promise<ScannedSegment | null> {
  const { pair, digest, sides, onRows } = work
  const [source, target] = await Promise.all([sides.source.enterAll(), sides.target.enterAll()])
  const found = await alikeSlices({ pair, digest, lanes: { source, target }, onRows })
  if (found === null) return null
  const alike = new Map([[alikeChunk, found.alike]])
  const [ours, theirs] = await Promise.all([
    sumsInSlices(work, 'source', dealt(found.unlike.source, source)),
    sumsInSlices(work, 'target', dealt(found.unlike.target, target)),
  ])
  return {
    sums: { source: addSums([alike, ours]), target: addSums([alike, theirs]) },
    unlike: { slices: found.unlike, snapshots: await snapshotsOf(work) },
  }
}

type DealtSlices = readonly { readonly lane: Lane; readonly slices: readonly Slice[] }[]

async function sumsInSlices(
  { pair, segment, digest }: SegmentWork,
  side: Side,
  deals: DealtSlices,
): Promise<ChunkSums> {
  const parts = deals.map(async ({ lane, slices }) =>
    chunkSums(lane, { pair, side, segment, digest, slices }),
  )
  return addSums(await Promise.all(parts))
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
  const { kind, bytes, systemColumns } = pair[side]
  const hasPages = kind === 'table' || kind === 'partitioned' || kind === 'materialized view'
  return hasPages && systemColumns ? pageSlices(bytes, connections) : [undefined]
}

/** One run of neighbouring slices for each connection, as long as there are any. */
function dealt(slices: readonly Slice[], lanes: readonly Lane[]): DealtSlices {
  const size = Math.ceil(slices.length / lanes.length)
  return lanes
    .map((lane, index) => ({ lane, slices: slices.slice(index * size, (index + 1) * size) }))
    .filter((each) => each.slices.length > 0)
}
