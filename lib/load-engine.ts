/** The load engine: drives a workload from generator threads, open or closed, and measures what it really did. */
import type { ByEndpoint } from './by-endpoint.ts'
import { invalidBecause, watchProcess, worstLoop, type HealthSecond } from './generator-health.ts'
import { sharedNow } from './load-messages.ts'
import type { EngineWorkload, WorkerEnd, WorkerOrder, WorkerTick } from './load-messages.ts'
import { loadThreads } from './load-threads.ts'
import { metrics, type Bucket, type Chart, type Metrics } from './metrics.ts'
import { changed, dueBefore, held, integral, lengthMs, valueAt, type Ramp } from './pacer.ts'
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
}

/** What is known while the run goes on, once a second; `latest` is the last whole second. */
export type Snapshot = Omit<Measurement, 'series' | 'chart'> & {
  readonly latest: SeriesPoint
  /** Where the run is longer than 600 s: the last whole bucket of its chart. */
  readonly latestBucket: Bucket | null
  readonly recent: () => Recent
  /** How long the answers of the last second took, or of the last bucket of the chart where there is one. */
  readonly heat: () => readonly number[]
  /** Of the last second; the schedule lag of the last bucket of the chart where there is one. */
  readonly health: () => HealthSecond
  /** Null where nobody asked for it. */
  readonly byEndpoint: ByEndpoint | null
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

export type EngineOptions = {
  readonly signal: AbortSignal
  /** When it aborts, nothing more is started, and what is in flight gets the plan's stop timeout. */
  readonly finish?: AbortSignal | undefined
  readonly onRunning?: ((running: Running) => void) | undefined
  readonly onSecond?: (soFar: Snapshot) => void
  /** Whether each endpoint is followed by the second, too. */
  readonly byEndpoint?: boolean | undefined
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
  const context: Context = { plan, workers, health, ramp: order.ramp }
  const dueIn = plan.model === 'open' ? dueCounter(context) : null
  const { byEndpoint } = options
  const measured = metrics({ endpoints, workers, runTimeMs, startedAtMs, dueIn, byEndpoint })
  const latestTicks: WorkerTick[] = []
  let usersMax = 0
  let told = 0
  function tick(): void {
    health.sample()
    if (measured.told() <= told) return
    told = measured.told()
    const soFar = { seconds: told, ends: [] }
    const latest = measured.latest()
    if (latest === null || options.onSecond === undefined) return
    usersMax = Math.max(usersMax, latest.users)
    const statistics = statisticsOf(measured, context, soFar)
    const sentInAll = latestTicks.reduce((sum, at) => sum + at.sentInAll, 0)
    options.onSecond({
      ...statistics,
      load: { ...statistics.load, usersMax, sentInAll },
      latest,
      latestBucket: measured.latestBucket(),
      recent: measured.recent,
      heat: measured.latestHeat,
      byEndpoint: measured.byEndpoint,
      health: () => secondOf(measured, context, latestTicks),
      inFlight: latestTicks.reduce((sum, at) => sum + at.inFlight, 0),
    })
  }
  options.onRunning?.({
    startedAtMs,
    endpoints,
    change: (to) => {
      context.ramp = changed(context.ramp, { atMs: sharedNow() - startMs, ...to })
      threads.change(context.ramp)
    },
    wanted: (ms) => valueAt(context.ramp, plan.warmUpMs + ms),
  })
  const warm = setTimeout(health.reset, headStartMs + plan.warmUpMs)
  try {
    const ends = await threads.run({
      startMs,
      signal: options.signal,
      finish: options.finish,
      abortDrainMs,
      takeBatch: measured.take,
      takeTick: (worker, at) => {
        measured.tick(worker, at)
        latestTicks[worker] = at
        if (at.gauged !== undefined) options.onGauged?.(worker, at.gauged)
        tick()
      },
    })
    ends.forEach(({ gauged }, worker) => {
      if (gauged !== undefined) options.onGauged?.(worker, gauged)
    })
    return finished(measured, context, ends)
  } finally {
    clearTimeout(warm)
  }
}

type Context = {
  readonly plan: EnginePlan
  readonly workers: number
  readonly health: ReturnType<typeof watchProcess>
  /** The ramp of the whole run, as it was changed last. */
  ramp: Ramp
}

function secondOf(
  { latestLagMs }: Metrics,
  { health }: Context,
  ticks: readonly WorkerTick[],
): HealthSecond {
  const loops = ticks.map(({ loopDelayMs }) => ({ p99: loopDelayMs, max: null }))
  return {
    lagP99Ms: latestLagMs(),
    loopDelayMs: worstLoop(loops).p99,
    cpuPercent: health.lap(),
  }
}

type SoFar = { readonly seconds: number; readonly ends: readonly WorkerEnd[] }

function orderOf(plan: EnginePlan, workers: number): Omit<WorkerOrder, 'worker'> {
  const { ramp, ...rest } = plan
  return { ...rest, ramp: held(ramp, plan.warmUpMs + lengthMs(ramp)), workers }
}

/** Requests due in a second of the measured time, by the schedule alone. */
function dueCounter(context: Context): (second: number) => number {
  const { warmUpMs } = context.plan
  const endMs = lengthMs(context.ramp)
  function before(second: number): number {
    return dueBefore(context.ramp, Math.min(endMs, warmUpMs + second * 1000))
  }
  return (second) => before(second) - before(second - 1)
}

function finished(measured: Metrics, context: Context, ends: readonly WorkerEnd[]): Measurement {
  const seconds = Math.max(0, ...ends.map(({ stoppedMs }) => stoppedMs)) / 1000
  const second = Math.max(1, Math.ceil(seconds - 1e-6))
  ends.forEach((end, worker) => measured.present(worker, { second, users: end.usersAtStop }))
  const chart = measured.chart(seconds)
  return {
    ...statisticsOf(measured, context, { seconds, ends }),
    series: measured.series(seconds),
    ...(chart === null ? {} : { chart }),
  }
}

function statisticsOf(
  measured: Metrics,
  context: Context,
  soFar: SoFar,
): Pick<Measurement, 'load' | 'requests' | 'totals' | 'failures'> {
  const { plan, workers, health } = context
  const { seconds, ends } = soFar
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
    measuredSeconds: seconds,
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
  return { load, requests, totals, failures }
}

function total(ends: readonly WorkerEnd[], key: 'dropped' | 'sentInAll' | 'usersMax'): number {
  return ends.reduce((sum, end) => sum + end[key], 0)
}

/** The mean of the schedule over the run time. */
function requestedRate({ plan, ramp }: Context): number {
  const due = integral(ramp, lengthMs(ramp)) - integral(ramp, plan.warmUpMs)
  return due / (lengthMs(plan.ramp) / 1000)
}
