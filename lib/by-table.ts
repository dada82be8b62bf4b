/** Rows of a catalogue, found by the table that they belong to. */

/** The rows of each table, by its oid, in their order; none where there are none. */
export function byTable<Row extends { readonly table: number }>(
  rows: readonly Row[],
): (oid: number) => readonly Row[] {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.table)
    if (group === undefined) groups.set(row.table, [row])
    else group.push(row)
  }
  return (oid) => groups.get(oid) ?? []
}
