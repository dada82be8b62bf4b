/** Finds the rows that differ in two streams of rows, each in the order of a hash: no collation has a say in it. */

/** One row, or several alike: `hash` of its key, or of the row where it has no key. */
export type StreamedRow = {
  readonly hash: bigint
  readonly digest: string
  /** By position of the key's columns; null where the row has no key, or a NULL in it. */
  readonly key: readonly string[] | null
  /** What the caller asked for beside. */
  readonly more: readonly (string | null)[]
}

export type Counted = { readonly row: StreamedRow; readonly count: number }

/** Rows of one key (or, without a key, of one digest), or what each side has of them that the other has not. */
export type Unmatched = {
  readonly hash: bigint
  readonly key: readonly string[] | null
  readonly source: readonly Counted[]
  readonly target: readonly Counted[]
}

/** Whether two rows of one key are equal. */
export type SameRow = (source: StreamedRow, target: StreamedRow) => boolean

export type RowRules = {
  readonly same: SameRow
  /**
   * Where a row may be the same as several, the order in which they are matched: of one column with a tolerance, the smallest first
   * leaves the fewest rows over. Null: none.
   */
  readonly order: ((left: StreamedRow, right: StreamedRow) => number) | null
}

/**
 * Merges two streams in the order of `hash`. Memory holds the rows of one hash: a repeated row is counted, not kept.
 * Two rows with one key and equal digests are equal; so are those that `rules.same` calls so.
 */
export async function* unmatchedRows(
  source: AsyncIterable<readonly StreamedRow[]>,
  target: AsyncIterable<readonly StreamedRow[]>,
  rules: RowRules = { same: sameDigest, order: null },
): AsyncIterable<Unmatched> {
  const [left, right] = [groups(source, rules), groups(target, rules)]
  try {
    let [{ value: ours }, { value: theirs }] = await Promise.all([left.next(), right.next()])
    for (let hash = lowest(ours, theirs); hash !== null; hash = lowest(ours, theirs)) {
      const [isOurs, isTheirs] = [ours?.hash === hash, theirs?.hash === hash]
      const [mine, yours] = [isOurs ? ours : undefined, isTheirs ? theirs : undefined]
      // Nearly all groups are equal: they are not taken apart.
      if (mine?.text !== yours?.text) yield* unmatchedOf({ hash, mine, yours }, rules)
      ;[{ value: ours }, { value: theirs }] = await Promise.all([
        isOurs ? left.next() : { value: ours },
        isTheirs ? right.next() : { value: theirs },
      ])
    }
  } finally {
    await Promise.all([left.return(undefined), right.return(undefined)])
  }
}

export function sameDigest(source: StreamedRow, target: StreamedRow): boolean {
  return source.digest === target.digest
}

/** Rows of one hash, by what tells them apart: key, or digest where there is none; equal ones are counted. */
type Group = {
  readonly hash: bigint
  readonly rows: readonly Counted[]
  /** What tells the rows apart, and their counts: groups of one text are equal. */
  readonly text: string
}

function lowest(ours: Group | undefined, theirs: Group | undefined): bigint | null {
  if (ours === undefined) return theirs?.hash ?? null
  return theirs === undefined || ours.hash < theirs.hash ? ours.hash : theirs.hash
}

async function* groups(
  batches: AsyncIterable<readonly StreamedRow[]>,
  { order }: RowRules,
): AsyncGenerator<Group, undefined> {
  let hash: bigint | null = null
  let rows = new Map<string, { row: StreamedRow; count: number }>()
  for await (const batch of batches) {
    for (const row of batch) {
      if (hash !== null && row.hash !== hash) {
        yield groupOf(hash, rows)
        rows = new Map()
      }
      hash = row.hash
      // Without a key the digest says all, but for what is compared by nearness.
      const isPlain = row.key === null && order === null
      const identity = isPlain ? row.digest : `${row.digest} ${JSON.stringify([row.key, row.more])}`
      const known = rows.get(identity)
      if (known === undefined) rows.set(identity, { row, count: 1 })
      else known.count++
    }
  }
  if (hash !== null) yield groupOf(hash, rows)
  return undefined
}

function groupOf(hash: bigint, rows: ReadonlyMap<string, Counted>): Group {
  let text = ''
  for (const [identity, { count }] of rows) text += `${count} ${identity}\n`
  return { hash, rows: [...rows.values()], text }
}

type Pair = {
  readonly hash: bigint
  readonly mine: Group | undefined
  readonly yours: Group | undefined
}

function* unmatchedOf({ hash, mine, yours }: Pair, rules: RowRules): Iterable<Unmatched> {
  for (const [key, source, target] of byKey(mine?.rows ?? [], yours?.rows ?? [])) {
    const left = withoutEqual(source, target, rules)
    if (left.source.length + left.target.length > 0) yield { hash, key, ...left }
  }
}

type KeyRows = readonly [key: readonly string[] | null, source: Counted[], target: Counted[]]

function byKey(ours: readonly Counted[], theirs: readonly Counted[]): Iterable<KeyRows> {
  const found = new Map<string, KeyRows>()
  for (const [side, rows] of [ours, theirs].entries()) {
    for (const counted of rows) {
      const { key, digest } = counted.row
      const identity = key === null ? digest : JSON.stringify(key)
      const entry = found.get(identity) ?? [key, [], []]
      found.set(identity, entry)
      entry[side === 0 ? 1 : 2].push(counted)
    }
  }
  return found.values()
}

/** What each side has more than the other. */
function withoutEqual(
  source: readonly Counted[],
  target: readonly Counted[],
  rules: RowRules,
): { source: Counted[]; target: Counted[] } {
  const rest = ordered(target, rules).map(({ row, count }) => ({ row, count }))
  const ours: Counted[] = []
  for (const { row, count } of ordered(source, rules)) {
    let left = count
    for (const other of rest) {
      if (!rules.same(row, other.row)) continue
      const matched = Math.min(left, other.count)
      left -= matched
      other.count -= matched
    }
    if (left > 0) ours.push({ row, count: left })
  }
  return { source: ours, target: rest.filter(({ count }) => count > 0) }
}

function ordered(rows: readonly Counted[], { order }: RowRules): readonly Counted[] {
  return order === null ? rows : rows.toSorted((left, right) => order(left.row, right.row))
}
