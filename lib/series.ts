/** The run second by second: what ended in each second, what was sent in it, and who was there at its end. */

import type { Exchange } from './exchange-log.ts'
import { Histogram } from './histogram.ts'
import { heat, inMs } from './latency.ts'
import type { Recent, SeriesPoint } from './result.ts'

export type Series = {
  readonly take: (exchange: Exchange) => void
  /** A thread has told everything that ended before the end of this second (1: the first). */
  readonly tick: (worker: number, at: { readonly second: number; readonly users: number }) => void
  /** How many users of a thread were there at the end of a second: the last word stands. */
  readonly present: (
    worker: number,
    at: { readonly second: number; readonly users: number },
  ) => void
  /** Seconds that all threads have told. */
  readonly told: () => number
  /** The last of them, as a point; null where there is none yet. */
  readonly latest: () => SeriesPoint | null
  /** What was answered in the last of them, as `heat` has it. */
  readonly latestHeat: () => readonly number[]
  /** The same of each point. */
  readonly heats: (seconds: number) => readonly (readonly number[])[]
  /** How late requests were released that ended in the last of them, p99 in ms; null where none ended. */
  readonly latestLagMs: () => number | null
  /** The same of any bin that all have told, by its number (1: the first). */
  readonly lagMsOf: (bin: number) => number | null
  /** The last ten of them together. */
  readonly recent: () => Recent
  /** All seconds, `seconds` at least; what is still open is closed. */
  readonly points: (seconds: number) => SeriesPoint[]
}

type SeriesOptions = {
  readonly workers: number
  readonly binSeconds: number
  readonly dueIn: ((second: number) => number) | null
}

/** So many bins keep their answers for `recent`. */
const recentBins = 10

type Bin = {
  sent: number
  ok: number
  failed: number
  /** By thread. */
  readonly users: number[]
  /** Answers; percentiles are taken when all have told, and it is let go when it is no longer recent. */
  times: Histogram | null
  percentiles: readonly (number | null)[]
  heat: readonly number[]
  maxMs: number | null
  /** Let go with the answers: only its p99 is asked for. */
  services: Histogram | null
  serviceP99Ms: number | null
  /** Let go when all have told: only its p99 is asked for. */
  lags: Histogram | null
  lagP99Ms: number | null
}

/**
 * @param options.dueIn requests due in a second (1: the first); null in the closed model
 * @param options.binSeconds 1, or more for the chart of a long run: `t` is then the last second of the bin
 */
export function series(options: SeriesOptions): Series {
  const bins: Bin[] = []
  const toldBy = Array.from({ length: options.workers }, () => 0)
  const size = options.binSeconds
  let closed = 0

  function binOf(ms: number): Bin {
    const index = Math.max(0, Math.floor(ms / 1000 / size))
    while (bins.length <= index) bins.push(emptyBin())
    return bins[index] as Bin
  }

  function take(exchange: Exchange): void {
    if (exchange.outcome === 'unsent') return
    binOf(exchange.endedMs - exchange.serviceUs / 1000).sent++
    if (exchange.outcome === 'interrupted') return
    end(binOf(exchange.endedMs), exchange)
  }

  function tick(worker: number, at: { readonly second: number; readonly users: number }): void {
    toldBy[worker] = at.second
    present(worker, at)
    for (; (closed + 1) * size <= Math.min(...toldBy); closed++) {
      settle(bins[closed])
      const old = bins[closed - recentBins]
      if (old !== undefined) old.times = old.services = null
    }
  }

  function present(worker: number, at: { readonly second: number; readonly users: number }): void {
    binOf((at.second - 1) * 1000).users[worker] = at.users
  }

  function settled(seconds: number): readonly Bin[] {
    binOf(Math.max(0, Math.ceil(seconds) - 1) * 1000)
    for (const bin of bins) settle(bin)
    return bins
  }

  function points(seconds: number): SeriesPoint[] {
    return settled(seconds).map((_bin, index) => point(index))
  }

  function point(index: number): SeriesPoint {
    const t = (index + 1) * size
    const due = options.dueIn === null ? null : dueUpTo(options.dueIn, { t, size })
    return pointOf(bins[index] ?? emptyBin(), { t, due })
  }

  function told(): number {
    return Math.min(...toldBy)
  }

  function latest(): SeriesPoint | null {
    return closed === 0 ? null : point(closed - 1)
  }

  function recent(): Recent {
    return together(bins.slice(Math.max(0, closed - recentBins), closed), size)
  }

  function heats(seconds: number): readonly (readonly number[])[] {
    return settled(seconds).map((bin) => bin.heat)
  }

  function lagMsOf(bin: number): number | null {
    return bins[bin - 1]?.lagP99Ms ?? null
  }

  return {
    take,
    tick,
    present,
    told,
    latest,
    latestHeat: () => bins[closed - 1]?.heat ?? [],
    latestLagMs: () => lagMsOf(closed),
    lagMsOf,
    heats,
    recent,
    points,
  }
}

function emptyBin(): Bin {
  return {
    sent: 0,
    ok: 0,
    failed: 0,
    users: [],
    times: null,
    percentiles: [],
    heat: [],
    maxMs: null,
    services: null,
    serviceP99Ms: null,
    lags: null,
    lagP99Ms: null,
  }
}

/** Something with an answer, or without one in time, has ended in it. */
function end(bin: Bin, exchange: Exchange): void {
  bin.lags ??= new Histogram()
  bin.lags.record(exchange.lagUs)
  if (exchange.outcome === 'ok') bin.ok++
  else bin.failed++
  if (exchange.outcome === 'failed') return
  bin.times ??= new Histogram()
  bin.times.record(exchange.responseUs)
  bin.services ??= new Histogram()
  bin.services.record(exchange.serviceUs)
}

function settle(bin: Bin | undefined): void {
  if (bin === undefined) return
  if (bin.lags !== null) bin.lagP99Ms = inMs(bin.lags.percentiles([99])[0] ?? null)
  bin.lags = null
  if (bin.times === null) return
  bin.percentiles = bin.times.percentiles([50, 95, 99]).map(inMs)
  bin.heat = heat(bin.times)
  bin.maxMs = inMs(bin.times.max)
  bin.serviceP99Ms = inMs(bin.services?.percentiles([99])[0] ?? null)
}

function pointOf(bin: Bin, at: Pick<SeriesPoint, 't' | 'due'>): SeriesPoint {
  const [p50 = null, p95 = null, p99 = null] = bin.percentiles
  const users = bin.users.reduce((sum, each) => sum + each, 0)
  const { sent, ok, failed, maxMs: max, serviceP99Ms: serviceP99 } = bin
  return { t: at.t, users, due: at.due, sent, ok, failed, p50, p95, p99, max, serviceP99 }
}

/** Percentiles are those of all answers together: they cannot be averaged. */
function together(bins: readonly Bin[], size: number): Recent {
  const times = new Histogram()
  for (const bin of bins) if (bin.times !== null) times.add(bin.times)
  const [p50 = null, p95 = null, p99 = null] = times.percentiles([50, 95, 99]).map(inMs)
  const counts = { ok: totalOf(bins, 'ok'), failed: totalOf(bins, 'failed') }
  return { seconds: bins.length * size, ...counts, p50, p95, p99 }
}

function totalOf(bins: readonly Bin[], key: 'ok' | 'failed'): number {
  return bins.reduce((total, bin) => total + bin[key], 0)
}

function dueUpTo(dueIn: (second: number) => number, bin: { t: number; size: number }): number {
  let sum = 0
  for (let second = bin.t - bin.size + 1; second <= bin.t; second++) sum += dueIn(second)
  return sum
}
