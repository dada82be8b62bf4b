/** What an operation takes and frees: unique values and references, as small records that are joined to edges. Pure. */
import { hash as digestOf } from 'node:crypto'

import type { RepairColumn } from './repair-literal.ts'
import type { Value } from './table.ts'

/** What binds rows of the target to each other. Tables are positions in the repair's list. */
export type Constraint =
  | {
      readonly kind: 'unique'
      readonly name: string
      readonly table: number
      readonly columns: readonly string[]
      readonly nullsDistinct: boolean
    }
  | {
      readonly kind: 'foreign'
      readonly name: string
      readonly child: number
      readonly childColumns: readonly string[]
      readonly parent: number
      readonly parentColumns: readonly string[]
      /** Checked at the end of the transaction. */
      readonly deferrable: boolean
      readonly matchFull: boolean
    }

/** Why one operation stands before another: the constraint, and what the first one does to it. */
export type Reason = { readonly constraint: number; readonly link: 'frees' | 'makes' | 'leaves' }

const links = ['frees', 'makes', 'leaves'] as const

export function reasonNumber({ constraint, link }: Reason): number {
  return constraint * links.length + links.indexOf(link)
}

export function reasonOf(number: number): Reason {
  const link = links[number % links.length] ?? 'frees'
  return { constraint: Math.floor(number / links.length), link }
}

/** A row before or after an operation, as far as its constraints speak of it; null: there is none. */
export type State = Readonly<Record<string, Value>> | null

export type Change = { readonly table: number; readonly before: State; readonly after: State }

export type Columns = (table: number, column: string) => RepairColumn | undefined

/** Bytes of a record: 8 of the hash, 4 of the operation, 3 of the reason, 1 that says whether it stands first. */
export const factBytes = 16

type Fact = { readonly hash: Buffer; readonly reason: number; readonly first: boolean }

/**
 * The records of an operation. Two of the same hash and reason, one of them first, make an edge: who frees a unique value stands
 * before who takes it, who makes a row before who references it, who leaves a row before who removes it.
 */
export function factsOf(
  operation: number,
  change: Change,
  {
    constraints,
    columns,
  }: { readonly constraints: readonly Constraint[]; readonly columns: Columns },
): Buffer {
  const facts = constraints.flatMap((constraint, index) =>
    sidesOf(constraint, change.table).flatMap((side) => {
      const names = { table: change.table, names: side.columns, columns }
      const before = tupleOf(change.before, names, side.nullsDistinct)
      const after = tupleOf(change.after, names, side.nullsDistinct)
      return before === after ? [] : factsOfSide(index, side, { before, after })
    }),
  )
  const records = Buffer.alloc(facts.length * factBytes)
  facts.forEach(({ hash, reason, first }, at) => {
    hash.copy(records, at * factBytes, 0, 8)
    records.writeUInt32LE(operation, at * factBytes + 8)
    records.writeUInt32LE(reason * 2 + (first ? 0 : 1), at * factBytes + 12)
  })
  return records
}

type ConstraintSide = {
  readonly columns: readonly string[]
  readonly nullsDistinct: boolean
  /** What losing the value means, and what gaining it means. */
  readonly loses: { readonly link: Reason['link']; readonly first: boolean }
  readonly gains: { readonly link: Reason['link']; readonly first: boolean }
}

function sidesOf(constraint: Constraint, table: number): ConstraintSide[] {
  if (constraint.kind === 'unique') {
    if (constraint.table !== table) return []
    const { columns, nullsDistinct } = constraint
    const loses = { link: 'frees', first: true } as const
    return [{ columns, nullsDistinct, loses, gains: { link: 'frees', first: false } }]
  }
  const parent: ConstraintSide = {
    columns: constraint.parentColumns,
    nullsDistinct: true,
    loses: { link: 'leaves', first: false },
    gains: { link: 'makes', first: true },
  }
  const child: ConstraintSide = {
    columns: constraint.childColumns,
    nullsDistinct: true,
    loses: { link: 'leaves', first: true },
    gains: { link: 'makes', first: false },
  }
  return [
    ...(constraint.parent === table ? [parent] : []),
    ...(constraint.child === table ? [child] : []),
  ]
}

type Tuples = { readonly before: string | null; readonly after: string | null }

function factsOfSide(constraint: number, side: ConstraintSide, { before, after }: Tuples): Fact[] {
  const lost = before === null ? [] : [{ ...side.loses, tuple: before }]
  const gained = after === null ? [] : [{ ...side.gains, tuple: after }]
  return [...lost, ...gained].map(({ link, first, tuple }) => {
    const reason = reasonNumber({ constraint, link })
    return { hash: digestOf('sha256', `${reason}:${tuple}`, 'buffer'), reason, first }
  })
}

type Names = {
  readonly table: number
  readonly names: readonly string[]
  readonly columns: Columns
}

/** Null where there is no row, or where a NULL keeps it out of the constraint. */
function tupleOf(
  state: State,
  { table, names, columns }: Names,
  nullsDistinct: boolean,
): string | null {
  if (state === null) return null
  const values = names.map((name) => state[name] ?? null)
  if (nullsDistinct && values.includes(null)) return null
  return JSON.stringify(
    values.map((value, at) => canonical(value, columns(table, names[at] ?? ''))),
  )
}

/** One text for values that `=` of their type takes for equal; one text too many for two would only be a needless edge. */
function canonical(value: Value, column: RepairColumn | undefined): unknown {
  if (typeof value !== 'string') return value === null ? null : value.sha256
  switch (column?.typeName ?? '') {
    case 'numeric':
      return value.includes('.') ? value.replace(/\.?0+$/, '') : value
    case 'float4':
    case 'float8':
      return value === '-0' ? '0' : value
    case 'bpchar':
      return value.replace(/ +$/, '')
    default:
      return column?.exact === true ? value : value.toLowerCase()
  }
}
