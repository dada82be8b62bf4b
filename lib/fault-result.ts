/** What became of the faults of a run: the part of a Result that reports read. */

export type FaultKind = 'loss' | 'corruption' | 'duplication' | 'order' | 'benign'

export type FaultVerdict = 'detected' | 'missed' | 'false-alarm' | 'clean' | 'not-run'

/** One entry of the catalogue. */
export type FaultResult = {
  /** What `--fault` takes. */
  readonly id: string
  readonly name: string
  readonly kind: FaultKind
  /** What in a real pipeline brings it about. */
  readonly cause: string
  readonly verdict: FaultVerdict
  readonly rowsDamaged: number
  readonly rowsReported: number
  /** All that had to be told was told, and nothing else. */
  readonly exact: boolean
  readonly durationMs: number
  /** What had to be told and was not, and what was told and had not to be. */
  readonly untold: readonly string[]
  readonly unexpected: readonly string[]
  /** Why it was not run; null where it was. */
  readonly failure: string | null
  /** Only where it was run alone. */
  readonly story?: FaultStory
}

/** How it was injected, and what had to be told: for somebody who reads of it for the first time. */
export type FaultStory = {
  readonly injected: readonly string[]
  readonly expected: readonly string[]
}

/** Of the damaging entries that were run, per cent; null where there are none. */
export type FaultScore = {
  /** detected ÷ (detected + missed) */
  readonly score: number | null
  /** detected and exact ÷ (detected + missed) */
  readonly exactPercent: number | null
  readonly detected: number
  readonly missed: number
  readonly inexact: number
  readonly clean: number
  readonly falseAlarms: number
  readonly notRun: number
}
