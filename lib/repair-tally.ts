/** What a repair cannot do, counted: a line a table and reason, however many rows. */

export type CannotRepair = { readonly table: string; readonly reason: string }

export type Tally = {
  add(table: string, reason: string): void
  /** In the order in which they were first met, with the number of rows where it is more than one. */
  list(): readonly CannotRepair[]
}

export function repairTally(): Tally {
  const counts = new Map<string, Map<string, number>>()

  function add(table: string, reason: string): void {
    const reasons = counts.get(table) ?? new Map<string, number>()
    counts.set(table, reasons)
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }

  function list(): readonly CannotRepair[] {
    return [...counts].flatMap(([table, reasons]) =>
      [...reasons].map(([reason, count]) => {
        return { table, reason: count === 1 ? reason : `${count} rows: ${reason}` }
      }),
    )
  }

  return { add, list }
}
