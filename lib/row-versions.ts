/** Whether the rows of a relation have versions that can be told apart: only a heap gives them xmin and ctid, to whom may read them. */
import type { RowReader } from './lane.ts'

/** Its partitions and children count; a view has none of its own, a foreign table or a columnar one none that means anything. */
const statement = `
  WITH RECURSIVE tree(oid) AS (
    SELECT $1::text::oid UNION SELECT inhrelid FROM tree JOIN pg_inherits ON inhparent = tree.oid)
  SELECT bool_and(relkind = 'p' OR amname IS NOT DISTINCT FROM 'heap') AND has_table_privilege($1::text::oid, 'SELECT')
  FROM tree JOIN pg_class ON pg_class.oid = tree.oid LEFT JOIN pg_am ON pg_am.oid = relam`

export async function haveVersions(reader: RowReader, table: number): Promise<boolean> {
  const [row] = await reader.rows(statement, [String(table)])
  return row?.[0] === 't'
}

/**
 * SQL over the alias `t`: whether this version of a row was not there yet in a snapshot. A row that reads as it did then may have
 * changed and changed back.
 *
 * @param snapshot as pg_current_snapshot() tells it: `xmin:xmax:xip,xip,…`
 */
export function writtenSince(snapshot: string): string {
  const [, next = '0', running = ''] = snapshot.split(':')
  const later = `age(t.xmin) BETWEEN 0 AND age('${xidOf(next)}'::xid)`
  const xids = running.split(',').filter((xid) => xid !== '')
  if (xids.length === 0) return `(${later})`
  return `(${later} OR t.xmin::text IN (${xids.map((xid) => `'${xidOf(xid)}'`).join(', ')}))`
}

/** As rows have it: the lower half of the 64 bits. */
function xidOf(xid: string): string {
  return String(BigInt.asUintN(32, BigInt(xid)))
}
