/** Tables as a catalogue tells them, the pairs of them that are compared, and what a compare finds. */

export type Side = 'source' | 'target'

/** One value or text a side. */
export type Both<T> = Readonly<Record<Side, T>>

export type Column = {
  readonly name: string
  /** As format_type prints it, modifier included, under an empty search_path: `numeric(10,2)`, `public.order_status`. */
  readonly type: string
  readonly typeOid: number
  /** pg_attribute.atttypmod of the column, or of its domain; −1 where there is none. */
  readonly modifier: number
  /** The built-in type behind a domain or an array of domains, as it can stand in a cast: `integer`, `integer[]`; else the type without its modifier. */
  readonly baseType: string
  readonly baseOid: number
  /** Of the base type where that is an array, else 0. */
  readonly elementOid: number
  readonly notNull: boolean
  readonly generated: boolean
  /** `ALWAYS` or `BY DEFAULT` of an identity column, else null. */
  readonly identity: 'always' | 'by default' | null
  readonly collation: string | null
}

/** A primary key, or a unique index over plain columns that is valid, immediate and not partial. */
export type Key = {
  readonly name: string
  readonly primary: boolean
  /** In the order of the key. */
  readonly columns: readonly string[]
  /** One of the columns may be NULL, and NULLs are distinct: it identifies only rows where none is. */
  readonly nullable: boolean
}

export type TableKind = 'table' | 'partitioned' | 'view' | 'materialized view' | 'foreign table'

export type Table = {
  readonly schema: string
  readonly name: string
  readonly oid: number
  readonly kind: TableKind
  /** Tables inherit from it without being partitions: it is read with ONLY. */
  readonly inherited: boolean
  readonly columns: readonly Column[]
  readonly keys: readonly Key[]
  /** Row security would hide rows from us. */
  readonly rowSecurity: boolean
  /** Columns that we may not SELECT. */
  readonly forbidden: readonly string[]
  /** We may read ctid and xmin: SELECT was granted on the table, not only on columns of it. */
  readonly systemColumns: boolean
  /** We may not look into its schema: USAGE is missing. */
  readonly schemaForbidden?: boolean
  /** pg_class.reltuples, summed over the leaves of a partitioned table; −1 where nobody has counted. Never reported as a count. */
  readonly rowsEstimate: number
  /** pg_relation_size, summed over the leaves. */
  readonly bytes: number
}

/** How equal is decided for a column. */
export type Policy =
  | { readonly name: 'exact' | 'sql-equal' | 'instant' | 'json' }
  | { readonly name: 'epsilon'; readonly epsilon: number }

/** A column that is compared. The expressions are SQL over the alias `t`. */
export type ComparedColumn = {
  readonly name: string
  readonly policy: Policy
  /** The value in the form that is compared: of one type on both sides, canonical in binary and in print. */
  readonly value: Both<string>
  /** The value as that side has it: what is shown and what is repaired. */
  readonly own: string
  /** Type of `value`, as it can stand in a cast. */
  readonly valueType: string
  /** Which native hash function puts a key into its bucket; null: through record_send. */
  readonly hash: 'int' | 'uuid' | 'text' | 'timestamp' | null
}

/** `source` or `target` null: the column is on one side only. */
export type SchemaDifference = {
  readonly column: string
  readonly source: string | null
  readonly target: string | null
}

/** Two tables that are compared, and how. */
export type TablePair = {
  readonly source: Table
  readonly target: Table
  /** As quote_ident prints it: `public.orders`, `"My Schema"."A.b"`. */
  readonly label: string
  readonly targetLabel: string
  readonly columns: readonly ComparedColumn[]
  /** Names of the columns that identify a row, in key order; null: rows are compared as multisets. */
  readonly key: readonly string[] | null
  /** Rows with a NULL in the key are compared as multisets. */
  readonly keyNullable: boolean
  /** SQL of the user's over the columns of either side; null: all rows. */
  readonly where: string | null
  readonly schema: readonly SchemaDifference[]
  /** What the schemas alone say: `different` where the target cannot hold what the source has. */
  readonly schemaReason: string | null
  /** Not to be compared at all, and why. */
  readonly refusal: {
    readonly verdict: 'unsupported' | 'skipped' | 'different'
    readonly reason: string
  } | null
}

/** As PostgreSQL prints it under pinned settings; null is NULL. A long one is cut by the server: `length` is in characters, `sha256` hex of its UTF-8. */
export type Value =
  string | null | { readonly cut: string; readonly length: number; readonly sha256: string }

/**
 * What a report has in place of a text in which a secret of the process stood: the rest of that text. It is no value: whoever reads a
 * report back expects a text, finds an object, and refuses.
 */
export type Redacted = { readonly redacted: string }

/** Values by name of the column. */
export type Row = Readonly<Record<string, Value>>

export type DifferenceKind = 'missing' | 'extra' | 'changed' | 'unresolved'

/**
 * One row that differs. `missing`: `source` is the whole row, `target` null, `columns` empty; `extra` the reverse; `changed`: both
 * sides hold the columns that differ, and `columns` names them. `key` is null where the row has none.
 */
export type Difference = {
  readonly kind: DifferenceKind
  readonly key: Readonly<Record<string, string>> | null
  readonly columns: readonly string[]
  readonly source: Row | null
  readonly target: Row | null
  /** How many of this row one side has more than the other; 1 where there is a key and it is unique. */
  readonly copies: number
}

/** A difference with the names of its tables: what is streamed to `.csv`, `.jsonl` and repair. */
export type ListedDifference = Difference & {
  readonly table: string
  readonly targetTable: string
}

export type TableVerdict =
  'equal' | 'different' | 'unresolved' | 'unsupported' | 'missing' | 'skipped'

export type Depth = 'counts' | 'checksums' | 'rows'

/** What the compare of one table came to; null is what was not measured. */
export type TableResult = {
  readonly table: string
  readonly targetTable: string
  readonly verdict: TableVerdict
  readonly reason: string | null
  readonly depth: Depth
  readonly sourceRows: number | null
  readonly targetRows: number | null
  /** targetRows − sourceRows */
  readonly difference: number | null
  /** difference = 0, nothing more. */
  readonly match: boolean | null
  readonly sourceChecksum: string | null
  readonly targetChecksum: string | null
  readonly missing: number | null
  readonly extra: number | null
  readonly changed: number | null
  readonly unresolved: number | null
  /** Not all differences are listed; the counts are exact all the same. */
  readonly truncated: boolean
  readonly schema: readonly SchemaDifference[]
  readonly differences: readonly Difference[]
  readonly rowsPerSecond: number | null
  readonly durationMs: number
}
