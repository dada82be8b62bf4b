/** Deals the segments of a table to its connections. */
import { isShared } from './segment-sums.ts'
import type { Segment } from './segments.ts'
import type { TablePair } from './table.ts'

/** Segments that all connections scan together go one after the other, the others side by side. */
export async function overLanes(
  work: { readonly pair: TablePair; readonly lanes: readonly number[] },
  segments: readonly Segment[],
  compare: (segment: Segment, lane: number) => Promise<void>,
): Promise<void> {
  const [first = 0] = work.lanes
  const waiting = [...segments]
  async function next(lane: number): Promise<void> {
    for (let segment = waiting.shift(); segment !== undefined; segment = waiting.shift()) {
      await compare(segment, lane).catch((error: unknown) => {
        // The table has failed as a whole: nobody needs the rest of it.
        waiting.length = 0
        throw error
      })
    }
  }
  const connections = work.lanes.length
  const areShared = segments.some((segment) => isShared({ pair: work.pair, segment, connections }))
  const lanes = areShared ? [first] : work.lanes.slice(0, segments.length)
  const ends = await Promise.allSettled(lanes.map(next))
  const failed = ends.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}
