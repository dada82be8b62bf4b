/** The load engine: drives a workload from generator threads, open or closed, and measures what it really did. */

import { invalidBecause, watchProcess, worstLoop } from './generator-health.ts'
import { sharedNow } from './load-messages.ts'
import type { EngineWorkload, WorkerEnd, WorkerOrder } from './load-messages.ts'
import { loadThreads } from './load-threads.ts'
import { metrics } from './metrics.ts'
import type { Chart, Metrics } from './metrics.ts'
import { dueBefore, held, integral, lengthMs } from './pacer.ts'
import type { Ramp } from './pacer.ts'
import type { Failure, Load, RequestStatistics, SeriesPoint } from './result.ts'

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
export type Snapshot = Omit<Measurement, 'series' | 'chart'> & { readonly latest: SeriesPoint }

export type EngineOptions = {
  readonly signal: AbortSignal
  readonly onSecond?: (soFar: Snapshot) => void
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
  const dueIn = plan.model === 'open' ? dueCounter(order.ramp, plan.warmUpMs) : null
  const measured = metrics({ endpoints, workers, runTimeMs, startedAtMs, dueIn })
  const context = { plan, workers, measured, health, ramp: order.ramp }
  let told = 0
  function tick(): void {
    health.sample()
    if (measured.told() <= told) return
    told = measured.told()
    const soFar = { seconds: told, ends: [] }
    const latest = measured.latest()
    if (latest !== null) options.onSecond?.({ ...statisticsOf(context, soFar), latest })
  }
  const warm = setTimeout(health.reset, headStartMs + plan.warmUpMs)
  try {
    const ends = await threads.run({
      startMs,
      signal: options.signal,
      abortDrainMs,
      takeBatch: measured.take,
      takeTick: (worker, at) => {
        measured.tick(worker, at)
        if (at.gauged !== undefined) options.onGauged?.(worker, at.gauged)
        tick()
      },
    })
    ends.forEach(({ gauged }, worker) => {
      if (gauged !== undefined) options.onGauged?.(worker, gauged)
    })
    return finished(context, ends)
  } finally {
    clearTimeout(warm)
  }
}

type Context = {
  readonly plan: EnginePlan
  readonly workers: number
  readonly measured: Metrics
  readonly health: ReturnType<typeof watchProcess>
  readonly ramp: Ramp
}

type SoFar = { readonly seconds: number; readonly ends: readonly WorkerEnd[] }

function orderOf(plan: EnginePlan, workers: number): Omit<WorkerOrder, 'worker'> {
  const { ramp, ...rest } = plan
  return { ...rest, ramp: held(ramp, plan.warmUpMs + lengthMs(ramp)), workers }
}

/** Requests due in a second of the measured time, by the schedule alone. */
function dueCounter(ramp: Ramp, warmUpMs: number): (second: number) => number {
  const endMs = lengthMs(ramp)
  function before(second: number): number {
    return dueBefore(ramp, Math.min(endMs, warmUpMs + second * 1000))
  }
  return (second) => before(second) - before(second - 1)
}

function finished(context: Context, ends: readonly WorkerEnd[]): Measurement {
  const { measured } = context
  const seconds = Math.max(0, ...ends.map(({ stoppedMs }) => stoppedMs)) / 1000
  const second = Math.max(1, Math.ceil(seconds - 1e-6))
  ends.forEach((end, worker) => measured.present(worker, { second, users: end.usersAtStop }))
  const chart = measured.chart(seconds)
  return {
    ...statisticsOf(context, { seconds, ends }),
    series: measured.series(seconds),
    ...(chart === null ? {} : { chart }),
  }
}

function statisticsOf(
  context: Context,
  soFar: SoFar,
): Pick<Measurement, 'load' | 'requests' | 'totals' | 'failures'> {
  const { plan, measured, workers, health } = context
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
