/** The Result of a script: the one record that reporters, baselines, the page and CI see. */

import type { BaselineResult } from './baseline-result.ts'
import type { Limit, Saturation } from './capacity.ts'
import type { Check, Verdict } from './check.ts'
import type { FailureTimes } from './failure-columns.js'
import type { FaultResult, FaultScore } from './fault-result.ts'
import type { Part } from './merge-results.ts'
import type { Mutant } from './mutant.ts'
import type { MutationScore } from './mutant-score.ts'
import type { Phase } from './phase.ts'
import type { PropertyResult } from './property-result.ts'
import type { PulsePoint, StateChange } from './pulse-data.js'
import type { TableResult } from './table.ts'
import type { EndpointTrend } from './trend-data.js'

export type { Check, Verdict } from './check.ts'

/** Milliseconds; null where nothing was measured. `p999` is the 99.9th percentile. */
export type LatencyMs = {
  readonly min: number | null
  readonly mean: number | null
  readonly p50: number | null
  readonly p66: number | null
  readonly p75: number | null
  readonly p80: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p98: number | null
  readonly p99: number | null
  readonly p999: number | null
  readonly p9999: number | null
  readonly max: number | null
}

/** Statistics of one endpoint, or of all (`name` "Aggregated"). sent = ok + failed + timedOut + interrupted. */
export type RequestStatistics = {
  readonly method: string
  readonly name: string
  readonly sent: number
  readonly ok: number
  readonly failed: number
  readonly timedOut: number
  readonly interrupted: number
  /** ok ÷ measured seconds. */
  readonly throughput: number
  /** (failed + timedOut) ÷ measured seconds. */
  readonly failuresPerSecond: number
  /** (failed + timedOut) ÷ (sent − interrupted); null where that is 0 ÷ 0. */
  readonly failureRate: number | null
  /** Mean body of the answers in bytes; null where there was none. */
  readonly bodyBytesMean: number | null
  /** ok and timedOut, from the intended start. */
  readonly responseTimeMs: LatencyMs
  /** The same, from the actual send. */
  readonly serviceTimeMs: LatencyMs
  readonly failedTimeMs: LatencyMs
  /** Response times of `responseTimeMs` in logarithmic buckets: [upper bound in ms, count], empty buckets left out. */
  readonly distribution: readonly (readonly [number, number])[]
  /** Of all requests so many were to be of it, from 0 to 1, as the weights have it; null where they do not tell. */
  readonly weightShare?: number | null
  /** How it did over the run. */
  readonly over?: EndpointTrend
}

export type FailureKind = 'status' | 'timeout' | 'refused' | 'reset' | 'tls' | 'body' | 'sql'

export type Failure = {
  readonly method: string
  readonly name: string
  readonly kind: FailureKind
  /** Where messages that differ in ids alone fell together, what they have in common. */
  readonly message: string
  /** The first message as it was, where that is another. */
  readonly sample?: string
  readonly count: number
  readonly firstAt: string
  readonly lastAt: string
  readonly over?: FailureTimes
}

/** One second of the run; `t` 1 is the first. Percentiles in ms, null where nothing was answered. */
export type SeriesPoint = {
  readonly t: number
  readonly users: number
  /** Open model: requests due in this second; null in the closed model. */
  readonly due: number | null
  readonly sent: number
  readonly ok: number
  /** failed + timedOut */
  readonly failed: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max?: number | null
  /** From the actual send: where `p99` is far above it, requests waited for their turn. */
  readonly serviceP99?: number | null
}

/** What was answered in the last seconds together; percentiles in ms. */
export type Recent = Pick<SeriesPoint, 'ok' | 'failed' | 'p50' | 'p95' | 'p99'> & {
  readonly seconds: number
}

/** Something that happened at a second of the run: load was changed, a note was made, the run was stopped. */
export type Mark = {
  readonly t: number
  readonly kind: 'change' | 'note' | 'stop'
  readonly text: string
}

export type Percentiles = {
  readonly p50: number | null
  readonly p99: number | null
  readonly max: number | null
}

export type Load = {
  readonly model: 'closed' | 'open'
  readonly valid: boolean
  readonly invalidBecause: readonly string[]
  readonly usersMax: number
  readonly requestedRate: number | null
  readonly achievedRate: number
  /** When the measured time began, after a warm-up; Results of an earlier version do not tell. */
  readonly startedAt?: string
  readonly measuredSeconds: number
  /** Until the last request ended, or was given up: above `measuredSeconds` that is the drain. */
  readonly endedSeconds?: number
  readonly dropped: number
  readonly serverCounted: number | null
  readonly sentInAll: number
  readonly unsent: number
  readonly scheduleLagMs: Percentiles
  readonly generator: {
    readonly cpuPercent: number
    readonly eventLoopDelayMs: { readonly p99: number | null; readonly max: number | null }
    readonly rssMiB: number
    readonly workers: number
  }
}

