/** A phase of a run, as a Result has it. */

/** A stretch of the run, in seconds of the measured time, and what ended in it; null in the warm-up, which is in no statistic. */
export type Phase = {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly ok: number | null
  /** failed + timedOut */
  readonly failed: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}
