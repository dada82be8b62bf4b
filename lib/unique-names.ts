/** Names that stay apart where a format allows none to stand twice. */

/** The names, each later double with ` (2)`, ` (3)` behind it; the order stays. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  const next = new Map<string, number>()
  return names.map((name) => {
    let candidate = name
    while (taken.has(candidate)) {
      const number = next.get(name) ?? 2
      next.set(name, number + 1)
      candidate = `${name} (${number})`
    }
    taken.add(candidate)
    return candidate
  })
}
