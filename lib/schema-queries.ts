/** The queries behind lib/schema.ts: pg_catalog of PostgreSQL 14 to 18, every name of it qualified, sets of tables at once. */

/** True arrays, not types of a fixed length that can be subscripted, such as point. */
const isArray = `typsubscript = 'pg_catalog.array_subscript_handler'::pg_catalog.regproc`

/**
 * `$1`: JSON list of `{ schema, name }`. A partitioned table is as large as its leaves together. pg_relation_size() would wait
 * for whoever alters a table at this moment: of such a table the size is taken as of its last vacuum.
 */
export const tablesQuery = `
WITH RECURSIVE named AS (
  SELECT schema, name FROM pg_catalog.jsonb_to_recordset($1::text::jsonb) AS n(schema text, name text)
), relation AS (
  SELECT c.oid, n.nspname, c.relname, c.relkind, pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS usage
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND (c.relkind IN ('r', 'p') AND NOT c.relispartition
      OR EXISTS (SELECT FROM named WHERE name = c.relname AND coalesce(schema = n.nspname, true)))
), part AS (
  SELECT oid AS root, oid, relkind FROM relation
  UNION ALL
  SELECT part.root, c.oid, c.relkind FROM part
    JOIN pg_catalog.pg_inherits i ON i.inhparent = part.oid JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
  WHERE part.relkind = 'p'
), size AS (
  SELECT part.root, sum(greatest(c.reltuples, 0)) AS rows, bool_or(c.reltuples >= 0) AS counted,
    sum(CASE WHEN c.oid = ANY (ARRAY(SELECT l.relation FROM pg_catalog.pg_locks l WHERE l.mode = 'AccessExclusiveLock'))
      THEN c.relpages * pg_catalog.current_setting('block_size')::bigint ELSE pg_catalog.pg_relation_size(c.oid) END) AS bytes
  FROM part JOIN pg_catalog.pg_class c ON c.oid = part.oid WHERE part.relkind IN ('r', 'm', 'f') GROUP BY part.root
)
SELECT r.oid, r.nspname::text AS schema, r.relname::text AS name, r.relkind::text AS kind, r.usage,
  r.relkind <> 'p' AND EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhparent = r.oid) AS inherited,
  pg_catalog.row_security_active(r.oid) AS "rowSecurity",
  pg_catalog.has_table_privilege(r.oid, 'SELECT') IS TRUE AS "systemColumns",
  CASE WHEN size.counted THEN size.rows ELSE -1 END::float8 AS "rowsEstimate", coalesce(size.bytes, 0)::float8 AS bytes
FROM relation r LEFT JOIN size ON size.root = r.oid
ORDER BY r.nspname, r.relname`

/** `$1`: oids of tables. A column that is NOT NULL by a constraint that nobody has validated may hold NULLs (PostgreSQL 18). */
export const columnsQuery = `
SELECT a.attrelid AS "table", a.attname::text AS name, a.atttypid AS "typeOid", a.atttypmod AS modifier,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
  a.attnotnull AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
    WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum] AND NOT k.convalidated) AS "notNull",
  a.attgenerated <> '' AS generated, a.attidentity::text AS identity,
  CASE WHEN l.oid = 100 THEN 'default'
    ELSE pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(l.collname) END AS collation,
  pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') AS readable
FROM pg_catalog.pg_attribute a
  LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
WHERE a.attrelid = ANY ($1::text::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum`

/**
 * `$1`: oids of tables. For every type of their columns the type behind its domains: of a domain, of a domain over a domain, of
 * an array of domains. An array of a domain over an array has no type without the domain, and stays as it is. The modifier −1
 * makes format_type() print a type that a cast reads as without limits: NULL would print `character`, which is one character.
 */
export const baseTypesQuery = `
WITH RECURSIVE kind AS (
  SELECT t.oid, t.typtype, t.typbasetype, t.typtypmod, t.typarray, CASE WHEN t.${isArray} THEN t.typelem ELSE 0 END AS element
  FROM pg_catalog.pg_type t
), step (start, type, modifier, depth) AS (
  SELECT DISTINCT a.atttypid, a.atttypid, -1, 0 FROM pg_catalog.pg_attribute a
  WHERE a.attrelid = ANY ($1::text::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT step.start, CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.element END,
    CASE WHEN t.typtype = 'd' AND t.typtypmod >= 0 THEN t.typtypmod ELSE step.modifier END,
    CASE t.typtype WHEN 'd' THEN step.depth ELSE step.depth + 1 END
  FROM step JOIN kind t ON t.oid = step.type LEFT JOIN kind e ON e.oid = t.element
  WHERE t.typtype = 'd' OR e.typtype = 'd'
)
SELECT step.start AS type, step.modifier, b.oid AS base, pg_catalog.format_type(b.oid, -1) AS name, b.element
FROM step JOIN kind t ON t.oid = step.type LEFT JOIN kind e ON e.oid = t.element
  JOIN kind b ON b.oid = CASE
    WHEN step.depth = 0 THEN t.oid WHEN step.depth = 1 AND t.element = 0 THEN t.typarray ELSE step.start END
WHERE t.typtype <> 'd' AND e.typtype IS DISTINCT FROM 'd'`

/** `$1`: oids of tables. The column indnullsnotdistinct is not there before PostgreSQL 15. */
export const keysQuery = `
SELECT i.indrelid AS "table", x.relname::text AS name, i.indisprimary AS "primary",
  coalesce((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS "nullsNotDistinct",
  ARRAY(SELECT a.attname::text FROM pg_catalog.generate_series(0, i.indnkeyatts - 1) AS k
    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k] ORDER BY k) AS columns
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
WHERE i.indrelid = ANY ($1::text::oid[])
  AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL`
