/** What differs between the rows that both sides have for one key, put as differences. */
import { byValue, differingColumns, rowOf, valuesOrder } from './row-text.ts'
import type { PrintedRow } from './row-text.ts'
import type { Both, Difference, Side, TablePair, Value } from './table.ts'

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
  const left = leftOver(pair, rows, (each) => differingColumns(pair, each).length === 0)
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

/** The rows of each side that have none on the other that is the same. */
export function leftOver(
  pair: TablePair,
  rows: Both<readonly FoundRow[]>,
  same: (rows: Both<FoundRow>) => boolean,
): Both<readonly FoundRow[]> {
  const target = inOrder(pair, rows.target)
  const source = inOrder(pair, rows.source).filter((row) => {
    const at = target.findIndex((other) => same({ source: row, target: other }))
    if (at === -1) return true
    target.splice(at, 1)
    return false
  })
  return { source, target }
}

/** The smallest first, where a row may be near to several: so the fewest are left over. */
function inOrder(pair: TablePair, rows: readonly FoundRow[]): FoundRow[] {
  const near = byValue(pair).map((column) => pair.columns.indexOf(column))
  function valuesOf({ values }: FoundRow): readonly Value[] {
    return near.map((at) => values[at] ?? null)
  }
  return rows.toSorted((left, right) => valuesOrder(valuesOf(left), valuesOf(right)))
}

function counted(rows: readonly FoundRow[]): readonly Copies[] {
  const found = new Map<string, Copies>()
  for (const row of rows) {
    const identity = JSON.stringify([row.digest, row.own])
    const copies = (found.get(identity)?.copies ?? 0) + 1
    found.set(identity, { row, copies })
  }
  return [...found.values()]
}
