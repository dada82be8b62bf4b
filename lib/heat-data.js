// @ts-check
/** The heatmap as rectangles: how many answers of each time took how long. */

/** Lower bound of the first bucket in ms, and how many buckets a decade has. */
const lowestMs = 0.1
const perDecade = 4

/**
 * @param {number} bucket
 * @returns {number} its lower bound in ms; the upper one is that of the next
 */
export function heatBoundMs(bucket) {
  return lowestMs * 10 ** (bucket / perDecade)
}

/**
 * @param {readonly number[]} row bucket, count, bucket, count
 * @returns {readonly { readonly bucket: number, readonly count: number }[]}
 */
export function heatCells(row) {
  // Read for each second of a run, each second.
  const cells = []
  for (let at = 0; at < row.length; at += 2) {
    cells.push({ bucket: row[at] ?? 0, count: row[at + 1] ?? 0 })
  }
  return cells
}

/**
 * The lowest and the highest bucket that hold something, and the highest count.
 * @param {readonly (readonly number[])[]} heat
 */
export function heatRange(heat) {
  let [low, high, most] = [Infinity, -Infinity, 0]
  for (const { bucket, count } of heat.flatMap(heatCells)) {
    low = Math.min(low, bucket)
    high = Math.max(high, bucket)
    most = Math.max(most, count)
  }
  return most === 0 ? null : { low, high, most }
}