/** The pool of database connections that users queued for; null where nothing was measured. */
export type Pool = {
  readonly size: number
  /** How many waits `waitMs` is about: one a request, those given up included. */
  readonly waits: number
  /** From the intended start of a request until it had a connection. */
  readonly waitMs: {
    readonly p50: number | null
    readonly p95: number | null
    readonly p99: number | null
    readonly max: number | null
  }
  /** Connections in use ÷ size, sampled every 100 ms. */
  readonly utilizationPercent: {
    readonly mean: number | null
    /** The highest mean of a second: what `pool-utilization` is about. */
    readonly busiestSecond: number | null
    readonly max: number | null
  }
  readonly samples: number
  /** Connections that broke, or were given up with a request, and had to be opened again. */
  readonly replaced: number
}

/** What a script's `main` returns: the checks and the sections that apply. The frame adds the rest. */
export type Findings = {
  readonly checks: readonly Check[]
  readonly environment?: Readonly<Record<string, unknown>>
  readonly tables?: readonly TableResult[]
  readonly properties?: readonly PropertyResult[]
  readonly load?: Load
  readonly pool?: Pool
  /** Of the reconciliation workload: tables that were compared, a minute. */
  readonly tablesPerMinute?: number
  /** Of load/stress.ts; `load`, `totals` and `requests` are then those of the highest step that held. */
  readonly capacity?: Limit & { readonly saturation: Saturation | null }
  readonly requests?: readonly RequestStatistics[]
  readonly totals?: RequestStatistics
  readonly failures?: readonly Failure[]
  /** Mutants of the data, in the order of the catalogue. */
  readonly faults?: readonly FaultResult[]
  readonly faultScore?: FaultScore
  /** Mutants of the code. */
  readonly mutants?: readonly Mutant[]
  readonly score?: MutationScore
  readonly series?: readonly SeriesPoint[]
  /** Of a Result that is made of several runs. */
  readonly parts?: readonly Part[]
  /** Where the run was held against earlier ones. */
  readonly baseline?: BaselineResult
  /** One after the other; left out where the run is of one stretch only. */
  readonly phases?: readonly Phase[]
  /** What somebody did or said while the run went on. */
  readonly marks?: readonly Mark[]
  /** Only where the run is longer than 600 s: the series in at most 600 buckets of merged histograms. */
  readonly chart?: { readonly bucketSeconds: number; readonly points: readonly SeriesPoint[] }
  /** One for each point of `chart`, where there is none of `series`: the worst of its seconds. */
  readonly pulse?: readonly PulsePoint[]
  /** Of the pipeline's connectors, where they were watched: how each was at first, and each change. */
  readonly connectorStates?: readonly StateChange[]
}

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130 | 143

/** The format of a Result: what is added keeps it, what is changed makes another one. */
export const resultSchema = 'cdc-testbench/result/1'

export type Result = Findings & {
  /** `resultSchema`; Results of before it was told have none. */
  readonly schema?: string
  readonly script: string
  readonly version: string
  readonly verdict: Verdict
  readonly exitCode: ExitCode
  readonly startedAt: string
  readonly durationMs: number
  readonly seed: number
  readonly interrupted: boolean
  /** The command that repeats the run, secrets left out. */
  readonly command: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly environment: Readonly<Record<string, unknown>>
}

/** What is wrong with the format that a document says it has; null where it is ours, or says none. */
export function otherSchema(found: unknown): string | null {
  if (typeof found !== 'object' || found === null || !('schema' in found)) return null
  const { schema } = found
  if (schema === resultSchema) return null
  const said = (JSON.stringify(schema) ?? 'none').slice(0, 100)
  return `its format is ${said}, expected "${resultSchema}"`
}

const rank: Readonly<Record<Verdict, number>> = { pass: 0, unknown: 1, fail: 2 }

/** The worst of the verdicts: any fail is fail, else any unknown is unknown. No verdict at all is unknown. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return 'unknown'
  return verdicts.reduce((left, right) => (rank[right] > rank[left] ? right : left))
}

/** The exit code of a run that came to its end. */
export function exitCodeOf(verdict: Verdict): 0 | 1 | 3 {
  if (verdict === 'pass') return 0
  return verdict === 'fail' ? 1 : 3
}
