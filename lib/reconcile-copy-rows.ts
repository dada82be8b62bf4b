/** Rows of chosen chunks with digests made in the client, in the order of a hash and in bounded memory, however many there are. */
import { digestOf } from './digest.ts'
import { copyHashes } from './reconcile-copy.ts'
import type { CopySource } from './copy-session.ts'
import type { CopyScan, HashedRow } from './reconcile-copy.ts'

export type CopyRows = CopyScan & {
  /** Null: all. */
  readonly chunks: ReadonlySet<number> | null
  /** Goes on behind this hash. */
  readonly after: bigint | null
  /** Expressions of type text over `t`: of the key's columns in key order, and of what else is wanted. */
  readonly keyTexts: readonly string[]
  readonly moreTexts: readonly string[]
  /** How many characters of rows are held at most; by default 8 million. One hash is held whole. */
  readonly charactersMax?: number
}

/** `hash` is the key's; the digest's where there is no key or a NULL in it, and then `key` is null. */
export type CopiedRow = {
  readonly hash: bigint
  /** As the server would print it. */
  readonly digest: string
  readonly key: readonly string[] | null
  readonly more: readonly (string | null)[]
}

type Held = { readonly row: CopiedRow; copies: number }

/**
 * Batches of rows in the order of their hash, repeated rows repeated. Each pass over the table keeps the rows with the lowest
 * hashes that come next: rows that all fit are read in one.
 *
 * @throws UnreachableError where the server goes away; the reason of the signal when aborted.
 */
export async function* copyRowDigests(
  source: CopySource,
  wanted: CopyRows,
): AsyncGenerator<readonly CopiedRow[]> {
  let after = wanted.after
  for (;;) {
    const { rows, isLast } = await lowestRows(source, { ...wanted, after })
    yield* inBatches(rows)
    after = rows.at(-1)?.row.hash ?? null
    if (isLast || after === null) return
  }
}

async function lowestRows(
  source: CopySource,
  wanted: CopyRows,
): Promise<{ rows: readonly Held[]; isLast: boolean }> {
  const { chunks, after, keyTexts, moreTexts } = wanted
  const lowest = lowestHashes(wanted.charactersMax ?? 8_000_000)
  await copyHashes(source, { ...wanted, texts: [...keyTexts, ...moreTexts] }, (found) => {
    if (chunks !== null && !chunks.has(found.chunk)) return
    const key = keyOf(found, keyTexts.length)
    const hash = digestOf(key === null ? found.digest : (found.key ?? found.digest))
    if ((after !== null && hash <= after) || lowest.isAbove(hash)) return
    const digest = String(digestOf(found.digest))
    const more = moreTexts.map((_, index) => found.text(keyTexts.length + index))
    lowest.add({ hash, digest, key, more })
  })
  return lowest.take()
}

type Lowest = {
  /** A row of this hash would be held no longer. */
  readonly isAbove: (hash: bigint) => boolean
  readonly add: (row: CopiedRow) => void
  readonly take: () => { rows: readonly Held[]; isLast: boolean }
}

/** The objects of a row cost about as much as so many characters. */
const charactersOfRow = 200

function lowestHashes(charactersMax: number): Lowest {
  let held = new Map<string, Held>()
  let characters = 0
  let max = charactersMax
  let below: bigint | null = null

  function add(row: CopiedRow): void {
    const identity = JSON.stringify([String(row.hash), row.digest, row.key, row.more])
    const same = held.get(identity)
    if (same !== undefined) {
      same.copies += 1
      return
    }
    held.set(identity, { row, copies: 1 })
    characters += identity.length + charactersOfRow
    if (characters > max) cut()
  }

  /** Keeps about the lower half. A hash is kept whole or not at all, for no two passes may tell it. */
  function cut(): void {
    const sorted = [...held].toSorted(byHash)
    let kept = 0
    let last: bigint | null = null
    const next = sorted.findIndex(([identity, { row }]) => {
      if (kept > charactersMax / 2 && row.hash !== last) return true
      kept += identity.length + charactersOfRow
      last = row.hash
      return false
    })
    if (next !== -1) below = sorted[next]?.[1].row.hash ?? below
    held = new Map(next === -1 ? sorted : sorted.slice(0, next))
    characters = kept
    // Where one hash is more than all that should be held, not every further row of it must sort them again.
    max = Math.max(charactersMax, 2 * kept)
  }

  return {
    add,
    isAbove: (hash) => below !== null && hash >= below,
    take: () => ({
      rows: [...held].toSorted(byHash).map(([, each]) => each),
      isLast: below === null,
    }),
  }
}

type Entry = readonly [identity: string, held: Held]

function byHash([, left]: Entry, [, right]: Entry): number {
  if (left.row.hash === right.row.hash) return 0
  return left.row.hash < right.row.hash ? -1 : 1
}

/** The key as text; null where there is none, or a part of it is NULL. */
function keyOf(found: HashedRow, columns: number): readonly string[] | null {
  if (found.key === null) return null
  const key: string[] = []
  for (let index = 0; index < columns; index += 1) {
    const text = found.text(index)
    if (text === null) return null
    key.push(text)
  }
  return key
}

const batchRows = 2000

function* inBatches(held: readonly Held[]): Generator<readonly CopiedRow[]> {
  let batch: CopiedRow[] = []
  for (const { row, copies } of held) {
    for (let copy = 0; copy < copies; copy += 1) {
      batch.push(row)
      if (batch.length < batchRows) continue
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}
