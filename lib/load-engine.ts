/** The load engine: drives a workload from generator threads, open or closed, and measures what it really did. */
import type { ByEndpoint } from './by-endpoint.ts'
import { createChartRecord } from './chart-record.ts'
import type { ChartRecord } from './chart-record.ts'
import { watchProcess } from './generator-health.ts'
import { sharedNow } from './load-messages.ts'
import type { EngineWorkload, WorkerOrder, WorkerTick } from './load-messages.ts'
import { dueCounter, finished, secondOf, statisticsSoFar } from './load-measurement.ts'
import type { Measuring } from './load-measurement.ts'
import { loadThreads } from './load-threads.ts'
import { bucketSecondsOf, metrics, type Chart, type MetricsOptions } from './metrics.ts'
import { changed, held, lengthMs, valueAt, type Ramp } from './pacer.ts'
import { createPhases } from './phases.ts'
import type { Phase } from './phase.ts'
import type { PipelineSecond } from './pipeline-watch.ts'
import type { PulsePoint, StateChange } from './pulse-data.js'
import type { Failure, Load, Recent, RequestStatistics, SeriesPoint } from './result.ts'
import type { SharedEndpoint } from './users.ts'

export type EnginePlan = {
  readonly model: 'closed' | 'open'
  /** Users, or requests a second, over the run time. With a warm-up it starts in the warm-up, and its end is held. */
  readonly ramp: Ramp
  /** Open model. */
  readonly connections: number
  /** Empty: the workload's default. */
  readonly userClasses: readonly { readonly name: string; readonly weight: number }[]
  readonly workers: number
  readonly warmUpMs: number
  readonly requestTimeoutMs: number
  readonly stopTimeoutMs: number
  readonly seed: number
  /** It is loaded in each generator thread, which gets a clone of the settings. */
  readonly workload: EngineWorkload
}

export type Measurement = {
  /** `serverCounted` is null: the engine knows no server. */
  readonly load: Load
  readonly requests: readonly RequestStatistics[]
  readonly totals: RequestStatistics
  readonly failures: readonly Failure[]
  readonly series: readonly SeriesPoint[]
  /** Only where the run is longer than 600 s. */
  readonly chart?: Chart
  readonly pulse: readonly PulsePoint[]
  readonly phases?: readonly Phase[]
  readonly connectorStates?: readonly StateChange[]
}

/** What is known while the run goes on, once a second; `latest` is the last whole second. */
export type Snapshot = Omit<Measurement, 'series' | 'chart' | 'pulse' | 'connectorStates'> & {
  readonly latest: SeriesPoint
  readonly recent: () => Recent
  readonly charts: ChartRecord
  readonly byEndpoint: ByEndpoint
  /** Requests without an answer yet. */
  readonly inFlight: number
}

/** A run that has begun. */
export type Running = {
  /** When the measured time begins, or began: as `Date.now()`. */
  readonly startedAtMs: number
  readonly endpoints: readonly SharedEndpoint[]
  /** Goes from now on to so many users, or so many requests a second, in `overMs`. The run ends when it was to end. */
  readonly change: (change: { readonly value: number; readonly overMs: number }) => void
  /** What was ordered for a time of the run, in ms since the measured time began: users, or requests a second. */
  readonly wanted: (ms: number) => number
}

export type EngineOptions = Pick<MetricsOptions, 'onMeasured'> & {
  readonly signal: AbortSignal
  /** When it aborts, nothing more is started, and what is in flight gets the plan's stop timeout. */
  readonly finish?: AbortSignal | undefined
  readonly onRunning?: ((running: Running) => void) | undefined
  readonly onSecond?: (soFar: Snapshot) => void
  /** How the pipeline is just now, where somebody watches it. */
  readonly pipeline?: (() => PipelineSecond | null) | undefined
  /** Takes what the workload's gauge measured in a thread, before the second that it belongs to is told. */
  readonly onGauged?: (worker: number, gauged: unknown) => void
}

/** After an abort, requests in flight get this long at most. */
const abortDrainMs = 1000
/** Time for all threads to hear the start signal. */
const headStartMs = 20

