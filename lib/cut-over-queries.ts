/** The queries behind lib/cut-over.ts: definitions without the name of their table, which may be another one on the other side. */

/** The table of an object as pg_get_indexdef() and its like print it under an empty search_path. */
const label = `pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)`

/** `$1`: oids of tables. The definition starts at `USING btree (…)`. */
export const indexesQuery = `
SELECT i.indrelid AS "table", x.relname::text AS name, i.indisunique AS "unique",
  EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = x.oid AND k.conrelid = c.oid) AS "ofConstraint",
  pg_catalog.substr(d.text, pg_catalog.strpos(d.text, d.label || ' USING ') + pg_catalog.length(d.label) + 1) AS definition
FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
  JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_indexdef(x.oid) AS text, ${label} AS label) AS d
WHERE c.oid = ANY ($1::text::oid[]) AND i.indisvalid
ORDER BY x.relname`

/** `$1`: oids of tables. Foreign keys have rows for each partition that they refer to: only the one that was written counts. */
export const constraintsQuery = `
SELECT k.conrelid AS "table", k.conname::text AS name, k.convalidated AS valid, d.label AS references,
  pg_catalog.regexp_replace(CASE WHEN d.label IS NULL THEN d.text
    ELSE pg_catalog.replace(d.text, ' REFERENCES ' || d.label || '(', ' REFERENCES (') END, ' NOT VALID$', '') AS definition
FROM pg_catalog.pg_constraint k
  LEFT JOIN pg_catalog.pg_class c ON c.oid = k.confrelid
  LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_constraintdef(k.oid) AS text, ${label} AS label) AS d
WHERE k.conrelid = ANY ($1::text::oid[]) AND k.contype IN ('c', 'u', 'p', 'f', 'x') AND k.conparentid = 0
ORDER BY k.conname`

/** `$1`: oids of tables. */
export const triggersQuery = `
SELECT g.tgrelid AS "table", g.tgname::text AS name, g.tgenabled IN ('O', 'A') AS enabled,
  pg_catalog.replace(pg_catalog.replace(d.text, 'TRIGGER ' || pg_catalog.quote_ident(g.tgname) || ' ', 'TRIGGER '),
    ' ON ' || d.label || ' ', ' ') AS definition
FROM pg_catalog.pg_trigger g
  JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  CROSS JOIN LATERAL (SELECT pg_catalog.pg_get_triggerdef(g.oid) AS text, ${label} AS label) AS d
WHERE c.oid = ANY ($1::text::oid[]) AND NOT g.tgisinternal AND g.tgparentid = 0
ORDER BY g.tgname`

/** `$1`: oids of tables. Sequences of identity columns, and those that the default of a column draws from. */
export const sequencesQuery = `
WITH used AS (
  SELECT d.refobjid AS "table", d.refobjsubid::int AS number, d.objid AS sequence FROM pg_catalog.pg_depend d
  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'i'
    AND d.refobjid = ANY ($1::text::oid[])
  UNION
  SELECT f.adrelid, f.adnum::int, d.refobjid FROM pg_catalog.pg_attrdef f
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = f.oid
  WHERE f.adrelid = ANY ($1::text::oid[]) AND d.refclassid = 'pg_catalog.pg_class'::regclass
)
SELECT u."table", a.attname::text AS column, n.nspname::text AS schema, c.relname::text AS name,
  s.seqincrement::text AS increment, pg_catalog.has_sequence_privilege(c.oid, 'SELECT') AS readable
FROM used u
  JOIN pg_catalog.pg_sequence s ON s.seqrelid = u.sequence
  JOIN pg_catalog.pg_class c ON c.oid = u.sequence
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = u."table" AND a.attnum = u.number
WHERE NOT a.attisdropped
ORDER BY u."table", a.attnum, n.nspname, c.relname`
