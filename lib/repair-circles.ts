/** Ways out of a circle: a row that is first moved to a free value, a reference that is set later, a row that is made anew. */
import { createHash } from 'node:crypto'

import { reasonOf } from './repair-facts.ts'
import { referencedQuery } from './repair-statement.ts'
import { freeValue } from './repair-free-value.ts'
import type { Constraint, Reason } from './repair-facts.ts'
import type { RepairColumn } from './repair-literal.ts'
import type { Edge, PendingOrder } from './repair-order.ts'
import type { RepairPair } from './repair-sides.ts'
import type { Operation } from './repair-statement.ts'

export type Circles = {
  readonly order: PendingOrder
  readonly constraints: readonly Constraint[]
  readonly pairs: readonly RepairPair[]
  readonly load: (operation: number) => Promise<Operation | null>
  /** The operation that makes the whole row of the source; null where it cannot be had. */
  readonly remake: (operation: Operation) => Promise<Operation | null>
  /** What is written now, before all that waits. */
  readonly now: (operation: Operation) => Promise<void>
  /** What is written instead of an operation when its turn comes. */
  readonly replace: (number: number, operation: Operation) => void
  /** What is written at the end. */
  readonly late: (operation: Operation) => void
  /** Operations that cannot be done, and why. */
  readonly drop: (numbers: readonly number[], reason: string) => void
}

type Link = { readonly edge: Edge; readonly reason: Reason; readonly constraint: Constraint }

/** Opens one circle, at whichever of its edges that can be done. */
export async function breakCircle(circles: Circles, edges: readonly Edge[]): Promise<void> {
  const links = edges.flatMap((edge) => {
    const reason = reasonOf(edge.reason)
    const constraint = circles.constraints[reason.constraint]
    return constraint === undefined ? [] : [{ edge, reason, constraint }]
  })
  const atTheEnd = links.find(
    ({ constraint }) => 'deferrable' in constraint && constraint.deferrable,
  )
  if (atTheEnd !== undefined) return circles.order.cut(atTheEnd.edge)
  for (const link of links) {
    if (
      link.reason.link === 'makes' ? await setLater(circles, link) : await moveAway(circles, link)
    ) {
      return
    }
  }
  for (const link of links) if (await makeAnew(circles, link)) return
  const [first] = links
  if (first === undefined) throw new Error('Cannot order a repair: what waits waits for nothing')
  const reason = `rows wait for each other under ${first.constraint.name}, and none of them can be moved out of the way`
  circles.drop(circles.order.drop(first.edge.from), reason)
}

/** The row that has the value, or the reference, is first given another one: NULL, or a value that nobody has. */
async function moveAway(circles: Circles, { edge, reason, constraint }: Link): Promise<boolean> {
  const operation = await circles.load(edge.from)
  if (operation === null || !['update', 'delete'].includes(operation.kind)) return false
  const pair = circles.pairs[operation.table]
  if (pair === undefined) return false
  const nulls = constraint.kind === 'unique' ? constraint.nullsDistinct : !constraint.matchFull
  for (const column of movable(circles, pair, { operation, constraint })) {
    const value =
      !column.notNull && nulls
        ? null
        : await ownValue(circles, pair, { operation, column, constraint })
    if (value === undefined) continue
    const { table, key, seen } = operation
    const away = { table, key, seen, set: { [column.name]: value }, copies: null, pieces: [] }
    await circles.now({ kind: 'update', ...away })
    circles.replace(edge.from, { ...operation, seen: { ...seen, [column.name]: value } })
    satisfied(
      circles,
      edge,
      (other) => other.link === reason.link && other.constraint === reason.constraint,
    )
    return true
  }
  return false
}

type Moved = { readonly operation: Operation; readonly constraint: Constraint }

/** Columns of the constraint that may change for a moment: not the key, and of an update one that it sets anyway. */
function movable(
  { constraints }: Circles,
  { table, place }: RepairPair,
  { operation, constraint }: Moved,
): RepairColumn[] {
  const names = constraint.kind === 'unique' ? constraint.columns : constraint.childColumns
  const referenced = constraints.flatMap((other) =>
    other.kind === 'foreign' && other.parent === place ? other.parentColumns : [],
  )
  return names.flatMap((name) => {
    const column = table.columns[name]
    if (column === undefined || column.generated || column.identityAlways) return []
    const fixed = name in (operation.key ?? {}) || referenced.includes(name)
    const written = operation.kind === 'delete' || name in operation.set
    return fixed || !written ? [] : [column]
  })
}

/** Undefined where none can be made: a reference has to be one, and some types have few values. */
async function ownValue(
  { constraints }: Circles,
  { read, place }: RepairPair,
  { operation, column, constraint }: Moved & { readonly column: RepairColumn },
): Promise<string | undefined> {
  const refers = constraints.some(
    (other) =>
      other.kind === 'foreign' && other.child === place && other.childColumns.includes(column.name),
  )
  if (constraint.kind !== 'unique' || refers) return undefined
  const what = JSON.stringify([operation.table, operation.key, column.name])
  const digest = createHash('sha256').update(what).digest('hex')
  return await freeValue(column, { read, digest })
}

/** The reference is left NULL, and set when all rows are there. */
async function setLater(circles: Circles, { edge, constraint }: Link): Promise<boolean> {
  const operation = await circles.load(edge.to)
  if (operation === null || constraint.kind !== 'foreign') return false
  if (operation.kind !== 'insert' && operation.kind !== 'update') return false
  if (constraint.matchFull && constraint.childColumns.length > 1) return false
  const columns = circles.pairs[operation.table]?.table.columns
  const name = constraint.childColumns.find(
    (each) =>
      each in operation.set &&
      !(each in (operation.key ?? {})) &&
      columns?.[each]?.notNull === false,
  )
  if (name === undefined) return false
  const { table, key, set } = operation
  const value = set[name] ?? null
  circles.replace(edge.to, { ...operation, set: { ...set, [name]: null } })
  circles.late({
    kind: 'update',
    table,
    key,
    seen: { [name]: null },
    set: { [name]: value },
    copies: null,
    pieces: [],
  })
  circles.order.cut(edge)
  return true
}

/** The row is deleted, and inserted again when its turn comes: only where nothing points to it and nothing of it is lost. */
async function makeAnew(circles: Circles, { edge, reason }: Link): Promise<boolean> {
  const operation = await circles.load(edge.from)
  if (operation === null || operation.kind !== 'update' || reason.link !== 'frees') return false
  const pair = circles.pairs[operation.table]
  if (pair === undefined) return false
  const { table, writable, read } = pair
  const stored = Object.values(table.columns).filter(({ generated }) => !generated)
  if (stored.some(({ name }) => !writable.includes(name))) return false
  const referenced = await read.target.sql.unsafe(referencedQuery(table, operation))
  if (referenced.length > 0) return false
  const made = await circles.remake(operation)
  if (made === null) return false
  await circles.now({ ...operation, kind: 'delete', set: {}, pieces: [] })
  circles.replace(edge.from, made)
  satisfied(circles, edge, ({ link }) => link !== 'makes')
  return true
}

/** Edges out of an operation that its first half has satisfied. */
function satisfied({ order }: Circles, { from }: Edge, holds: (reason: Reason) => boolean): void {
  for (const edge of order.edgesFrom(from)) if (holds(reasonOf(edge.reason))) order.cut(edge)
}
