// @ts-check
/** How often something happened over a run, in a few columns: where they are full, two become one, of twice the length. */

/** @typedef {{ readonly step: number, readonly counts: readonly number[] }} Columns */

/**
 * When a group of failures happened, in seconds of the measured time: `from` the first `to` the last.
 * @typedef {Columns & { readonly from: number, readonly to: number }} FailureTimes
 */

/** As many as stand in a cell of a table. */
export const columnsMax = 24

/** @type {Columns} */
export const noColumns = { step: 1, counts: [] }

const blocks = '▁▂▃▄▅▆▇█'

/**
 * One more, at a second of the run; what is told late changes an earlier column.
 * @param {Columns} columns
 * @param {number} second
 * @returns {Columns}
 */
export function countAt(columns, second) {
  const { step, counts } = wideEnough(columns, second)
  const column = Math.max(0, Math.floor(second / step))
  const length = Math.max(counts.length, column + 1)
  return {
    step,
    counts: Array.from({ length }, (_, at) => (counts[at] ?? 0) + (at === column ? 1 : 0)),
  }
}

/**
 * In columns so wide that those of so many seconds have room.
 * @param {Columns} columns
 * @param {number} seconds
 * @returns {Columns}
 */
function wideEnough({ step, counts }, seconds) {
  if (seconds < step * columnsMax) return { step, counts }
  const halved = Array.from({ length: Math.ceil(counts.length / 2) }, (_, half) => {
    return (counts[2 * half] ?? 0) + (counts[2 * half + 1] ?? 0)
  })
  return wideEnough({ step: 2 * step, counts: halved }, seconds)
}

/**
 * A line of blocks over the whole run, as high as it happened often; a point where it did not. It needs no script.
 * @param {Columns} columns
 * @param {number} seconds of the run
 */
export function sparkOf(columns, seconds) {
  // The last second is still one of the run.
  const { step, counts } = wideEnough(columns, seconds - 1)
  const top = Math.max(...counts, 1)
  const length = Math.max(counts.length, Math.min(columnsMax, Math.ceil(seconds / step)))
  return Array.from({ length }, (_, at) => {
    const count = counts[at] ?? 0
    return count === 0 ? '·' : blocks[Math.ceil((count / top) * blocks.length) - 1]
  }).join('')
}
