/** Reads rows that differed in two snapshots once more: what reads otherwise by now is no proof of anything. */
import { differencesOfKey, keyRecord, leftOver, oneSided } from './differences.ts'
import { comesWithTexts, nearValues } from './reconcile-rows.ts'
import { rowsByKey } from './rows-by-key.ts'
import { byValue, differingColumns, partsOfValue, rowOf, valueAt } from './row-text.ts'
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
  /** The snapshots in which they differed; null where the rows of a side have no versions. */
  readonly since: Both<string | null>
}

/** The differences of rows that have a key, as they stand now; `unresolved` where a side reads otherwise than before. */
export async function confirmedByKey(
  { pair, digest, now, since }: Confirmation,
  suspects: readonly (Unmatched & { readonly key: readonly string[] })[],
): Promise<readonly Difference[]> {
  if (suspects.length === 0) return []
  const keys = suspects.map(({ key }) => key)
  const [source, target] = await Promise.all([
    rowsByKey(now.source, { pair, side: 'source', keys, digest, since: since.source }),
    rowsByKey(now.target, { pair, side: 'target', keys, digest, since: since.target }),
  ])
  return suspects.flatMap((suspect, index) => {
    const rows = { source: source[index] ?? [], target: target[index] ?? [] }
    const left = leftOver(pair, rows, (each) => isSameAsStreamed(pair, each))
    const isSame =
      ![...rows.source, ...rows.target].some(({ isWritten }) => isWritten) &&
      isAsBefore(pair, suspect.source, left.source) &&
      isAsBefore(pair, suspect.target, left.target)
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
function identityOf(pair: TablePair, { digest, values, own }: FoundRow): string {
  // As it came along with the rows.
  const shown = comesWithTexts(pair) ? own : values
  const near = byValue(pair).map((column) => shown[pair.columns.indexOf(column)] ?? null)
  return JSON.stringify([digest, near])
}

function streamedIdentity(pair: TablePair, row: StreamedRow): string {
  return JSON.stringify([row.digest, nearValues(pair, row, { grouped: false })])
}

/** As the streams of both sides were matched: by digest, and where no digest can tell by value. */
function isSameAsStreamed(pair: TablePair, rows: Both<FoundRow>): boolean {
  if (rows.source.digest !== rows.target.digest) return false
  const near = byValue(pair)
  return !differingColumns(pair, rows).some((column) => near.includes(column))
}

function isAsBefore(
  pair: TablePair,
  before: readonly Counted[],
  now: readonly FoundRow[],
): boolean {
  const were = before.flatMap(({ row, count }) =>
    Array.from({ length: count }, () => streamedIdentity(pair, row)),
  )
  const are = now.map((row) => identityOf(pair, row))
  return were.toSorted().join() === are.toSorted().join()
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