/**
 * Runs the plan. An abort ends it early, and what was measured until then is returned.
 * @throws UsageError where a user class is unknown; UnreachableError where the workload cannot reach its target;
 * Error where a generator thread crashes
 */
export async function runEngine(plan: EnginePlan, options: EngineOptions): Promise<Measurement> {
  const workers = plan.model === 'open' ? Math.min(plan.workers, plan.connections) : plan.workers
  const order = orderOf(plan, workers)
  await using threads = loadThreads(order, workers)
  const health = watchProcess()
  const endpoints = await threads.ready(options.signal)
  const runTimeMs = lengthMs(plan.ramp)
  const startMs = sharedNow() + headStartMs
  const startedAtMs = Date.now() + headStartMs + plan.warmUpMs
  const phases = createPhases(order.ramp, plan)
  const context: Measuring = { plan, workers, startedAtMs, health, ramp: order.ramp, phases }
  using _stops = stopsOf(options, () => phases.stop(sharedNow() - startMs - plan.warmUpMs))
  const dueIn = plan.model === 'open' ? dueCounter(context) : null
  const shape = { endpoints, workers, runTimeMs, startedAtMs, dueIn, phases }
  const measured = metrics({ ...shape, onMeasured: options.onMeasured })
  const charts = createChartRecord(bucketSecondsOf(runTimeMs))
  const latestTicks: WorkerTick[] = []
  let usersMax = 0
  let told = 0
  function tick(): void {
    health.sample()
    if (measured.told() <= told) return
    told = measured.told()
    const latest = measured.latest()
    if (latest === null) return
    charts.follow(secondOf(measured, context, { ticks: latestTicks, ...options }))
    if (options.onSecond === undefined) return
    usersMax = Math.max(usersMax, latest.users)
    const statistics = statisticsSoFar(measured, context, told)
    const sentInAll = latestTicks.reduce((sum, at) => sum + at.sentInAll, 0)
    options.onSecond({
      ...statistics,
      load: { ...statistics.load, usersMax, sentInAll },
      latest,
      charts: charts.read(),
      recent: measured.recent,
      byEndpoint: measured.byEndpoint,
      inFlight: latestTicks.reduce((sum, at) => sum + at.inFlight, 0),
    })
  }
  options.onRunning?.({
    startedAtMs,
    endpoints,
    change: (to) => {
      change(context, to, sharedNow() - startMs)
      threads.change(context.ramp)
    },
    wanted: (ms) => valueAt(context.ramp, plan.warmUpMs + ms),
  })
  using _warm = setTimeout(health.reset, headStartMs + plan.warmUpMs)
  const ends = await threads.run({
    startMs,
    signal: options.signal,
    finish: options.finish,
    abortDrainMs,
    takeBatch: measured.take,
    takeTick: (worker, at) => {
      if (at.gauged !== undefined) options.onGauged?.(worker, at.gauged)
      measured.tick(worker, at)
      latestTicks[worker] = at
      tick()
    },
  })
  ends.forEach(({ gauged }, worker) => {
    if (gauged !== undefined) options.onGauged?.(worker, gauged)
  })
  return finished(measured, context, { ends, charts, ...options })
}

function change(
  context: Measuring,
  to: { readonly value: number; readonly overMs: number },
  atMs: number,
): void {
  const { plan, ramp, phases } = context
  const piece = { from: valueAt(ramp, atMs), to: to.value, durationMs: to.overMs }
  phases.change(piece, atMs - plan.warmUpMs)
  context.ramp = changed(ramp, { atMs, ...to })
}

/** Whatever ends the run before its time, until it is disposed of: a signal may outlive many runs. */
function stopsOf({ signal, finish }: EngineOptions, stop: () => void): Disposable {
  const signals = finish === undefined ? [signal] : [signal, finish]
  for (const each of signals) each.addEventListener('abort', stop, { once: true })
  return {
    [Symbol.dispose]: () => {
      for (const each of signals) each.removeEventListener('abort', stop)
    },
  }
}

function orderOf(plan: EnginePlan, workers: number): Omit<WorkerOrder, 'worker'> {
  const { ramp, ...rest } = plan
  return { ...rest, ramp: held(ramp, plan.warmUpMs + lengthMs(ramp)), workers }
}
