/** Reads tables, their columns and their keys from the catalogue of a PostgreSQL server, with no more rights than everybody has. */
import { byTable } from './by-table.ts'
import { baseTypesQuery, columnsQuery, keysQuery, tablesQuery } from './schema-queries.ts'
import { inTransaction } from './transaction.ts'
import type { Sql } from './postgres.ts'
import type { Column, Key, Table, TableKind } from './table.ts'

/** The name of a table that was named without a star; `schema` null: in any schema. */
export type NamedTable = { readonly schema: string | null; readonly name: string }

export type ReadTablesOptions = {
  /** Views, materialized views, foreign tables and partitions are read only where they stand here. */
  readonly named?: readonly NamedTable[]
}

type TableRow = {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly kind: string
  readonly usage: boolean
  readonly inherited: boolean
  readonly rowSecurity: boolean
  readonly systemColumns: boolean
  readonly rowsEstimate: number
  readonly bytes: number
}

type ColumnRow = Pick<
  Column,
  'name' | 'type' | 'typeOid' | 'modifier' | 'notNull' | 'generated' | 'collation'
> & { readonly table: number; readonly identity: string; readonly readable: boolean | null }

type TypeRow = {
  readonly type: number
  readonly modifier: number
  readonly base: number
  readonly name: string
  readonly element: number
}

type KeyRow = {
  readonly table: number
  readonly name: string
  readonly primary: boolean
  readonly nullsNotDistinct: boolean
  readonly columns: readonly string[]
}

/**
 * The tables of the users of a database, by schema and name: ordinary ones, and partitioned ones without their partitions;
 * never those of the system, nor temporary ones. All of it in one snapshot.
 */
export async function readTables(
  sql: Pick<Sql, 'reserve'>,
  { named = [] }: ReadTablesOptions = {},
): Promise<readonly Table[]> {
  return await inTransaction(
    sql,
    'ISOLATION LEVEL REPEATABLE READ READ ONLY',
    async (transaction) => {
      // format_type() leaves out the schema of a type that the search path finds, and quotes all names where it is told to.
      await transaction.unsafe(`SET LOCAL search_path = ''; SET LOCAL quote_all_identifiers = off`)
      const tables = await transaction.unsafe<TableRow[]>(tablesQuery, [JSON.stringify(named)])
      const oids = `{${tables.map(({ oid }) => oid).join(',')}}`
      const columns = await transaction.unsafe<ColumnRow[]>(columnsQuery, [oids])
      const types = await transaction.unsafe<TypeRow[]>(baseTypesQuery, [oids])
      const keys = await transaction.unsafe<KeyRow[]>(keysQuery, [oids])
      const typeOf = new Map(types.map((type) => [type.type, type]))
      const columnsOf = byTable(columns)
      const keysOf = byTable(keys)
      return tables.map((row) =>
        tableOf(row, { columns: columnsOf(row.oid), keys: keysOf(row.oid), typeOf }),
      )
    },
  )
}

type Parts = {
  readonly columns: readonly ColumnRow[]
  readonly keys: readonly KeyRow[]
  readonly typeOf: ReadonlyMap<number, TypeRow>
}

const kinds: Readonly<Record<string, TableKind>> = {
  p: 'partitioned',
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
}

function tableOf({ usage, ...row }: TableRow, parts: Parts): Table {
  const columns = parts.columns.map((column) => columnOf(column, parts.typeOf.get(column.typeOid)))
  const maybeNull = new Set(columns.filter(({ notNull }) => !notNull).map(({ name }) => name))
  const keys = parts.keys.map((key) => ({
    ...key,
    holdsNull: key.columns.some((name) => maybeNull.has(name)),
  }))
  return {
    ...row,
    kind: kinds[row.kind] ?? 'table',
    columns,
    keys: keys.toSorted(byUse).map(keyOf),
    forbidden: parts.columns.filter(({ readable }) => readable === false).map(({ name }) => name),
    schemaForbidden: !usage,
  }
}

function columnOf(row: ColumnRow, type: TypeRow | undefined): Column {
  const { name, typeOid, notNull, generated, collation } = row
  const identities = { a: 'always', d: 'by default' } as const
  return {
    name,
    type: row.type,
    typeOid,
    modifier: row.modifier >= 0 ? row.modifier : (type?.modifier ?? -1),
    baseType: type?.name ?? row.type,
    baseOid: type?.base ?? typeOid,
    elementOid: type?.element ?? 0,
    notNull,
    generated,
    identity: row.identity === 'a' || row.identity === 'd' ? identities[row.identity] : null,
    collation,
  }
}

type UsableKey = KeyRow & { readonly holdsNull: boolean }

/** The primary key, then what identifies every row, then the shortest. */
function byUse(one: UsableKey, other: UsableKey): number {
  return (
    Number(other.primary) - Number(one.primary) ||
    Number(one.holdsNull) - Number(other.holdsNull) ||
    one.columns.length - other.columns.length ||
    (one.name < other.name ? -1 : 1)
  )
}

function keyOf({ name, primary, columns, holdsNull, nullsNotDistinct }: UsableKey): Key {
  return { name, primary, columns, nullable: holdsNull && !nullsNotDistinct }
}
