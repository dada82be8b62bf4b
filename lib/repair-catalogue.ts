/** What a repair has to know of the target: types of columns, unique indexes, foreign keys, sequences. */
import { quoteLineName } from './quote.ts'
import { computedName, readComputed } from './repair-computed.ts'
import type { Sql } from './postgres.ts'
import type { ComputedIndex } from './repair-computed.ts'
import type { Constraint } from './repair-facts.ts'
import type { RepairColumn } from './repair-literal.ts'
import type { Reference, RepairTable, SequenceOf } from './repair-statement.ts'
import type { Table } from './table.ts'

/** A sequence that a column of a table draws its values from. */
export type OwnSequence = SequenceOf & {
  readonly table: number
  /** We may read and set it. */
  readonly settable: boolean
}

export type RepairCatalogue = {
  /** In the order of the tables asked for. */
  readonly tables: readonly RepairTable[]
  readonly constraints: readonly Constraint[]
  /** Unique indexes on expressions, and exclusion constraints. */
  readonly computed: readonly ComputedIndex[]
  readonly sequences: readonly OwnSequence[]
}

/** Types of which two values are equal only where they print the same. */
const exactTypes = new Set(
  `bool int2 int4 int8 oid text varchar name uuid date time timestamp timestamptz bytea pg_lsn bit varbit
   macaddr macaddr8`.split(/\s+/),
)

/** Reads it for tables as the catalogue of the same server told them. */
export async function readRepairCatalogue(
  sql: Sql,
  tables: readonly { readonly table: Table; readonly label: string }[],
): Promise<RepairCatalogue> {
  const oids = tables.map(({ table }) => table.oid)
  const places = new Map(oids.map((oid, place) => [oid, place]))
  const columns = await readColumns(sql, oids)
  const foreign = await readForeignKeys(sql, oids)
  const computed = await readComputed(sql, oids)
  return {
    tables: tables.map(({ table, label }) => ({
      label,
      sql: lineName(table),
      only: table.inherited,
      columns: columns.get(table.oid) ?? {},
      references: foreign.filter(({ parent }) => parent === table.oid).map(referenceOf),
    })),
    constraints: [
      ...(await readUniques(sql, oids)).map(({ oid, ...unique }) => ({
        kind: 'unique' as const,
        table: places.get(oid) ?? 0,
        ...unique,
      })),
      ...computed.filter(({ exclusion }) => !exclusion).map(uniqueOf),
      ...foreign.flatMap((key) => foreignOf(key, places)),
    ],
    computed,
    sequences: await readSequences(sql, oids),
  }
}

/** NULLs of it are no values: whether those of its elements are is in what is computed. */
function uniqueOf(index: ComputedIndex): Constraint {
  const { table, name } = index
  return { kind: 'unique', name, table, columns: [computedName(index)], nullsDistinct: true }
}

/** Schema and name, quoted for a line. */
export function lineName({ schema, name }: Pick<Table, 'schema' | 'name'>): string {
  return `${quoteLineName(schema)}.${quoteLineName(name)}`
}

type ColumnRow = Omit<RepairColumn, 'cast' | 'exact'> & {
  readonly oid: number
  readonly typeSchema: string
  readonly enumerated: boolean
  readonly deterministic: boolean
}

/** The columns of each table by name; a domain is told by the type behind it. Works on either side. */
export async function readColumns(
  sql: Sql,
  oids: readonly number[],
): Promise<ReadonlyMap<number, Readonly<Record<string, RepairColumn>>>> {
  const rows = await sql<ColumnRow[]>`
    WITH RECURSIVE behind (oid, base, modifier) AS (
      SELECT oid, oid, -1 FROM pg_type
      UNION ALL
      SELECT b.oid, d.typbasetype, d.typtypmod FROM behind b JOIN pg_type d ON d.oid = b.base WHERE d.typtype = 'd'
    )
    SELECT a.attrelid AS oid, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
      n.nspname AS "typeSchema", b.typname AS "typeName", b.typtype = 'e' AS enumerated,
      coalesce(c.collisdeterministic, true) AS deterministic,
      CASE WHEN b.typname IN ('varchar', 'bpchar') AND greatest(a.atttypmod, w.modifier) > 4
        THEN greatest(a.atttypmod, w.modifier) - 4 END AS "lengthMax",
      a.attnotnull AS "notNull", a.attgenerated <> '' AS generated, a.attidentity = 'a' AS "identityAlways"
    FROM pg_attribute a
    JOIN behind w ON w.oid = a.atttypid
    JOIN pg_type b ON b.oid = w.base AND b.typtype <> 'd'
    JOIN pg_namespace n ON n.oid = b.typnamespace
    LEFT JOIN pg_collation c ON c.oid = a.attcollation
    WHERE a.attrelid = ANY (string_to_array(${oids.join(',')}, ',')::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attrelid, a.attnum`
  const tables = new Map<number, Record<string, RepairColumn>>()
  for (const { oid, typeSchema, enumerated, deterministic, ...column } of rows) {
    const columns = tables.get(oid) ?? {}
    tables.set(oid, columns)
    columns[column.name] = {
      ...column,
      cast: lineName({ schema: typeSchema, name: column.typeName }),
      exact:
        enumerated ||
        (typeSchema === 'pg_catalog' && deterministic && exactTypes.has(column.typeName)),
    }
  }
  return tables
}

