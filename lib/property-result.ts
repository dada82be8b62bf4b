/** The law of a Result: what became of it when it was held against generated examples. */
import type { Verdict } from './result.ts'

/** What became of one law that was held against generated examples. */
export type PropertyResult = {
  /** `file/slug` */
  readonly id: string
  readonly file: string
  /** The law in a sentence. */
  readonly name: string
  /** `unknown` where it could not be checked at all. */
  readonly verdict: Verdict
  readonly examples: number
  /** Examples that the law was not about. */
  readonly discarded: number
  /** Examples that were slow once, and not when they were run again. */
  readonly slow: number
  readonly durationMs: number
  /** Percentage of the examples that were such a case, by label. */
  readonly labels: Readonly<Record<string, number>>
  /** The shrunk example as a literal; null where there is none. */
  readonly counterexample: string | null
  /** What is wrong, in lines; null where nothing is. */
  readonly message: string | null
  readonly seed: number | null
  readonly path: string | null
  /** The command that runs this property from this seed, or this one example. */
  readonly replay: string
}
