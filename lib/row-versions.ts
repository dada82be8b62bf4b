/** Whether the rows of a relation have versions that can be told apart: only a heap gives them xmin and ctid. */
import type { RowReader } from './lane.ts'

/** Its partitions and children count; a view has none of its own, a foreign table or a columnar one none that means anything. */
const statement = `
  WITH RECURSIVE tree(oid) AS (
    SELECT $1::text::oid UNION SELECT inhrelid FROM tree JOIN pg_inherits ON inhparent = tree.oid)
  SELECT bool_and(relkind = 'p' OR amname IS NOT DISTINCT FROM 'heap')
  FROM tree JOIN pg_class ON pg_class.oid = tree.oid LEFT JOIN pg_am ON pg_am.oid = relam`

export async function haveVersions(reader: RowReader, table: number): Promise<boolean> {
  const [row] = await reader.rows(statement, [String(table)])
  return row?.[0] === 't'
}
