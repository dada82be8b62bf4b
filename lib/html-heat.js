// @ts-check
/** The place of the heatmap, its sentence, and its table: how long answers took, time by time. */
import { pointsOf } from './chart-data.js'
import { rowsMax } from './chart-words.js'
import { formatClock, formatCount, formatMs } from './format-numbers.js'
import { heatBoundMs, heatCells } from './heat-data.js'
import { chart, section, table } from './html-parts.js'

/**
 * @param {import('./result.ts').Result} result
 * @param {readonly (readonly number[])[]} heat one row a point of the chart
 * @param {(seconds: number) => string} [clock]
 * @returns {readonly import('./html-tree.js').Element[]}
 */
export function heatSection(result, heat, clock = formatClock) {
  const all = sumOf(heat)
  const busiest = all.reduce((most, each) => (each.count > most.count ? each : most), {
    bucket: 0,
    count: 0,
  })
  if (busiest.count === 0) return []
  const slowest = Math.max(...all.map(({ bucket }) => bucket))
  return [
    section(
      { id: 'heat', title: 'Latency heatmap' },
      chart(
        {
          name: 'heat',
          sentence: `Most answers took ${spanOf(busiest.bucket)}, the slowest ${spanOf(slowest)}. The stronger the colour, the more.`,
        },
        () =>
          table(
            { label: 'Latency heatmap', columns: ['Time', 'Most took', 'of them', 'Slowest'] },
            rowsOf(result, heat, clock),
          ),
      ),
    ),
  ]
}

/**
 * At most `rowsMax` rows of equal length.
 * @param {import('./result.ts').Result} result
 * @param {readonly (readonly number[])[]} heat
 * @param {(seconds: number) => string} clock
 */
function rowsOf(result, heat, clock) {
  const { points, bucketSeconds } = pointsOf(result)
  const size = Math.ceil(heat.length / rowsMax)
  return Array.from({ length: Math.ceil(heat.length / size) }, (_, index) => {
    const cells = sumOf(heat.slice(index * size, (index + 1) * size))
    const most = cells.reduce((top, each) => (each.count > top.count ? each : top), {
      bucket: 0,
      count: 0,
    })
    const last = Math.max(...cells.map(({ bucket }) => bucket))
    const none = cells.length === 0
    return [
      clock((points[index * size]?.t ?? 0) - bucketSeconds),
      none ? '-' : spanOf(most.bucket),
      formatCount(most.count),
      none ? '-' : spanOf(last),
    ]
  })
}

/** @param {readonly (readonly number[])[]} rows */
function sumOf(rows) {
  /** @type {Map<number, number>} */
  const counts = new Map()
  for (const { bucket, count } of rows.flatMap(heatCells)) {
    counts.set(bucket, (counts.get(bucket) ?? 0) + count)
  }
  return [...counts].map(([bucket, count]) => ({ bucket, count }))
}

/** @param {number} bucket */
function spanOf(bucket) {
  return `${formatMs(heatBoundMs(bucket))} to ${formatMs(heatBoundMs(bucket + 1))} ms`
}
