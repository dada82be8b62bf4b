/** Makes entries of values that arrive otherwise: one row for each value, in the column of its type, beside all others. */
import { toldChanged, toldTable } from './fault.ts'
import { typedColumns } from './fault-types.ts'
import { quoteLiteral, quoteName } from './quote.ts'
import type { FaultKind } from './fault-result.ts'
import type { Fault, Told } from './fault.ts'

/** What the source has and what has arrived of it, as PostgreSQL prints them. */
export type Arrived = readonly [source: string | null, target: string | null]

export type CorruptedValues = Pick<Fault, 'id' | 'name' | 'cause'> & {
  readonly kind?: Exclude<FaultKind, 'benign'>
  /** By type. */
  readonly values: Readonly<Record<string, readonly Arrived[]>>
}

/** Ids of the rows in which a value differs; their other columns are filled, and are equal. */
const firstId = 1001

type Case = { readonly id: number; readonly type: string; readonly arrived: Arrived }

/** @throws Error for a type that the healthy pair has no column of */
export function corruptedValues({ id, name, cause, kind, values }: CorruptedValues): Fault {
  const unknown = Object.keys(values).find(
    (type) => !typedColumns.some((each) => each.type === type),
  )
  if (unknown !== undefined)
    throw new Error(
      `Cannot corrupt a value of type "${unknown}" in ${id}: there is no column of it`,
    )
  const cases = Object.entries(values)
    .flatMap(([type, list]) => list.map((arrived) => ({ type, arrived })))
    .map((each, index) => ({ id: firstId + index, ...each }))
  return {
    id,
    kind: kind ?? 'corruption',
    name,
    cause,
    injection: {
      both: [copiesOfRow(cases.length), ...cases.map((each) => update(each, each.arrived[0]))].join(
        '; ',
      ),
      undo: `DELETE FROM typed WHERE id >= ${firstId}`,
      target: cases.map((each) => update(each, each.arrived[1])).join('; '),
    },
    told: [toldTable('public.typed', 'different'), ...cases.map(toldOf)],
  }
}

function copiesOfRow(count: number): string {
  const columns = typedColumns.map(({ type }) => quoteName(type)).join()
  return `INSERT INTO typed (id, ${columns}) SELECT n, ${columns} FROM typed CROSS JOIN generate_series(${firstId}, ${firstId + count - 1}) AS n WHERE id = 1`
}

function update({ id, type }: Case, value: string | null): string {
  const literal = value === null ? 'NULL' : quoteLiteral(value)
  return `UPDATE typed SET ${quoteName(type)} = ${literal} WHERE id = ${id}`
}

function toldOf({ id, type, arrived: [source, target] }: Case): Told {
  return toldChanged('public.typed', { id }, { [type]: [source, target] })
}
