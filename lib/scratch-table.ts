/** For tests: a table as a catalogue tells it, from the names and types of its columns. */
import { oids } from './column-type.ts'
import type { Column, Key, Table } from './table.ts'

export type ScratchTable = {
  /** `id integer not null`, with the types `integer`, `numeric` and `text`. */
  readonly columns?: readonly string[]
  readonly keys?: readonly Key[]
} & Partial<Omit<Table, 'columns' | 'keys' | 'schema' | 'name'>>

const typeOids: Readonly<Record<string, number>> = {
  integer: oids.int4,
  numeric: oids.numeric,
  text: oids.text,
}

/** @example tableNamed('public', 'orders', { columns: ['id integer not null'] }) */
export function tableNamed(
  schema: string,
  name: string,
  { columns = ['id integer not null'], keys = [], ...rest }: ScratchTable = {},
): Table {
  return {
    schema,
    name,
    oid: 1,
    kind: 'table',
    inherited: false,
    columns: columns.map(columnOf),
    keys,
    rowSecurity: false,
    systemColumns: true,
    forbidden: [],
    rowsEstimate: -1,
    bytes: 0,
    ...rest,
  }
}

function columnOf(text: string): Column {
  const [, name = '', type = '', notNull] =
    /^(.+?) (integer|numeric|text)( not null)?$/s.exec(text) ?? []
  return {
    name,
    type,
    typeOid: typeOids[type] ?? 0,
    modifier: -1,
    baseType: type,
    baseOid: typeOids[type] ?? 0,
    elementOid: 0,
    notNull: notNull !== undefined,
    generated: false,
    identity: null,
    collation: null,
  }
}
