/** Histograms as the Result tells them: percentiles in milliseconds, and the distribution in a few logarithmic buckets. */

import type { Histogram } from './histogram.ts'
import type { LatencyMs } from './result.ts'

const percentiles = [50, 66, 75, 80, 90, 95, 98, 99, 99.9, 99.99]

/** All null where nothing was recorded. */
export function latencyMs(histogram: Histogram): LatencyMs {
  const [p50, p66, p75, p80, p90, p95, p98, p99, p999, p9999] = histogram
    .percentiles(percentiles)
    .map(inMs)
  return {
    min: inMs(histogram.min),
    mean: inMs(histogram.mean),
    p50: p50 ?? null,
    p66: p66 ?? null,
    p75: p75 ?? null,
    p80: p80 ?? null,
    p90: p90 ?? null,
    p95: p95 ?? null,
    p98: p98 ?? null,
    p99: p99 ?? null,
    p999: p999 ?? null,
    p9999: p9999 ?? null,
    max: inMs(histogram.max),
  }
}

/** The value at which so many percent stand (0: the least), of values that ascend; null of none. */
export function percentileOf(sorted: ArrayLike<number>, percent: number): number | null {
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length - 1e-6))
  return sorted[rank - 1] ?? null
}

/** µs as ms, to the µs. */
export function inMs(us: number | null): number | null {
  return us === null ? null : Math.round(us) / 1000
}

/** Buckets of a heatmap: four a decade from 0.1 ms on; what is faster or slower is in the first or the last. */
const heatBuckets = 24

/** The buckets that hold something, each with its count behind it: [bucket, count, bucket, count, …]. */
export function heat(histogram: Histogram): readonly number[] {
  const counts = new Map<number, number>()
  for (const [us, count] of histogram.entries()) {
    const bucket = Math.floor(Math.log10(Math.max(us, 100) / 100) * 4 + 1e-9)
    const place = Math.min(heatBuckets - 1, bucket)
    counts.set(place, (counts.get(place) ?? 0) + count)
  }
  return [...counts].flat()
}

const bucketsMax = 60

/**
 * The counts in buckets that grow by a constant factor: [upper bound in ms, included; count], empty ones left out.
 * Bounds are powers of ten divided evenly, as finely as fits into 60 buckets, so that runs of one range compare.
 */
export function distribution(histogram: Histogram): (readonly [number, number])[] {
  const { min, max } = histogram
  if (min === null || max === null) return []
  const perDecade = [40, 20, 10, 5].find(
    (steps) => bucketsBetween({ min, max, steps }) <= bucketsMax,
  )
  const steps = perDecade ?? 4
  const buckets = new Map<number, number>()
  for (const [us, count] of histogram.entries()) {
    const bucket = bucketOf(us, steps)
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + count)
  }
  return [...buckets].map(([bucket, count]) => [boundMs(bucket, steps), count] as const)
}

function bucketsBetween(range: { min: number; max: number; steps: number }): number {
  return bucketOf(range.max, range.steps) - bucketOf(range.min, range.steps) + 1
}

/** The smallest bucket whose upper bound, 10^(bucket ÷ steps) µs, is not below. */
function bucketOf(us: number, steps: number): number {
  return Math.ceil(Math.log10(Math.max(1, us)) * steps - 1e-9)
}

function boundMs(bucket: number, steps: number): number {
  return Number((10 ** (bucket / steps) / 1000).toPrecision(6))
}
