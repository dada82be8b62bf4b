/** Chunks that differed in two snapshots and have changed since: what was seen there proves nothing. */
import { chunkSums, differingChunks } from './reconcile-chunks.ts'
import { haveVersions } from './row-versions.ts'
import type { ChunkSums } from './reconcile-chunks.ts'
import type { SegmentWork } from './segment-sums.ts'
import type { Both, Side } from './table.ts'

/** The differing chunks that are not as they were in the snapshot, on one side at least. */
export async function unsteadyChunks(
  work: SegmentWork,
  before: Both<ChunkSums>,
  chunks: readonly number[],
): Promise<readonly number[]> {
  const { pair, segment, digest, sides } = work
  const scan = { pair, segment, digest, countsOnly: work.depth === 'counts' }
  const lanes = { source: await sides.source.now(), target: await sides.target.now() }
  const since = await versionedSnapshots(work)
  const [source, target] = await Promise.all([
    chunkSums(lanes.source, { ...scan, side: 'source', since: since.source }),
    chunkSums(lanes.target, { ...scan, side: 'target', since: since.target }),
  ])
  const changed = new Set([
    ...differingChunks(before.source, source),
    ...differingChunks(before.target, target),
    ...writtenChunks(source),
    ...writtenChunks(target),
  ])
  return chunks.filter((chunk) => changed.has(chunk))
}

/** What was written, and reads as before, was changed and changed back. */
function writtenChunks(sums: ChunkSums): readonly number[] {
  return [...sums].flatMap(([chunk, { written = 0 }]) => (written > 0 ? [chunk] : []))
}

/** The snapshots that this lane is in, where the rows have versions that can be told apart. */
export async function versionedSnapshots({
  sides,
  pair,
  lane,
}: SegmentWork): Promise<Both<string | null>> {
  async function of(side: Side): Promise<string | null> {
    const isVersioned = await haveVersions(await sides[side].now(), pair[side].oid)
    return isVersioned ? sides[side].snapshot(lane) : null
  }
  const [source, target] = await Promise.all([of('source'), of('target')])
  return { source, target }
}

/** The snapshots that this lane is in. */
export async function snapshotsOf({ sides, lane }: SegmentWork): Promise<Both<string | null>> {
  const [source, target] = await Promise.all([
    sides.source.snapshot(lane),
    sides.target.snapshot(lane),
  ])
  return { source, target }
}
