/** Finds the known name that somebody who misspelt one probably meant. */

/** The name nearest to what was written, or null where none is near: two edits at most. */
export function nearest(written: string, names: readonly string[]): string | null {
  const scored = names.map((name) => ({ name, distance: editDistance(written, { to: name }) }))
  scored.sort((one, other) => one.distance - other.distance)
  const best = scored[0]
  return best !== undefined && best.distance <= Math.min(2, written.length - 1) ? best.name : null
}

/**
 * Optimal string alignment distance: the insertions, deletions, replacements and swaps of neighbours that lead from
 * one text to the other.
 */
function editDistance(from: string, { to }: { to: string }): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, index) => index)]
  for (let left = 1; left <= from.length; left += 1) {
    const row = [left]
    for (let right = 1; right <= to.length; right += 1) {
      const same = from[left - 1] === to[right - 1]
      const swapped = from[left - 1] === to[right - 2] && from[left - 2] === to[right - 1]
      row.push(
        Math.min(
          at({ rows, left: left - 1, right: right - 1 }) + (same ? 0 : 1),
          at({ rows, left: left - 1, right }) + 1,
          (row[right - 1] ?? 0) + 1,
          swapped ? at({ rows, left: left - 2, right: right - 2 }) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
    rows.push(row)
  }
  return at({ rows, left: from.length, right: to.length })
}

function at({ rows, left, right }: { rows: number[][]; left: number; right: number }): number {
  return rows[left]?.[right] ?? Number.POSITIVE_INFINITY
}
