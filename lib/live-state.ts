/** What the live page knows of a run beside its Result: the state it is in, and what the last seconds were like. */
import type { BaselineResult } from './baseline-result.ts'
import type { MetricComparison } from './baseline.ts'
import type { Recent } from './result.ts'

export const liveStates = [
  'idle',
  'starting',
  'running',
  'stopping',
  'done',
  'failed',
  'invalid',
  'aborted',
] as const

export type LiveStateName = (typeof liveStates)[number]

/** Times are those of the server's clock, as `Date.now()`. */
export type Live = {
  readonly state: LiveStateName
  /** A new one for each run; null before the first. */
  readonly runId: string | null
  /** `load/spike`; null before the first run. */
  readonly script: string | null
  /** What is loaded, in words. */
  readonly target: string
  readonly model: 'closed' | 'open'
  readonly nowMs: number
  /** The measured time begins, or began. */
  readonly startedAtMs: number | null
  readonly runTimeMs: number
  /** Before the measured time. */
  readonly warmUpMs: number
  /** When the requests in flight are given up. */
  readonly stopByMs: number | null
  /** Users, or requests a second, as ordered for now. */
  readonly wanted: number | null
  readonly recent: Recent | null
  readonly inFlight: number
  readonly usersMax: number
  /** What is being done while it starts. */
  readonly doing: string
}

/** `warning`: something is otherwise than it was asked for; `error`: a run failed, or could not be made. */
export type LogLevel = 'info' | 'warning' | 'error'

/** When (ISO 8601), what was said, and how grave it is. */
export type LogLine = readonly [at: string, text: string, level: LogLevel]

/** A field of the form: a flag of the load scripts. */
export type FormField = {
  readonly name: string
  readonly kind: 'text' | 'lines' | 'check'
  readonly hint: string
  readonly help: string
  /** By profile; empty where there is none. */
  readonly defaults: Readonly<Record<string, string>>
}

/** What can be chosen on the page. */
export type FormFacts = {
  readonly profiles: readonly string[]
  readonly fields: readonly FormField[]
  readonly workloads: readonly WorkloadChoice[]
  /** As the command line of the page set them. */
  readonly values: Readonly<Record<string, string | boolean>>
  /** Its name has to be typed before it is loaded; null where that is this machine. */
  readonly host: string | null
  readonly usersMax: number
}

export type WorkloadChoice = {
  readonly name: string
  readonly userClasses: readonly string[]
  readonly thresholds: readonly string[]
  /** Flags that only some workloads take, and this one does. */
  readonly flags: readonly string[]
}

/** What the server says of a filled-in form. */
export type Preview = {
  readonly problems: readonly FormProblem[]
  readonly command: string
  /** Seconds, and users or requests a second. */
  readonly shape: readonly (readonly [number, number])[]
  readonly model: 'closed' | 'open'
}

export type FormProblem = { readonly field: string | null; readonly text: string }

/** The earlier runs of the load that goes on. `verdict` is what it comes to whatever the run measures; null where that is open. */
export type EarlierRuns = Pick<BaselineResult, 'runs' | 'since' | 'differs'> & {
  readonly verdict: 'too few runs' | 'not comparable' | null
  /** How many it takes to judge a run. */
  readonly runsMin: number
  readonly metrics: readonly Pick<MetricComparison, 'metric' | 'unit' | 'median' | 'visible'>[]
}

/** Of an endpoint the medians of p50, p95, p99 and the failure rate, and the smallest changes of them that can be seen; null where no earlier run has it. */
export type EarlierRow = readonly (number | null)[] | null
