/** What a run has measured, so far or in all: its statistics, and how fit the generator was that made them. */
import type { createChartRecord, ChartSecond } from './chart-record.ts'
import { invalidBecause, worstLoop, type watchProcess } from './generator-health.ts'
import type { EngineOptions, EnginePlan, Measurement } from './load-engine.ts'
import type { WorkerEnd, WorkerTick } from './load-messages.ts'
import type { Metrics } from './metrics.ts'
import { dueBefore, integral, lengthMs, type Ramp } from './pacer.ts'
import type { PhaseRecord } from './phases.ts'
import { pulsePoints } from './pulse-data.js'
import type { Load } from './result.ts'

/** A run that is measured. */
export type Measuring = {
  readonly plan: EnginePlan
  readonly workers: number
  /** The measured time begins, as Date.now(). */
  readonly startedAtMs: number
  readonly health: ReturnType<typeof watchProcess>
  /** The ramp of the whole run, as it was changed last. */
  ramp: Ramp
  readonly phases: PhaseRecord
}

/** What the last second adds to the charts. */
export function secondOf(
  { told, latestPoint, latestHeat, latestLagMs }: Metrics,
  { health }: Measuring,
  { ticks, pipeline }: { readonly ticks: readonly WorkerTick[] } & Pick<EngineOptions, 'pipeline'>,
): ChartSecond {
  const inFlight = ticks.reduce((sum, at) => sum + at.inFlight, 0)
  const now = { lagP99Ms: latestLagMs(), inFlight, health, pipeline }
  return { t: told(), point: latestPoint(), heat: latestHeat(), ...pulseOf(ticks, now) }
}

function pulseOf(
  threads: readonly Pick<WorkerTick, 'loopDelayMs'>[],
  now: Pick<EngineOptions, 'pipeline'> &
    Pick<Measuring, 'health'> & { readonly lagP99Ms: number | null; readonly inFlight: number },
): Pick<ChartSecond, 'pulse' | 'states'> {
  const { lagP99Ms, inFlight, health, pipeline } = now
  const loops = threads.map(({ loopDelayMs }) => ({ p99: loopDelayMs, max: null }))
  const { states = {}, ...behind } = pipeline?.() ?? {}
  const loopDelayMs = worstLoop(loops).p99
  return {
    pulse: { lagP99Ms, loopDelayMs, cpuPercent: health.lap(), inFlight, ...behind },
    states,
  }
}

/** `seconds` of the measured time, `ended` with what it took to drain. */
type SoFar = {
  readonly seconds: number
  readonly ended: number
  readonly ends: readonly WorkerEnd[]
}

/** Requests due in a second of the measured time, by the schedule alone. */
export function dueCounter(context: Measuring): (second: number) => number {
  const { warmUpMs } = context.plan
  const endMs = lengthMs(context.ramp)
  function before(second: number): number {
    return dueBefore(context.ramp, Math.min(endMs, warmUpMs + second * 1000))
  }
  return (second) => before(second) - before(second - 1)
}

type Ending = Pick<EngineOptions, 'pipeline'> & {
  readonly ends: readonly WorkerEnd[]
  readonly charts: ReturnType<typeof createChartRecord>
}

/** All that a run measured. */
export function finished(measured: Metrics, context: Measuring, ending: Ending): Measurement {
  const { ends, charts } = ending
  const seconds = Math.max(0, ...ends.map(({ stoppedMs }) => stoppedMs)) / 1000
  const second = Math.max(1, Math.ceil(seconds - 1e-6))
  ends.forEach((end, worker) => measured.present(worker, { second, users: end.usersAtStop }))
  const chart = measured.chart(seconds)
  const series = measured.series(seconds)
  measured.close(series.length)
  const points = chart?.points ?? series
  // Threads tell no second that ends when they do; what is drained later has nobody who watches it.
  const watched = Math.ceil(second / (chart?.bucketSeconds ?? 1))
  const lagP99Ms = measured.lagMsOf(watched)
  const last = { ...ending, ...context, lagP99Ms, inFlight: total(ends, 'inFlightAtStop') }
  charts.end({ t: seconds, ...pulseOf(ends, last) }, watched)
  const { pulse, states } = charts.read()
  const ended = Math.max(seconds, Math.round(measured.endedSeconds() * 1e6) / 1e6)
  return {
    ...statisticsOf(measured, context, { seconds, ended, ends }),
    series,
    ...(chart === null ? {} : { chart }),
    pulse: pulsePoints(points, { heat: measured.heats(seconds), pulse }),
    ...(states.length === 0 ? {} : { connectorStates: states }),
  }
}

/**
 * What was measured up to a second. What ends after the run time is drained: over those seconds too every rate would
 * fall, and rise again at the end.
 */
export function statisticsSoFar(
  measured: Metrics,
  context: Measuring,
  told: number,
): ReturnType<typeof statisticsOf> {
  const seconds = Math.min(told, lengthMs(context.plan.ramp) / 1000)
  return statisticsOf(measured, context, { seconds, ended: told, ends: [] })
}

function statisticsOf(
  measured: Metrics,
  context: Measuring,
  soFar: SoFar,
): Pick<Measurement, 'load' | 'requests' | 'totals' | 'failures' | 'phases'> {
  const { plan, workers, health, startedAtMs } = context
  const { seconds, ended, ends } = soFar
  const { requests, totals, failures, unsent, scheduleLagMs } = measured.statistics(seconds)
  const dropped = total(ends, 'dropped')
  const reasons = invalidBecause({ scheduleLagMs, dropped, unsent, sent: totals.sent })
  const load: Load = {
    model: plan.model,
    valid: reasons.length === 0,
    invalidBecause: reasons,
    usersMax: total(ends, 'usersMax'),
    requestedRate: plan.model === 'open' ? requestedRate(context) : null,
    achievedRate: seconds > 0 ? totals.sent / seconds : 0,
    startedAt: new Date(startedAtMs).toISOString(),
    measuredSeconds: seconds,
    endedSeconds: ended,
    dropped,
    serverCounted: null,
    sentInAll: total(ends, 'sentInAll'),
    unsent,
    scheduleLagMs,
    generator: {
      ...health.read(),
      eventLoopDelayMs: worstLoop(ends.map(({ eventLoopDelayMs }) => eventLoopDelayMs)),
      workers,
    },
  }
  const told = context.phases.read(ended * 1000)
  const phases = told.length === 0 ? {} : { phases: told }
  return { load, requests, totals, failures, ...phases }
}

function total(
  ends: readonly WorkerEnd[],
  key: 'dropped' | 'sentInAll' | 'usersMax' | 'inFlightAtStop',
): number {
  return ends.reduce((sum, end) => sum + end[key], 0)
}

/** The mean of the schedule over the run time. */
function requestedRate({ plan, ramp }: Measuring): number {
  const due = integral(ramp, lengthMs(ramp)) - integral(ramp, plan.warmUpMs)
  return due / (lengthMs(plan.ramp) / 1000)
}
