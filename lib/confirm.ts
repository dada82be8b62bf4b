/** Reads rows that differed in two snapshots once more: what reads otherwise by now is no proof of anything. */
import { differencesOfKey, keyRecord, oneSided } from './differences.ts'
import { byValue, comesWithTexts } from './reconcile-rows.ts'
import { rowsByKey } from './rows-by-key.ts'
import { rowOf, valueAt, partsOfValue } from './row-text.ts'
import type { FoundRow } from './differences.ts'
import type { Lane } from './lane.ts'
import type { DigestSettings } from './reconcile-chunks.ts'
import type { Counted, StreamedRow, Unmatched } from './row-merge.ts'
import type { Both, Difference, TablePair } from './table.ts'

export type Confirmation = {
  readonly pair: TablePair
  readonly digest: DigestSettings
  /** Connections outside the snapshots. */
  readonly now: Both<Lane>
}

/** The differences of rows that have a key, as they stand now; `unresolved` where a side reads otherwise than before. */
export async function confirmedByKey(
  { pair, digest, now }: Confirmation,
  suspects: readonly (Unmatched & { readonly key: readonly string[] })[],
): Promise<readonly Difference[]> {
  if (suspects.length === 0) return []
  const keys = suspects.map(({ key }) => key)
  const [source, target] = await Promise.all([
    rowsByKey(now.source, { pair, side: 'source', keys, digest }),
    rowsByKey(now.target, { pair, side: 'target', keys, digest }),
  ])
  return suspects.flatMap((suspect, index) => {
    const rows = { source: source[index] ?? [], target: target[index] ?? [] }
    const ours = rows.source.map((row) => identityOf(pair, row))
    const theirs = rows.target.map((row) => identityOf(pair, row))
    const isSame =
      isAsBefore(pair, suspect.source, uncommon(ours, theirs)) &&
      isAsBefore(pair, suspect.target, uncommon(theirs, ours))
    if (isSame) {
      return differencesOfKey(pair, suspect.key, rows)
    }
    return [changedMeanwhile(pair, suspect.key, rows)]
  })
}

/** The differences of rows without a key, from what came along with them. */
export function differencesOfRows(
  pair: TablePair,
  { source, target }: Unmatched,
): readonly Difference[] {
  return [
    ...source.map((each) => oneSided(pair, 'source', { ...copiesOf(pair, each), key: null })),
    ...target.map((each) => oneSided(pair, 'target', { ...copiesOf(pair, each), key: null })),
  ]
}

function copiesOf(pair: TablePair, { row, count }: Counted): { row: FoundRow; copies: number } {
  const own = pair.columns.map((_, index) => valueAt(row.more, index * partsOfValue))
  return { row: { digest: row.digest, values: own, own }, copies: count }
}

/** What tells two versions of a row apart: its digest, and the values that no digest covers. */
function identityOf(pair: TablePair, { digest, values }: FoundRow): string {
  const near = byValue(pair).map((column) => values[pair.columns.indexOf(column)] ?? null)
  return JSON.stringify([digest, near])
}

function streamedIdentity(pair: TablePair, { digest, more }: StreamedRow): string {
  if (comesWithTexts(pair)) return JSON.stringify([digest, []])
  const near = more.flatMap((_, at) => (at % partsOfValue === 0 ? [valueAt(more, at)] : []))
  return JSON.stringify([digest, near])
}

/** The rows that the other side does not have, or not as often. */
function uncommon(rows: readonly string[], others: readonly string[]): readonly string[] {
  const rest = [...others]
  return rows.filter((row) => {
    const at = rest.indexOf(row)
    if (at === -1) return true
    rest.splice(at, 1)
    return false
  })
}

function isAsBefore(pair: TablePair, before: readonly Counted[], now: readonly string[]): boolean {
  const were = before.flatMap(({ row, count }) =>
    Array.from({ length: count }, () => streamedIdentity(pair, row)),
  )
  return were.toSorted().join() === now.toSorted().join()
}

function changedMeanwhile(
  pair: TablePair,
  key: readonly string[],
  rows: Both<readonly FoundRow[]>,
): Difference {
  const [source] = rows.source
  const [target] = rows.target
  return {
    kind: 'unresolved',
    key: keyRecord(pair, key),
    columns: [],
    source: source === undefined ? null : rowOf(pair, source),
    target: target === undefined ? null : rowOf(pair, target),
    copies: 1,
  }
}
