/** The checks of a Result: what was judged, and how that went over a run. */

export type Verdict = 'pass' | 'fail' | 'unknown'

/** One thing that was judged. `measured` is null where nothing was measured. */
export type Check = {
  readonly name: string
  readonly verdict: Verdict
  readonly measured?: number | null
  readonly limit?: number
  readonly unit?: string
  readonly comparison?: '<' | '<=' | '>' | '>=' | '=='
  readonly message?: string
  /** It failed from this second of the run on, and until its end. */
  readonly since?: number
  /** How it went, where no series of the Result tells that. */
  readonly over?: CheckOver
}

/**
 * What was measured in each so many seconds from the start on: counts of a column together, of percentiles and gauges
 * the worst second of it; null where nothing was measured.
 */
export type CheckOver = { readonly step: number; readonly values: readonly (number | null)[] }
