/** The pool of a run, from what all its threads tell: waits merged, and how much of it was in use, second by second. */
import { Histogram } from './histogram.ts'
import { inMs } from './latency.ts'
import type { Pool } from './result.ts'

/** What a thread has seen since it last told; structured-clonable. */
export type PoolGauged = {
  readonly waitsUs: readonly number[]
  /** Which 100 ms of the measured time, from 0, and how many connections were in use then. */
  readonly samples: readonly (readonly [index: number, inUse: number])[]
  /** Connections that had to be opened again. */
  readonly replaced: number
}

export type PoolStatistics = {
  readonly take: (gauged: PoolGauged) => void
  readonly read: () => Pool
  /** How much of the pool was in use in a second (1: the first), in per cent; null where that is not known of most of it. */
  readonly percentIn: (second: number) => number | null
}

const samplesASecond = 10

export function poolStatistics(of: {
  readonly size: number
  readonly workers: number
}): PoolStatistics {
  const waits = new Histogram()
  const pending = new Map<number, { inUse: number; told: number }>()
  const all = { sum: 0, count: 0, max: 0 }
  const seconds = new Map<number, { sum: number; count: number }>()
  let replaced = 0

  function take(gauged: PoolGauged): void {
    for (const us of gauged.waitsUs) waits.record(us)
    for (const [index, inUse] of gauged.samples) takeSample(index, inUse)
    replaced += gauged.replaced
  }

  /** A sample that a thread did not tell knows only a part of the pool, and is never whole. */
  function takeSample(index: number, inUse: number): void {
    const sample = pending.get(index) ?? { inUse: 0, told: 0 }
    sample.inUse += inUse
    sample.told += 1
    pending.set(index, sample)
    if (sample.told < of.workers) return
    pending.delete(index)
    const percent = (sample.inUse / of.size) * 100
    all.sum += percent
    all.count += 1
    all.max = Math.max(all.max, percent)
    const second = Math.floor(index / samplesASecond)
    const before = seconds.get(second) ?? { sum: 0, count: 0 }
    seconds.set(second, { sum: before.sum + percent, count: before.count + 1 })
  }

  function read(): Pool {
    const [p50, p95, p99] = waits.percentiles([50, 95, 99]).map(inMs)
    const whole = [...seconds.values()].filter(isSecond)
    const busiest = (whole.length > 0 ? whole : [all]).map(meanOf)
    return {
      size: of.size,
      waits: waits.count,
      waitMs: { p50: p50 ?? null, p95: p95 ?? null, p99: p99 ?? null, max: inMs(waits.max) },
      utilizationPercent: {
        mean: meanOf(all),
        busiestSecond: all.count === 0 ? null : Math.max(...busiest.map((mean) => mean ?? 0)),
        max: all.count === 0 ? null : toTenth(all.max),
      },
      samples: all.count,
      replaced,
    }
  }

  function percentIn(second: number): number | null {
    const found = seconds.get(second - 1)
    return found === undefined || !isSecond(found) ? null : meanOf(found)
  }

  return { take, read, percentIn }
}

/** Half a second or less at the end of a run, or beside a pause of the generator, is none. */
function isSecond({ count }: { count: number }): boolean {
  return count * 2 > samplesASecond
}

function meanOf({ sum, count }: { sum: number; count: number }): number | null {
  return count === 0 ? null : toTenth(sum / count)
}

function toTenth(percent: number): number {
  return Math.round(percent * 10) / 10
}
