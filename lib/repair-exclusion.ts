/** Which operations an exclusion constraint may refuse on the way, though it holds at the end. Pure. */
import { computedName } from './repair-computed.ts'
import type { ComputedIndex } from './repair-computed.ts'
import type { Change, State } from './repair-facts.ts'

export type Excluded = { readonly operation: number; readonly reason: string }

export type Exclusions = {
  /** `done`: it can be done at all. */
  add(operation: number, change: Change, options: { readonly done: boolean }): void
  excluded(): readonly Excluded[]
}

/** Rows that an update moves from one to another, and what becomes of them. */
type Group = { into: Group | null; updates: number; undone: number; later: number[] }

/**
 * Rows that can meet are in one group: those whose elements under `=` are equal, of which nothing else is known. Deletes come first,
 * inserts last: so one update in a group is sure to find its place, where all else is done; several may stand in each other's way.
 */
export function exclusionsOf(indexes: readonly ComputedIndex[]): Exclusions {
  const groups = indexes.map(() => new Map<string, Group>())

  function add(operation: number, change: Change, { done }: { readonly done: boolean }): void {
    for (const [at, index] of indexes.entries()) {
      if (index.table !== change.table || !touches(index, change)) continue
      const [first, second] = [change.before, change.after].flatMap((state) =>
        groupOf(groups[at] ?? new Map(), { index, state }),
      )
      if (first === undefined) continue
      const group = second === undefined ? rootOf(first) : joined(first, second)
      if (!done) group.undone += 1
      else if (change.after !== null) group.later.push(operation)
      if (done && change.before !== null && change.after !== null) group.updates += 1
    }
  }

  function excluded(): readonly Excluded[] {
    return indexes.flatMap(({ name }, at) => {
      const reason = `the exclusion constraint ${name} may not hold while several rows change`
      return [...(groups[at]?.values() ?? [])]
        .filter(({ into, updates, undone }) => into === null && (updates > 1 || undone > 0))
        .flatMap(({ later }) => later.map((operation) => ({ operation, reason })))
    })
  }

  return { add, excluded }
}

function touches({ columns }: ComputedIndex, { before, after }: Change): boolean {
  const [was, is] = [before, after].map((state) =>
    JSON.stringify(columns.map((name) => state?.[name] ?? null)),
  )
  return before === null || after === null || was !== is
}

function groupOf(
  groups: Map<string, Group>,
  { index, state }: { readonly index: ComputedIndex; readonly state: State },
): Group[] {
  const hash = state?.[computedName(index)]
  if (typeof hash !== 'string') return []
  const group = groups.get(hash) ?? { into: null, updates: 0, undone: 0, later: [] }
  groups.set(hash, group)
  return [group]
}

function rootOf(group: Group): Group {
  let root = group
  while (root.into !== null) root = root.into
  return root
}

function joined(first: Group, second: Group): Group {
  const [root, other] = [rootOf(first), rootOf(second)]
  if (root === other) return root
  other.into = root
  root.updates += other.updates
  root.undone += other.undone
  root.later.push(...other.later)
  return root
}
