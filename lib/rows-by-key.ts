/** The rows of some keys, as they are now on one side: printed, with their digests. */
import { keyColumns, rowDigest } from './digest-sql.ts'
import { quoteName } from './quote.ts'
import { packedTexts, partsOfValue, printed, unpacked, valueAt } from './row-text.ts'
import { writtenSince } from './row-versions.ts'
import { fromTable } from './segments.ts'
import type { Lane, TextRow } from './lane.ts'
import type { FoundRow } from './differences.ts'
import type { DigestSettings } from './reconcile-chunks.ts'
import type { PrintedRow } from './row-text.ts'
import type { Column, Side, TablePair, Value } from './table.ts'

/** A key as text, by position of the key's columns. */
export type KeyText = readonly string[]

export type RowsWanted = {
  readonly pair: TablePair
  readonly side: Side
  readonly keys: readonly KeyText[]
  readonly digest: DigestSettings
  /** A snapshot, where the rows have versions: it is told whether they were written after it. */
  readonly since: string | null
}

export type RowNow = FoundRow & { readonly isWritten: boolean }

/** By position of the keys; a key that is not unique on this side has several rows, one that is not there has none. */
export async function rowsByKey(
  lane: Lane,
  of: RowsWanted,
): Promise<readonly (readonly RowNow[])[]> {
  const { pair, keys } = of
  const found: RowNow[][] = keys.map(() => [])
  const arrays = (pair.key ?? []).map((_, column) => keys.map((key) => key[column] ?? null))
  for (const row of await lane.rows(statement(of), arrays)) {
    found[Number(row[0]) - 1]?.push({
      digest: row[1] ?? '',
      isWritten: row[2] === 't',
      ...printedRow(pair, of.side, { row: unpacked(row), at: 3 }),
    })
  }
  return found
}

function statement({ pair, side, digest, since }: RowsWanted): string {
  const { from, number } = joinedByKey(pair, side)
  return printedRows(pair, side, {
    first: [
      `${number} AS n`,
      `${rowDigest(pair, side, digest)} AS d`,
      `${since === null ? false : writtenSince(since)} AS w`,
    ],
    from,
  })
}

/** `FROM` for the rows of some keys, given as one array of texts for each column, with the number of the key that a row has, from 1 on. */
export function joinedByKey(
  pair: TablePair,
  side: Side,
): { readonly from: string; readonly number: string } {
  const columns = keyColumns(pair)
  const names = givenNames(pair, [...columns.map((_, index) => `k${index}`), 'n'])
  const given = columns.map((_, index) => `$${index + 1}::text[]`).join(', ')
  const matches = columns.flatMap(({ name, value }, index) => [
    ...indexable({ pair, side, name, given: `k.${names[index]}` }),
    `${printed(value[side])} COLLATE "C" = k.${names[index]}`,
  ])
  const conditions = pair.where === null ? matches : [...matches, `(${pair.where}\n)`]
  return {
    from: `unnest(${given}) WITH ORDINALITY AS k (${names.join(', ')})
      JOIN ${fromTable(pair, side)} ON ${conditions.join(' AND ')}`,
    number: `k.${names.at(-1)}`,
  }
}

/** Whether an index over the columns of the key serves `joinedByKey`. */
export function isIndexable(pair: TablePair, side: Side): boolean {
  return keyColumns(pair).every(({ name }) => indexable({ pair, side, name, given: '' }).length > 0)
}

/** Names that no column of the table has: a bare one in the user's condition is to mean the table's. */
function givenNames({ source, target }: TablePair, names: readonly string[]): readonly string[] {
  const taken = new Set([...source.columns, ...target.columns].map(({ name }) => name))
  let prefix = ''
  while (names.some((name) => taken.has(`${prefix}${name}`))) prefix += '_'
  return names.map((name) => `${prefix}${name}`)
}

/** Selects `first` (each with its name), then, packed, of each column what is compared, and what is shown where that is another. */
export function printedRows(
  pair: TablePair,
  side: Side,
  { first, from }: { readonly first: readonly string[]; readonly from: string },
): string {
  const texts = textsOf(pair, side).map((value, index) => `${printed(value)} AS p${index}`)
  const names = first.map((each) => each.replace(/^.* AS /s, ''))
  // Behind the fence there is no place for more, and a table of so many columns has short values.
  if (texts.length > fencedMax) {
    return `SELECT ${[...first, packedTexts(textsOf(pair, side).map(printed))].join(', ')} FROM ${from}`
  }
  const parts = packedTexts(texts.map((_, index) => `p${index}`))
  // Printed once, behind a fence: what is cut, measured and hashed must not be printed for each of these again.
  const inner = `SELECT ${[...first, ...texts].join(', ')} FROM ${from} OFFSET 0`
  return `SELECT ${[...names, parts].join(', ')} FROM (${inner}) AS s`
}

const fencedMax = 1600

function textsOf(pair: TablePair, side: Side): string[] {
  return pair.columns.flatMap(({ value, own }) =>
    value[side] === own ? [own] : [value[side], own],
  )
}

/** What `printedRows` gave, from position `at` of a row on. */
export function printedRow(
  pair: TablePair,
  side: Side,
  { row, at }: { readonly row: TextRow; readonly at: number },
): PrintedRow {
  const values: Value[] = []
  const own: Value[] = []
  let position = at
  for (const column of pair.columns) {
    const value = valueAt(row, position)
    position += partsOfValue
    values.push(value)
    if (column.value[side] === column.own) own.push(value)
    else {
      own.push(valueAt(row, position))
      position += partsOfValue
    }
  }
  return { values, own }
}

const integers = new Set([20, 21, 23])

function isArrayOfDomains({ type, typeOid, baseOid }: Column): boolean {
  return typeOid !== baseOid && type.endsWith('[]')
}

/** A condition that an index on the key serves, where the key's text can be cast to the column's type without a doubt. */
function indexable(of: { pair: TablePair; side: Side; name: string; given: string }): string[] {
  const [source, target] = [of.pair.source, of.pair.target].map(({ columns }) =>
    columns.find((column) => column.name === of.name),
  )
  if (source === undefined || target === undefined) return []
  const column = `t.${quoteName(of.name)}`
  if (integers.has(source.baseOid) && integers.has(target.baseOid)) {
    return [`${column} = ${of.given}::int8`]
  }
  const isBuiltIn = source.baseOid < 10_000 && source.baseOid === target.baseOid
  // A domain is compared as the type behind it, an array of domains by nothing but an array of the same domain.
  if (!isBuiltIn || [source, target].some(isArrayOfDomains)) return []
  return [`${column} = ${of.given}::${source.baseType}`]
}
