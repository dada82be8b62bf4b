/** What tells how far the target is, and what it tells. */
import type { WriterWait } from './table-writers.ts'

/** What a position remembers of the moment of `now()`: a log position, transactions, or a time. */
export type PositionMark = string

export type Reached = { readonly reached: true } | { readonly reached: false; readonly why: string }

export type PositionWait = WriterWait

export type Position = {
  /** A difference found by `waiting` is not proven: the target may have lagged for longer. */
  readonly name: 'slot' | 'heartbeat' | 'waiting'
  /** What every `reached` takes, however fast the target is. */
  readonly waitMs: number
  /** Marks how far the source is. To be called after a read of the source: what that saw lies before the mark. */
  now(): Promise<PositionMark>
  /** Whether the target has applied everything up to the mark, and shows it; why not, where it does not by the deadline. */
  reached(mark: PositionMark, wait: PositionWait): Promise<Reached>
  /**
   * Waits until those who write to the source's tables (oids) at this moment have ended, and so are seen; false when they did not
   * by the deadline.
   */
  writersEnded(tables: readonly number[], wait: PositionWait): Promise<boolean>
}
