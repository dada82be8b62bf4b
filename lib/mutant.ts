/** Mutants: small changes of the code that tests must notice, and what became of each. */

export type MutantStatus =
  'killed' | 'survived' | 'timeout' | 'suspicious' | 'uncovered' | 'ignored'

/** A mutant as it was found in the source. */
export type FoundMutant = {
  /** Stable over runs and unrelated edits. */
  readonly id: string
  /** Relative to the project, with `/`. */
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly mutator: string
  readonly original: string
  readonly replacement: string
  /** Where `original` stands: offsets in UTF-16 units, `to` excluded. */
  readonly from: number
  readonly to: number
}

/** A mutant after a run. */
export type Mutant = FoundMutant & {
  readonly status: MutantStatus
  /** `file::test`; null where nothing killed it. */
  readonly killedBy: string | null
  /** The tests that run its code, as `file::test`. */
  readonly coveredBy: readonly string[]
  readonly reason: string | null
}

/** What Stryker's process tells of its run. */
export type StrykerMessage =
  | { readonly kind: 'plan'; readonly mutants: readonly FoundMutant[] }
  | {
      readonly kind: 'tested'
      readonly id: string
      readonly status: string
      readonly statusReason: string | null
      readonly killedBy: readonly string[]
      readonly coveredBy: readonly string[]
    }

/** Begins the reason of a mutant whose test run crashed: it has no verdict, and is `suspicious`. */
export const crashReason = 'the test run crashed: '

/** Begins the reason of a timeout that the clock alone says; one by hit limit is a kill. */
export const clockReason = 'by the clock: '
