/** What is known of a run of the live page while it goes on, and the Result that it makes so far. */
import { highestOf, pulseFields } from './pulse-data.js'
import type { BaselineLine } from './baseline-runs.ts'
import type { LiveStateName } from './live-state.ts'
import type { Running, Snapshot } from './load-engine.ts'
import type { Tick } from './live-packet.js'
import type { PipelineSecond } from './pipeline-watch.ts'
import type { PulseField, PulseRow, StateChange } from './pulse-data.js'
import type { LoadWatch } from './run-load.ts'
import type { Check, Findings, Mark, Result, SeriesPoint } from './result.ts'

export type RunRecord = {
  readonly warmUpMs: number
  state: LiveStateName
  running: Running | null
  snapshot: Snapshot | null
  /** As they stand over all that was measured so far. */
  checks: readonly Check[]
  /** A run of more than ten minutes is drawn in buckets. */
  readonly chart: { readonly bucketSeconds: number; readonly points: SeriesPoint[] }
  /** How long the answers of each point took. */
  readonly heat: (readonly number[])[]
  /** How fit the generator was, and how far the pipeline was behind, at each point. */
  readonly pulse: PulseRow[]
  /** Of connectors, the first ones of each included. */
  readonly states: StateChange[]
  /** Those that came with the last second. */
  newStates: readonly StateChange[]
  /** Since the last point: the worst of its seconds. */
  worst: (number | null)[]
  /** Those of the chart that came with the last second. */
  newPoints: readonly SeriesPoint[]
  readonly marks: Mark[]
  environment: Readonly<Record<string, unknown>>
  /** Checks that fail as of now, and since which second. */
  readonly failingSince: Map<string, number>
  /** As `Date.now()`. */
  stopByMs: number | null
  /** Its user has stopped it. */
  stopped: boolean
  /** What is being done before it runs. */
  doing: string
  /** The newest run of the same load that the baseline has. */
  ghost: BaselineLine | null
  result: Result | null
}

export function newRecord(bucketSeconds: number, warmUpMs: number): RunRecord {
  return {
    warmUpMs,
    state: 'starting',
    running: null,
    snapshot: null,
    checks: [],
    chart: { bucketSeconds, points: [] },
    heat: [],
    pulse: [],
    states: [],
    newStates: [],
    worst: [],
    newPoints: [],
    marks: [],
    environment: {},
    failingSince: new Map(),
    stopByMs: null,
    stopped: false,
    doing: 'starting',
    ghost: null,
    result: null,
  }
}

export function addSecond(
  record: RunRecord,
  soFar: Snapshot,
  { checks, pipeline }: Parameters<LoadWatch['onSecond']>[1],
): void {
  const { points, bucketSeconds } = record.chart
  const point = bucketSeconds === 1 ? soFar.latest : soFar.latestBucket?.point
  const isNew = point !== undefined && points.at(-1)?.t !== point.t
  record.snapshot = soFar
  record.checks = checks
  record.newPoints = isNew ? [point] : []
  points.push(...record.newPoints)
  addPulse(record, { ...soFar.health(), ...pipeline })
  if (isNew) {
    record.heat.push(soFar.heat())
    record.pulse.push(record.worst)
    record.worst = []
  }
  addStates(record, soFar.latest.t, pipeline?.states ?? {})
  for (const { name, verdict } of checks) {
    if (verdict !== 'fail') record.failingSince.delete(name)
    else if (!record.failingSince.has(name)) record.failingSince.set(name, soFar.latest.t)
  }
}

/** What came with the last second. */
export function newsOf(
  record: RunRecord,
): Pick<Tick, 'heat' | 'pulse' | 'states'> & { readonly points: readonly SeriesPoint[] } {
  const { newPoints: points, newStates: states, heat, pulse } = record
  const from = points.length === 0 ? Infinity : -points.length
  return { points, heat: heat.slice(from), pulse: pulse.slice(from), states }
}

function addPulse(
  record: RunRecord,
  now: Readonly<Partial<Record<PulseField, number | null>>>,
): void {
  record.worst = pulseFields.map((field, index) =>
    highestOf([record.worst[index] ?? null, now[field] ?? null]),
  )
}

/** More changes than this are a flood that no chart shows. */
const statesMax = 200

function addStates(record: RunRecord, t: number, now: PipelineSecond['states']): void {
  const known = new Map(record.states.map(({ name, state }) => [name, state]))
  const room = statesMax - record.states.length
  record.newStates = Object.entries(now)
    .filter(([name, state]) => known.get(name) !== state)
    .slice(0, room)
    .map(([name, state]) => ({ t, name, state }))
  record.states.push(...record.newStates)
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
  const { snapshot, checks, chart, environment } = record
  if (snapshot === null) return { checks, environment, ...marksOf(record) }
  const { load, requests, totals, failures } = snapshot
  const points = [...chart.points]
  return {
    checks,
    environment,
    load,
    requests,
    totals,
    failures,
    ...(chart.bucketSeconds === 1
      ? { series: points }
      : { series: [], chart: { ...chart, points } }),
    ...marksOf(record),
  }
}
