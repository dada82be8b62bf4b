/** Indexes of the target over more than columns: what an operation takes and frees of them only the target itself can compute. */
import { quoteName } from './quote.ts'
import type { Sql } from './postgres.ts'
import type { Change, State } from './repair-facts.ts'
import type { RepairTable } from './repair-statement.ts'

/** A unique index on expressions, or what an exclusion constraint rests on. */
export type ComputedIndex = {
  /** Position of the table in the repair's list. */
  readonly table: number
  readonly name: string
  readonly exclusion: boolean
  /** Of a unique one: NULLs are no values. */
  readonly nullsDistinct: boolean
  /** SQL over the columns' bare names: of a unique one all, of an exclusion those that have to be equal for two rows to meet. */
  readonly elements: readonly string[]
  readonly predicate: string | null
  /** All columns that it speaks of. */
  readonly columns: readonly string[]
}

type IndexRow = Omit<ComputedIndex, 'table'> & { readonly oid: number }

/** Those that are checked at once. */
export async function readComputed(sql: Sql, oids: readonly number[]): Promise<ComputedIndex[]> {
  const rows = await sql<IndexRow[]>`
    SELECT i.indrelid AS oid, c.relname AS name, i.indisexclusion AS exclusion,
      coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::bool, false) = false AS "nullsDistinct",
      ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, false) FROM generate_series(1, i.indnkeyatts) AS k
        WHERE NOT i.indisexclusion OR (SELECT o.oprname = '=' AND o.oprcanhash FROM pg_operator o WHERE o.oid = x.conexclop[k])
        ORDER BY k) AS elements,
      pg_get_expr(i.indpred, i.indrelid) AS predicate,
      ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND (a.attnum = ANY (i.indkey::int2[]) OR EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
          AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid AND d.refobjsubid = a.attnum))) AS columns
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid LEFT JOIN pg_constraint x ON x.conindid = i.indexrelid AND x.contype IN ('x', 'p', 'u')
    WHERE i.indrelid = ANY (string_to_array(${oids.join(',')}, ',')::oid[])
      AND i.indisvalid AND i.indimmediate AND (i.indisexclusion OR i.indisunique AND i.indexprs IS NOT NULL)
    ORDER BY 1, 2`
  return rows.map(({ oid, ...index }) => ({ table: oids.indexOf(oid), ...index }))
}

/** The name under which a state holds what was computed: no column has it. */
export function computedName({ name }: Pick<ComputedIndex, 'name'>): string {
  return `\0${name}`
}

/** `fits`: its second state is one that the target's types can hold. */
export type Fitting = Change & { readonly fits: boolean }

/**
 * The same changes with what the indexes make of their states: a hash, equal where PostgreSQL calls the values equal, NULL where the
 * row is no matter of the index. Of a value that is too long to be there as a whole nothing is known.
 */
export async function withComputed(
  sql: Sql,
  { table, indexes }: { readonly table: RepairTable; readonly indexes: readonly ComputedIndex[] },
  changes: readonly Fitting[],
): Promise<readonly Change[]> {
  if (indexes.length === 0) return changes
  const states = changes.flatMap(({ before, after, fits }) => [before, fits ? after : null])
  const values = await computed(sql, { table, indexes }, states)
  return changes.map((change, at) => ({
    ...change,
    before: change.before && { ...change.before, ...values[2 * at] },
    after: change.after && { ...change.after, ...values[2 * at + 1] },
  }))
}

async function computed(
  sql: Sql,
  { table, indexes }: { readonly table: RepairTable; readonly indexes: readonly ComputedIndex[] },
  states: readonly State[],
): Promise<readonly State[]> {
  const names = [...new Set(indexes.flatMap(({ columns }) => columns))]
  const arrays = names.map((name) => states.map((state) => wholeText(state, name)))
  const given = names.map((_, at) => `$${at + 1}::text[]`)
  const typed = names.map(
    (name, at) => `CAST(u.c${at} AS ${table.columns[name]?.type ?? 'text'}) AS ${quoteName(name)}`,
  )
  const rows = await sql
    .unsafe(
      `SELECT ${indexes.map(hashOf).join(', ')} FROM (
        SELECT ${typed.join(', ')} FROM unnest(${given.join(', ')}) AS u (${names.map((_, at) => `c${at}`).join(', ')}) OFFSET 0) AS t`,
      arrays as never[],
    )
    .raw()
  return rows.map((row) =>
    Object.fromEntries(
      indexes.map((index, at) => {
        const hash = row[at] as Uint8Array | null
        return [computedName(index), hash === null ? null : Buffer.from(hash).toString()]
      }),
    ),
  )
}

function wholeText(state: State, name: string): string | null {
  const value = state?.[name] ?? null
  return typeof value === 'string' ? value : null
}

function hashOf({ elements, predicate, nullsDistinct }: ComputedIndex): string {
  const isNull = nullsDistinct ? elements.map((element) => `(${element}) IS NULL`) : []
  const isOut = [...(predicate === null ? [] : [`(${predicate}) IS NOT TRUE`]), ...isNull]
  const hash = `hash_record_extended(ROW(${elements.join(', ')}), 0)`
  return isOut.length === 0 ? hash : `CASE WHEN ${isOut.join(' OR ')} THEN NULL ELSE ${hash} END`
}
