/** What differs between the rows that both sides have for one key, put as differences. */
import { differingColumns, rowOf } from './row-text.ts'
import type { PrintedRow } from './row-text.ts'
import type { Both, Difference, Side, TablePair } from './table.ts'

export type FoundRow = PrintedRow & { readonly digest: string }

export type Copies = { readonly row: FoundRow; readonly copies: number }

/**
 * Differences of one key from all rows that each side has for it: one or none where the key is unique. Rows that print alike are
 * equal, whatever their digests: a float's NaN and an array's null bitmap have several binary forms.
 *
 * @param key by position of the key's columns
 */
export function differencesOfKey(
  pair: TablePair,
  key: readonly string[],
  rows: Both<readonly FoundRow[]>,
): readonly Difference[] {
  const left = unequal(pair, rows)
  const pairs = Math.min(left.source.length, left.target.length)
  const changed = left.source.slice(0, pairs).map((source, index) => {
    const target = left.target[index] ?? source
    return changedRow(pair, keyRecord(pair, key), { source, target })
  })
  return [
    ...changed,
    ...counted(left.source.slice(pairs)).map((each) => oneSided(pair, 'source', { ...each, key })),
    ...counted(left.target.slice(pairs)).map((each) => oneSided(pair, 'target', { ...each, key })),
  ]
}

/** A row that one side has more often than the other. */
export function oneSided(
  pair: TablePair,
  side: Side,
  { row, copies, key }: Copies & { readonly key: readonly string[] | null },
): Difference {
  const whole = rowOf(pair, row)
  return {
    kind: side === 'source' ? 'missing' : 'extra',
    key: key === null ? null : keyRecord(pair, key),
    columns: [],
    source: side === 'source' ? whole : null,
    target: side === 'target' ? whole : null,
    copies,
  }
}

/** The key by name of its columns, in key order. */
export function keyRecord(
  pair: TablePair,
  key: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries((pair.key ?? []).map((name, index) => [name, key[index] ?? '']))
}

function changedRow(
  pair: TablePair,
  key: Readonly<Record<string, string>>,
  rows: Both<FoundRow>,
): Difference {
  const columns = differingColumns(pair, rows)
  return {
    kind: 'changed',
    key,
    columns: columns.map(({ name }) => name),
    source: rowOf(pair, rows.source, columns),
    target: rowOf(pair, rows.target, columns),
    copies: 1,
  }
}

/** The rows of each side that have no equal on the other. */
function unequal(pair: TablePair, rows: Both<readonly FoundRow[]>): Both<readonly FoundRow[]> {
  const target = [...rows.target]
  const source = rows.source.filter((row) => {
    const at = target.findIndex((other) => isEqual(pair, { source: row, target: other }))
    if (at === -1) return true
    target.splice(at, 1)
    return false
  })
  return { source, target }
}

function isEqual(pair: TablePair, rows: Both<FoundRow>): boolean {
  return differingColumns(pair, rows).length === 0
}

function counted(rows: readonly FoundRow[]): readonly Copies[] {
  const found = new Map<string, Copies>()
  for (const row of rows) {
    const copies = (found.get(row.digest)?.copies ?? 0) + 1
    found.set(row.digest, { row, copies })
  }
  return [...found.values()]
}
