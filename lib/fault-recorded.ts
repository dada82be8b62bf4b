/** Entries of values as a real pipeline has delivered them: Debezium 3.6.0 and its JDBC sink, recorded in fixtures/recorded-types.json. */
import { readFile } from 'node:fs/promises'

import { toldChanged, toldColumn, toldMissing, toldTable } from './fault.ts'
import { quoteLiteral } from './quote.ts'
import type { Fault, Told } from './fault.ts'

/** What has arrived: a value, NULL, or no row at all. */
type Arrival = string | null | false

type RecordedCase = {
  readonly case: string
  readonly type: string
  /** The type of the column where the sink made the table; null: it left the column out; `no table`: it could not make one. */
  readonly created: string | null
  readonly values: readonly (readonly [
    phase: string,
    source: string | null,
    created: Arrival,
    same: Arrival,
  ])[]
}

/** Tables of the case: the target's was made by the sink, or is the same as the source's. */
const made = 'public.recorded_created'
const same = 'public.recorded_same'

export async function recordedFaults(): Promise<readonly Fault[]> {
  const file = new URL('../fixtures/recorded-types.json', import.meta.url)
  const { cases } = JSON.parse(await readFile(file, 'utf8')) as { cases: readonly RecordedCase[] }
  return cases.map(recordedFault)
}

function recordedFault(recorded: RecordedCase): Fault {
  const { type, created, values } = recorded
  const told = [...toldOfMade(recorded), ...toldOfSame(recorded)]
  const isDamaged = told.some(({ text }) => /is (?:different|missing)/.test(text))
  return {
    id: `D-${recorded.case.replaceAll('_', '-')}`,
    kind: isDamaged ? 'corruption' : 'benign',
    name: `${type} as Debezium 3.6.0 delivers it`,
    cause: 'the converters of source and sink, in their defaults',
    injection: {
      undo: `DROP TABLE IF EXISTS ${made}, ${same}`,
      both: [made, same]
        .map((table) =>
          tableSql(
            table,
            type,
            values.map(([, source]) => source),
          ),
        )
        .join('; '),
      target: [
        `DROP TABLE ${made}`,
        created === 'no table'
          ? ''
          : created === null
            ? `CREATE TABLE ${made} (id integer PRIMARY KEY); INSERT INTO ${made} SELECT generate_series(1, ${values.length})`
            : tableSql(
                made,
                created,
                values.map(([, , arrival]) => arrival),
              ),
        `TRUNCATE ${same}; ${insertSql(
          same,
          values.map(([, , , arrival]) => arrival),
        )}`,
      ],
    },
    told,
  }
}

function tableSql(table: string, type: string, values: readonly Arrival[]): string {
  return `CREATE TABLE ${table} (id integer PRIMARY KEY, v ${type}); ${insertSql(table, values)}`
}

function insertSql(table: string, values: readonly Arrival[]): string {
  return values
    .map((value, index) => ({ value, id: index + 1 }))
    .flatMap(({ value, id }) =>
      value === false
        ? []
        : [`INSERT INTO ${table} VALUES (${id}, ${value === null ? 'NULL' : quoteLiteral(value)})`],
    )
    .join('; ')
}

function toldOfMade({ type, created, values }: RecordedCase): readonly Told[] {
  if (created === 'no table')
    return [toldTable(made, `missing: only at the source: the target has no table ${made}`)]
  const column = created === type ? [] : [toldColumn(made, 'v', { source: type, target: created })]
  if (created === null) return [toldTable(made, 'different'), ...column]
  return [
    ...column,
    ...toldOfRows(
      made,
      values.map(([, source, arrival]) => [source, arrival]),
    ),
  ]
}

function toldOfSame({ values }: RecordedCase): readonly Told[] {
  return toldOfRows(
    same,
    values.map(([, source, , arrival]) => [source, arrival]),
  )
}

function toldOfRows(
  table: string,
  values: readonly (readonly [source: string | null, arrival: Arrival])[],
): readonly Told[] {
  const rows = values.flatMap(([source, arrival], index) => {
    const id = index + 1
    if (arrival === false) return [toldMissing(table, { id })]
    return source === arrival ? [] : [toldChanged(table, { id }, { v: [source, arrival] })]
  })
  return rows.length === 0 ? [] : [toldTable(table, 'different'), ...rows]
}
