/** What is known of a run of the live page while it goes on, and the Result that it makes so far. */
import { pulsePoints } from './pulse-data.js'
import type { Earlier } from './baseline-earlier.ts'
import type { LiveStateName } from './live-state.ts'
import type { Running, Snapshot } from './load-engine.ts'
import type { Check, Findings, Mark, Result } from './result.ts'

export type RunRecord = {
  readonly warmUpMs: number
  state: LiveStateName
  running: Running | null
  snapshot: Snapshot | null
  /** As they stand over all that was measured so far. */
  checks: readonly Check[]
  readonly marks: Mark[]
  environment: Readonly<Record<string, unknown>>
  /** As `Date.now()`. */
  stopByMs: number | null
  /** Its user has stopped it. */
  stopped: boolean
  /** What is being done before it runs. */
  doing: string
  /** What the baseline has of it; null where none was named. */
  earlier: Earlier | null
  result: Result | null
}

export function newRecord(warmUpMs: number): RunRecord {
  return {
    warmUpMs,
    state: 'starting',
    running: null,
    snapshot: null,
    checks: [],
    marks: [],
    environment: {},
    stopByMs: null,
    stopped: false,
    doing: 'starting',
    earlier: null,
    result: null,
  }
}

/** Of the measured time, to a tenth; 0 before it. */
export function secondOf({ running }: RunRecord): number {
  return running === null
    ? 0
    : Math.max(0, Math.round((Date.now() - running.startedAtMs) / 100) / 10)
}

export function marksOf({ marks }: RunRecord): Pick<Findings, 'marks'> {
  return marks.length === 0 ? {} : { marks: [...marks] }
}

export function findingsOf(record: RunRecord): Findings {
  const { snapshot, checks, environment } = record
  if (snapshot === null) return { checks, environment, ...marksOf(record) }
  const { load, requests, totals, failures, phases, charts } = snapshot
  const { bucketSeconds, states } = charts
  const points = [...charts.points]
  return {
    checks,
    environment,
    load,
    requests,
    totals,
    failures,
    ...(bucketSeconds === 1
      ? { series: points }
      : { series: [], chart: { bucketSeconds, points } }),
    pulse: pulsePoints(points, charts),
    ...(phases === undefined ? {} : { phases }),
    ...(states.length === 0 ? {} : { connectorStates: states }),
    ...marksOf(record),
  }
}
