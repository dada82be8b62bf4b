/** Keys of the rows that fixtures/fault-tables.sql makes. */

/** Of payments. */
export function paymentId(index: number): string {
  return `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`
}

/** Of events: a day later for each. */
export function eventKey(id: number): { readonly id: number; readonly day: string } {
  return { id, day: new Date(Date.UTC(2025, 0, 1 + id)).toISOString().slice(0, 10) }
}
