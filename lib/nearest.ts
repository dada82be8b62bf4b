/** Finds the known name that somebody who misspelt one probably meant. */

/** The name nearest to what was written, or null where none is near: two edits at most. */
export function nearest(written: string, names: readonly string[]): string | null {
  const scored = names.map((name) => ({ name, distance: editDistance(written, { to: name }) }))
  scored.sort((one, other) => one.distance - other.distance)
  const best = scored[0]
  return best !== undefined && best.distance <= Math.min(2, written.length - 1) ? best.name : null
}

/** Levenshtein distance: the insertions, deletions and replacements that lead from one text to the other. */
function editDistance(from: string, { to }: { to: string }): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let left = 1; left <= from.length; left += 1) {
    const next = [left]
    for (let right = 1; right <= to.length; right += 1) {
      const replaced = (row[right - 1] ?? 0) + (from[left - 1] === to[right - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[right] ?? 0) + 1, (next[right - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
