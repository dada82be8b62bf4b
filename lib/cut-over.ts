/** Reads what a pipeline does not carry: indexes, constraints, triggers, and how far sequences are. It takes no more than SELECT. */
import { byTable } from './by-table.ts'
import {
  constraintsQuery,
  indexesQuery,
  sequencesQuery,
  triggersQuery,
} from './cut-over-queries.ts'
import { isExactNumber } from './column-type.ts'
import { identifier, tableLabel } from './identifier.ts'
import { quoteName, quoteQualified } from './quote.ts'
import { inTransaction } from './transaction.ts'
import type { ConstraintFact, CutOverFacts, CutOverRead } from './compare-cut-over.ts'
import type { IndexFact, SequenceFact, TriggerFact } from './compare-cut-over.ts'
import type { Sql } from './postgres.ts'
import type { Table } from './table.ts'

export type ReadCutOverOptions = {
  /** Read how far sequences and their columns are: what counts at the target. A column without an index is read as a whole. */
  readonly positions: boolean
}

type Transaction = Pick<Sql, 'unsafe'>
type InTable<T> = T & { readonly table: number }

type SequenceRow = {
  readonly table: number
  readonly column: string
  readonly schema: string
  readonly name: string
  readonly increment: string
  readonly readable: boolean
}

/** What belongs to the tables of one side, by oid of the table. */
export async function readCutOver(
  sql: Pick<Sql, 'reserve'>,
  tables: readonly Table[],
  { positions }: ReadCutOverOptions,
): Promise<CutOverRead> {
  const oids = `{${tables.map(({ oid }) => oid).join(',')}}`
  return await inTransaction(sql, 'READ ONLY', async (transaction) => {
    // Names in definitions are qualified, and rows that row security hides are an error, not left out of a maximum.
    await transaction.unsafe(
      `SET LOCAL search_path = ''; SET LOCAL quote_all_identifiers = off; SET LOCAL row_security = off`,
    )
    const indexes = await transaction.unsafe<InTable<IndexFact>[]>(indexesQuery, [oids])
    const constraints = await transaction.unsafe<InTable<ConstraintFact>[]>(constraintsQuery, [
      oids,
    ])
    const triggers = await transaction.unsafe<InTable<TriggerFact>[]>(triggersQuery, [oids])
    const rows = await transaction.unsafe<SequenceRow[]>(sequencesQuery, [oids])
    const of = {
      indexes: byTable(indexes),
      constraints: byTable(constraints),
      triggers: byTable(triggers),
      sequences: byTable(rows),
    }
    const read = new Map<number, CutOverFacts>()
    for (const table of tables) {
      const sequences: SequenceFact[] = []
      for (const row of of.sequences(table.oid)) {
        sequences.push(await sequenceFact(transaction, { table, row, positions }))
      }
      read.set(table.oid, {
        indexes: of.indexes(table.oid),
        constraints: of.constraints(table.oid),
        triggers: of.triggers(table.oid),
        sequences,
      })
    }
    return read
  })
}

type SequenceToRead = ReadCutOverOptions & { readonly table: Table; readonly row: SequenceRow }

async function sequenceFact(
  transaction: Transaction,
  { table, row, positions }: SequenceToRead,
): Promise<SequenceFact> {
  const sequence = tableLabel(row)
  const fact = { column: row.column, sequence, position: null, unread: null }
  if (!positions) return fact
  const unread = unreadable(table, row)
  if (unread !== null) return { ...fact, unread: `cannot say how far ${sequence} is: ${unread}` }
  const descending = row.increment.startsWith('-')
  const column = quoteName(row.column)
  const from = `${table.inherited ? 'ONLY ' : ''}${quoteQualified(table)}`
  const [found] = await transaction.unsafe<Position[]>(
    `SELECT n.next::text AS next, m.furthest::text AS furthest, coalesce(n.next ${descending ? '>=' : '<='} m.furthest, false) AS behind
     FROM (SELECT CASE WHEN s.is_called THEN s.last_value::numeric + $1::text::numeric ELSE s.last_value END AS next
       FROM ${quoteQualified(row)} AS s) AS n,
       (SELECT ${descending ? 'min' : 'max'}(t.${column}) AS furthest FROM ${from} AS t) AS m`,
    [row.increment],
  )
  return { ...fact, position: found ?? null }
}

type Position = NonNullable<SequenceFact['position']>

function unreadable(table: Table, { column, schema, name, readable }: SequenceRow): string | null {
  const label = tableLabel(table)
  const found = table.columns.find((each) => each.name === column)
  if (found === undefined || !isExactNumber(found.baseOid)) {
    return `column ${identifier(column)} of ${label} is not a number`
  }
  if (table.rowSecurity) return `row security hides rows of ${label}`
  const grants = [
    ...(readable ? [] : [`GRANT SELECT ON SEQUENCE ${tableLabel({ schema, name })}`]),
    ...(table.schemaForbidden === true
      ? [`GRANT USAGE ON SCHEMA ${identifier(table.schema)}`]
      : []),
    ...(table.forbidden.includes(column)
      ? [`GRANT SELECT (${identifier(column)}) ON ${label}`]
      : []),
  ]
  return grants.length === 0 ? null : `we lack ${grants.join(' and ')}`
}
