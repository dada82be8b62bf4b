/** What befalls a value whatever its type is: each entry is tried in a column of every type. */
import { typedColumns } from './fault-types.ts'
import { corruptedValues } from './fault-values.ts'
import { differs, toldChanged, toldExtra, toldMissing, toldTable } from './fault.ts'
import { quoteLiteral, quoteName } from './quote.ts'
import type { Fault } from './fault.ts'
import type { TypedColumn } from './fault-types.ts'
import type { Arrived } from './fault-values.ts'

function ofEveryType(
  make: (column: TypedColumn) => Arrived,
): Readonly<Record<string, readonly Arrived[]>> {
  return Object.fromEntries(typedColumns.map((column) => [column.type, [make(column)]]))
}

/** No index of theirs holds an order: they can be no key. */
const unordered = 'json xml point line lseg box path polygon circle jsonpath pg_snapshot'.split(' ')

/** A table for each type that can be a key; a row of it was given another one. */
const keyTables = typedColumns
  .filter(({ type }) => !unordered.includes(type.replace('[]', '')))
  .map((column, index) => ({ ...column, table: `keyed_${index + 1}` }))

const otherKeys: Fault = {
  id: 'C-keys',
  kind: 'corruption',
  name: 'a key is another one: its row is missing, and one too many is there',
  cause: 'a conversion that changes a value, in the key of the record too',
  injection: {
    both: keyTables
      .map(
        ({ table, type, value }) =>
          `CREATE TABLE ${table} (id ${type} PRIMARY KEY, v integer); INSERT INTO ${table} VALUES (${quoteLiteral(value)}, 1)`,
      )
      .join('; '),
    target: keyTables
      .map(({ table, other }) => `UPDATE ${table} SET id = ${quoteLiteral(other)}`)
      .join('; '),
  },
  told: keyTables.flatMap(({ table, value, other }) =>
    differs(
      `public.${table}`,
      toldMissing(`public.${table}`, { id: value }),
      toldExtra(`public.${table}`, { id: other }),
    ),
  ),
}

export const everyTypeFaults: readonly Fault[] = [
  otherKeys,
  corruptedValues({
    id: 'C37',
    name: 'values arrive as NULL',
    cause:
      'a conversion that fails with a warning, as is the default, or a type that the connector does not know',
    values: ofEveryType(({ value }) => [value, null]),
  }),
  corruptedValues({
    id: 'C35',
    name: 'NULL arrives as a value',
    cause: 'the default of the column stands for NULL (value.converter.replace.null.with.default)',
    values: ofEveryType(({ other }) => [null, other]),
  }),
  corruptedValues({
    id: 'C4',
    name: 'values are newer than their row',
    cause: 'ReselectColumnsPostProcessor reads what the source has now, and not what it had then',
    kind: 'order',
    values: ofEveryType(({ value, other }) => [value, other]),
  }),
  corruptedValues({
    id: 'O5-value',
    name: 'an older value has been written over a newer one',
    cause: 'changes of one row travel in two partitions, and are applied in another order',
    kind: 'order',
    values: ofEveryType(({ value, other }) => [other, value]),
  }),
  {
    id: 'C47',
    kind: 'corruption',
    name: 'two rows have exchanged all their values',
    cause:
      'a batch whose keys and values were put together wrongly: every sum over the table is the same',
    injection: {
      target: `UPDATE typed SET id = -1 WHERE id = 1; UPDATE typed SET id = 1 WHERE id = 2; UPDATE typed SET id = 2 WHERE id = -1`,
    },
    told: [
      toldTable('public.typed', 'different'),
      ...[1, 2].map((id) =>
        toldChanged(
          'public.typed',
          { id },
          Object.fromEntries(
            typedColumns.map(({ type, value, other }): [string, Arrived] => [
              type,
              id === 1 ? [value, other] : [other, value],
            ]),
          ),
        ),
      ),
    ],
  },
  {
    id: 'C47-all-null',
    kind: 'corruption',
    name: 'a whole row arrives as NULLs',
    cause: 'a delete event that the sink writes as an upsert',
    injection: {
      target: `UPDATE typed SET ${typedColumns.map(({ type }) => `${quoteName(type)} = NULL`).join()} WHERE id = 1`,
    },
    told: [
      toldTable('public.typed', 'different'),
      toldChanged(
        'public.typed',
        { id: 1 },
        Object.fromEntries(
          typedColumns.map(({ type, value }): [string, Arrived] => [type, [value, null]]),
        ),
      ),
    ],
  },
]
