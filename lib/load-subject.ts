/** What a load run is about: a workload made ready on its target, and what it has to say beside the requests. */
import type { Measurement } from './load-engine.ts'
import type { EngineWorkload } from './load-messages.ts'
import type { LoadFlags } from './load-options.ts'
import type { PipelinePlace } from './pipeline-watch.ts'
import type { Progress } from './progress.ts'
import type { Check, Findings } from './result.ts'
import type { StackChoice } from './stack-choice.ts'
import type { Measured } from './threshold.ts'

/** The flags that HTTP takes. */
export type HttpFlags = Pick<LoadFlags, 'connections' | 'header' | 'ca' | 'insecure'>

export type LoadRun<Flags = LoadFlags> = {
  readonly flags: Flags
  readonly seed: number
  readonly stack: StackChoice
  readonly signal: AbortSignal
  readonly progress: Progress
}

/** Closing it removes what was made, and closes the stack that was started for it. */
export type LoadSubject = AsyncDisposable & {
  /** What is loaded, and what its `start` gets, in every generator thread. */
  readonly workload: EngineWorkload
  /** Of the open model. */
  readonly connections: number
  readonly environment: Readonly<Record<string, string>>
  /** Requests that were sent to get ready: the server has counted them too. */
  readonly requestsBefore: number
  /** Asks the server for its own count, null where it gives no answer; null where it does not count. */
  readonly countRequests: (() => Promise<number | null>) | null
  /** What can be watched beside the load. */
  readonly pipeline?: PipelinePlace
  readonly onGauged?: (gauged: unknown) => void
  readonly gauges?: () => NonNullable<Measured['gauges']>
  /** The same of one second alone (1: the first). */
  readonly gaugesIn?: (second: number) => NonNullable<Measured['gauges']>
  /** Sections of the Result that are this workload's own. */
  readonly sections?: (measurement: Measurement) => Partial<Findings>
  /** Where the defaults depend on what was made. */
  readonly thresholds?: readonly string[]
  /** Removes what was made on the target; a check where that did not work, else none. */
  readonly leave?: () => Promise<readonly Check[]>
}
