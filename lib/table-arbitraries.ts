/** Two tables that differ in what was planted: generated keys, types and rows, and which side has which. */
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'

import { sqlTexts } from './arbitraries.ts'
import { valueSql } from './property-sql.ts'
import { builtInTypes, ownTypes } from './value-arbitraries.ts'
import type { Side } from './table.ts'

/** One row: `both` sides have it, or one of them, or both with `others` at the target in place of `values`. Null is NULL. */
export type PlantedRow = {
  readonly on: 'both' | 'source' | 'target' | 'changed'
  readonly key: readonly (string | null)[]
  readonly values: readonly (string | null)[]
  readonly others: readonly (string | null)[]
}

export type PlantedTable = {
  readonly key: KeyKind
  /** Types of the columns beside the key. */
  readonly types: readonly string[]
  readonly rows: readonly PlantedRow[]
}

export type KeyKind = 'int' | 'text' | 'uuid' | 'time' | 'composite' | 'nullable' | 'none'

const longKey = sqlTexts({ maxPieces: 3 }).map((text) => text + 'ключ'.repeat(100))
const textKeys = fc.oneof(
  { weight: 4, arbitrary: sqlTexts({ maxPieces: 4 }) },
  { weight: 1, arbitrary: longKey },
  { weight: 1, arbitrary: fc.constant('') },
)
const integerKeys = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -20n, max: 20n }),
)
const timeKeys = fc
  .integer({ min: -2_000_000_000, max: 4_000_000_000 })
  .map((seconds) => new Date(seconds * 1000).toISOString())
const smallKeys = fc.integer({ min: -10, max: 10 }).map(String)

const keys: Readonly<
  Record<KeyKind, { types: readonly string[]; values: Arbitrary<(string | null)[]> }>
> = {
  int: { types: ['int8'], values: fc.tuple(integerKeys.map(String)) },
  text: { types: ['text'], values: fc.tuple(textKeys) },
  uuid: { types: ['uuid'], values: fc.tuple(fc.uuid()) },
  time: { types: ['timestamptz'], values: fc.tuple(timeKeys) },
  composite: { types: ['int4', 'text'], values: fc.tuple(smallKeys, textKeys) },
  nullable: { types: ['int4'], values: fc.tuple(fc.option(smallKeys, { freq: 3 })) },
  none: { types: [], values: fc.constant([]) },
}

const someTypes = fc.array(fc.constantFrom(...builtInTypes, ...ownTypes), {
  minLength: 1,
  maxLength: 3,
})

/** Tables of up to `rowsMax` rows; of a table without a key rows may be there several times. */
export function plantedTables({
  rowsMax = 15,
}: { readonly rowsMax?: number } = {}): Arbitrary<PlantedTable> {
  const kinds = fc.constantFrom(...(Object.keys(keys) as KeyKind[]))
  return fc.tuple(kinds, someTypes).chain(([key, columns]) => {
    const values = fc.tuple(...columns.map(({ values: of }) => fc.option(of, { freq: 5 })))
    const row = fc.record(
      {
        on: fc.constantFrom(
          'both' as const,
          'both' as const,
          'source' as const,
          'target' as const,
          'changed' as const,
        ),
        key: keys[key].values,
        values,
        others: values,
      },
      { noNullPrototype: true },
    )
    const rows = fc.uniqueArray(row, {
      maxLength: rowsMax,
      comparator: (one, other) =>
        one.key.length > 0 &&
        !one.key.includes(null) &&
        JSON.stringify(one.key) === JSON.stringify(other.key),
    })
    return fc.record(
      { key: fc.constant(key), types: fc.constant(columns.map(({ type }) => type)), rows },
      { noNullPrototype: true },
    )
  })
}

/** Names of the columns of the key, then of the others. */
export function columnsOf({ key, types }: PlantedTable): {
  readonly key: readonly string[]
  readonly others: readonly string[]
} {
  return {
    key: keys[key].types.map((_, index) => `k${index}`),
    others: types.map((_, index) => `c${index}`),
  }
}

/** @example plantedName(3) === 'public.planted3' */
export function plantedName(number: number): string {
  return `public.planted${number}`
}

/** What makes the table of this number on one side, in the order of the rows or against it. */
export function plantedSql(
  table: PlantedTable,
  {
    number,
    side,
    reversed,
  }: { readonly number: number; readonly side: Side; readonly reversed: boolean },
): string {
  const { key, others } = columnsOf(table)
  const types = [...keys[table.key].types, ...table.types]
  const names = [...key, ...others]
  const constraint =
    key.length === 0
      ? []
      : [`${table.key === 'nullable' ? 'UNIQUE' : 'PRIMARY KEY'} (${key.join(', ')})`]
  const columns = names.map((name, index) => `${name} ${types[index]}`)
  const rows = table.rows
    .filter(({ on }) => on === 'both' || on === 'changed' || on === side)
    .map((row) => [
      ...row.key,
      ...(row.on === 'changed' && side === 'target' ? row.others : row.values),
    ])
  const ordered = reversed ? rows.toReversed() : rows
  const lines = ordered.map(
    (row) => `(${row.map((value, index) => valueSql(value, types[index] ?? 'text')).join(', ')})`,
  )
  return [
    `CREATE TABLE ${plantedName(number)} (${[...columns, ...constraint].join(', ')})`,
    ...(lines.length === 0
      ? []
      : [`INSERT INTO ${plantedName(number)} VALUES ${lines.join(', ')}`]),
  ].join('; ')
}

/** Several tables, which one compare takes together. */
export function plantedGroups(): Arbitrary<readonly PlantedTable[]> {
  return fc.array(plantedTables(), { minLength: 1, maxLength: 5 })
}

function some(is: (table: PlantedTable) => boolean): (group: readonly PlantedTable[]) => boolean {
  return (group) => group.some(is)
}

/** The same tables, the other way round. */
export function swapped(table: PlantedTable): PlantedTable {
  const rows = table.rows.map((row) => {
    if (row.on === 'changed') return { ...row, values: row.others, others: row.values }
    const on = { both: 'both', source: 'target', target: 'source' } as const
    return { ...row, on: on[row.on] }
  })
  return { ...table, rows }
}

/** Cases that a property over planted tables must meet. */
export const plantedLabels = {
  'no key': { percent: 15, is: some(({ key }) => key === 'none') },
  'a NULL in the key': {
    percent: 10,
    is: some(({ rows }) => rows.some(({ key }) => key.includes(null))),
  },
  'a key of no characters': {
    percent: 5,
    is: some(({ rows }) => rows.some(({ key }) => key.includes(''))),
  },
  'a key of over 400 characters': {
    percent: 10,
    is: some(({ rows }) => rows.some(({ key }) => key.some((part) => (part?.length ?? 0) > 400))),
  },
  'a difference': { percent: 60, is: some(({ rows }) => rows.some(({ on }) => on !== 'both')) },
  'no row': { percent: 5, is: some(({ rows }) => rows.length === 0) },
}