type UniqueRow = {
  readonly oid: number
  readonly name: string
  readonly columns: readonly string[]
  readonly nullsDistinct: boolean
}

/** Those that are checked at once; a partial one counts as a whole one, which orders more than it must. */
async function readUniques(sql: Sql, oids: readonly number[]): Promise<UniqueRow[]> {
  return await sql<UniqueRow[]>`
    SELECT i.indrelid AS oid, c.relname AS name,
      coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::bool, false) = false AS "nullsDistinct",
      ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
        WHERE k.place <= i.indnkeyatts ORDER BY k.place) AS columns
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = ANY (string_to_array(${oids.join(',')}, ',')::oid[])
      AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indexprs IS NULL
    ORDER BY 1, 2`
}

type ForeignRow = {
  readonly name: string
  readonly child: number
  readonly childSchema: string
  readonly childName: string
  readonly childColumns: readonly string[]
  readonly parent: number
  readonly parentColumns: readonly string[]
  readonly deferrable: boolean
  readonly matchFull: boolean
  readonly cascades: boolean
}

async function readForeignKeys(sql: Sql, oids: readonly number[]): Promise<ForeignRow[]> {
  return await sql<ForeignRow[]>`
    SELECT f.conname AS name, f.conrelid AS child, f.confrelid AS parent,
      n.nspname AS "childSchema", c.relname AS "childName",
      ARRAY(SELECT a.attname::text FROM unnest(f.conkey) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number ORDER BY k.place) AS "childColumns",
      ARRAY(SELECT a.attname::text FROM unnest(f.confkey) WITH ORDINALITY AS k (number, place)
        JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.number ORDER BY k.place) AS "parentColumns",
      f.condeferrable AS deferrable, f.confmatchtype = 'f' AS "matchFull", f.confdeltype IN ('c', 'n', 'd') AS cascades
    FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE f.contype = 'f' AND f.conparentid = 0
      AND f.confrelid = ANY (string_to_array(${oids.join(',')}, ',')::oid[])
    ORDER BY 1, 2`
}

function referenceOf(key: ForeignRow): Reference {
  const { childColumns, parentColumns, childSchema, childName, cascades } = key
  const child = lineName({ schema: childSchema, name: childName })
  return { child, childColumns, parentColumns, self: key.child === key.parent, cascades }
}

/** Only between tables that are repaired: rows of others do not change. */
function foreignOf(key: ForeignRow, places: ReadonlyMap<number, number>): Constraint[] {
  const child = places.get(key.child)
  const parent = places.get(key.parent)
  if (child === undefined || parent === undefined) return []
  const { name, childColumns, parentColumns, deferrable, matchFull } = key
  return [
    { kind: 'foreign', name, child, childColumns, parent, parentColumns, deferrable, matchFull },
  ]
}

type SequenceRow = {
  readonly oid: number
  readonly column: string
  readonly schema: string
  readonly name: string
  readonly settable: boolean
}

/** Of identity and serial columns, and of defaults that call nextval(); those that count down are left alone. */
async function readSequences(sql: Sql, oids: readonly number[]): Promise<OwnSequence[]> {
  const rows = await sql<SequenceRow[]>`
    SELECT a.attrelid AS oid, a.attname AS "column", n.nspname AS schema, s.relname AS name,
      has_sequence_privilege(s.oid, 'UPDATE') AND has_sequence_privilege(s.oid, 'SELECT') AS settable
    FROM (
      SELECT refobjid AS table, refobjsubid AS number, objid AS sequence FROM pg_depend
      WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND deptype IN ('a', 'i')
      UNION
      SELECT v.adrelid, v.adnum, d.refobjid FROM pg_depend d JOIN pg_attrdef v ON v.oid = d.objid
      WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
    ) AS used
    JOIN pg_attribute a ON a.attrelid = used.table AND a.attnum = used.number
    JOIN pg_class s ON s.oid = used.sequence AND s.relkind = 'S'
    JOIN pg_namespace n ON n.oid = s.relnamespace
    JOIN pg_sequence q ON q.seqrelid = s.oid AND q.seqincrement > 0
    WHERE a.attrelid = ANY (string_to_array(${oids.join(',')}, ',')::oid[])
    ORDER BY 1, 2`
  return rows.map(({ oid, ...sequence }) => ({ table: oids.indexOf(oid), ...sequence }))
}
