/** What is checked of a property, how, and what came of it. */
import type { Arbitrary } from 'fast-check'

import type { Labels, Shares } from './property-labels.ts'
import type { Profile } from './property-profile.ts'

export type Checked<T> = {
  /** `file/slug`, which also names its file of counterexamples. */
  readonly id: string
  readonly arbitrary: Arbitrary<T>
  /** Throws, or returns false, where the law does not hold. Awaited. */
  readonly holds: (example: T) => unknown
  readonly labels?: Labels<T>
  /** Examples that are always run, such as counterexamples of bugs that were mended. */
  readonly kept?: readonly T[]
  /** Part of the profile's examples, for a law whose example is dear: 0.1 is a tenth. At least 2 are run. */
  readonly share?: number
  /** Times the profile's deadline, for a law whose example asks a server. */
  readonly patience?: number
}

export type CheckSettings = {
  readonly profile: Profile
  /** A 32-bit integer. */
  readonly seed: number
  /** The one example to run, and nothing else. */
  readonly path?: string
  /** The folder of counterexamples; null where none are kept. */
  readonly database: string | null
  /** Told of what becomes of kept examples. */
  readonly note: (line: string) => void
  /** The clock of the deadline, in milliseconds. */
  readonly now?: () => number
}

export type Counterexample = {
  /** The shrunk example, as a literal that can be pasted into a test. */
  readonly literal: string
  readonly error: unknown
  readonly seed: number
  readonly path: string | null
  readonly shrinks: number
  /** Run once more it passed: something that is not generated had a say. */
  readonly flaky: boolean
}

export type Outcome = {
  readonly examples: number
  readonly discarded: number
  /** Examples that were slow once. */
  readonly slow: number
  readonly durationMs: number
  readonly seed: number
  readonly shares: Shares
  /** Null where the law held. */
  readonly counterexample: Counterexample | null
  /** What is wrong with the property itself; null where nothing is. */
  readonly sick: string | null
}
