/** What a target needs before it takes the place of its source, beside rows: sequences, indexes, constraints, identity, triggers. */
import { identifier } from './identifier.ts'
import type { Check } from './result.ts'
import type { Both, Column, TablePair } from './table.ts'

/** Something that belongs to a table. Its definition leaves out its own name and its table's: these may differ between the sides. */
export type TableObject = { readonly name: string; readonly definition: string }

export type IndexFact = TableObject & { readonly unique: boolean; readonly ofConstraint: boolean }

export type ConstraintFact = TableObject & {
  /** The other table of a foreign key, as quote_ident prints it; the definition leaves it out. */
  readonly references: string | null
  /** False: rows that were there before it may break it. */
  readonly valid: boolean
}

export type TriggerFact = TableObject & { readonly enabled: boolean }

/** The sequence that a column takes its values from. */
export type SequenceFact = {
  readonly column: string
  /** As quote_ident prints it. */
  readonly sequence: string
  /** The value it gives next, and the value of the column that lies furthest on its way (null where there are no rows); null where not read. */
  readonly position: {
    readonly next: string
    readonly furthest: string | null
    readonly behind: boolean
  } | null
  /** Why the position was not read; null where it was, or was not asked for. */
  readonly unread: string | null
}

export type CutOverFacts = {
  readonly indexes: readonly IndexFact[]
  readonly constraints: readonly ConstraintFact[]
  readonly triggers: readonly TriggerFact[]
  readonly sequences: readonly SequenceFact[]
}

/** By oid of the table. */
export type CutOverRead = ReadonlyMap<number, CutOverFacts>

const nothing: CutOverFacts = { indexes: [], constraints: [], triggers: [], sequences: [] }

/** A kind of thing of one table: how many there are to look for, and what is wrong. */
type Looked = {
  readonly kind: string
  readonly wanted: number
  readonly faults: readonly string[]
  /** What could not be read. */
  readonly unknown?: readonly string[]
}

/**
 * A check for each table and kind of thing that it has. What the source has must be at the target, under whatever name; a sequence of the
 * target must give a value next that lies behind all values of its column.
 */
export function cutOverChecks(
  pairs: readonly TablePair[],
  read: Both<CutOverRead>,
): readonly Check[] {
  const targetLabels = new Map(pairs.map(({ label, targetLabel }) => [label, targetLabel]))
  return pairs.flatMap((pair) => {
    const facts = {
      source: read.source.get(pair.source.oid) ?? nothing,
      target: read.target.get(pair.target.oid) ?? nothing,
    }
    return [
      sequences(pair, facts),
      indexes(facts),
      constraints({ facts, pair, targetLabels }),
      identities(pair),
      triggers(facts),
    ].flatMap((looked) => checkOf(pair, looked))
  })
}

function checkOf({ label }: TablePair, looked: Looked): readonly Check[] {
  const { kind, wanted, faults, unknown = [] } = looked
  if (wanted === 0) return []
  const name = `${label}: ${kind} at the target`
  if (faults.length > 0) return [{ name, verdict: 'fail', message: faults.join('; ') }]
  if (unknown.length > 0) return [{ name, verdict: 'unknown', message: unknown.join('; ') }]
  return [{ name, verdict: 'pass' }]
}

/** An identity column that has none at the target is told as that. */
function sequences(pair: TablePair, { source, target }: Both<CutOverFacts>): Looked {
  const present = new Set(target.sequences.map(({ column }) => column))
  const identity = new Set(
    pair.source.columns.filter((column) => column.identity !== null).map(({ name }) => name),
  )
  const missing = source.sequences.filter(
    ({ column }) => !present.has(column) && !identity.has(column),
  )
  const behind = target.sequences.flatMap(({ column, sequence, position }) =>
    position?.behind === true
      ? [
          `${sequence} gives ${position.next} next, and ${identifier(column)} is at ${position.furthest}`,
        ]
      : [],
  )
  return {
    kind: 'sequences',
    wanted: target.sequences.length + missing.length,
    faults: [
      ...missing.map(({ column, sequence }) => `${identifier(column)} has no ${sequence}`),
      ...behind,
    ],
    unknown: target.sequences.flatMap(({ unread }) => (unread === null ? [] : [unread])),
  }
}

/** The index of a constraint is looked for with the constraint. */
function indexes({ source, target }: Both<CutOverFacts>): Looked {
  const wanted = source.indexes.filter(({ ofConstraint }) => !ofConstraint)
  const missing = wanted.filter(
    ({ definition, unique }) =>
      !target.indexes.some((each) => each.definition === definition && (each.unique || !unique)),
  )
  return {
    kind: 'indexes',
    wanted: wanted.length,
    faults: missing.map(({ name, unique, definition }) =>
      missingText({ name, definition: `${unique ? 'UNIQUE ' : ''}${definition}` }),
    ),
  }
}

type ConstraintsToCompare = {
  readonly pair: TablePair
  readonly facts: Both<CutOverFacts>
  /** Names at the target by names at the source. */
  readonly targetLabels: ReadonlyMap<string, string>
}

function constraints({ pair, facts, targetLabels }: ConstraintsToCompare): Looked {
  const { source, target } = facts
  const faults = source.constraints.flatMap((wanted) => {
    const { definition, references, valid } = wanted
    const there = references === null ? null : (targetLabels.get(references) ?? references)
    const found = target.constraints.filter(
      (each) => each.definition === definition && each.references === there,
    )
    if (found.some((each) => each.valid || !valid) || isUniqueIndex(wanted, target)) return []
    if (found.length === 0) {
      const text = definition.replace(' REFERENCES (', ` REFERENCES ${there}(`)
      return [missingText({ name: wanted.name, definition: text })]
    }
    return [`${identifier(wanted.name)} is NOT VALID: ${definition}`]
  })
  const notNull = commonColumns(pair).filter((columns) => columns.source.notNull)
  const nullable = notNull.filter((columns) => !columns.target.notNull)
  return {
    kind: 'constraints',
    wanted: source.constraints.length + notNull.length,
    faults: [
      ...faults,
      ...nullable.map((columns) => `${identifier(columns.source.name)} is not NOT NULL`),
    ],
  }
}

/** A unique index holds what a UNIQUE constraint holds. */
function isUniqueIndex({ definition }: ConstraintFact, target: CutOverFacts): boolean {
  const index = definition.replace(/^UNIQUE /, 'USING btree ')
  return target.indexes.some((each) => each.unique && each.definition === index)
}

function identities(pair: TablePair): Looked {
  const wanted = commonColumns(pair).filter((columns) => columns.source.identity !== null)
  return {
    kind: 'identity columns',
    wanted: wanted.length,
    faults: wanted
      .filter(({ source, target }) => source.identity !== target.identity)
      .map(({ source, target }) => {
        const there = target.identity === null ? 'none' : identityText(target)
        return `${identifier(source.name)} is ${there}, and at the source ${identityText(source)}`
      }),
  }
}

function identityText({ identity }: Column): string {
  return `GENERATED ${(identity ?? '').toUpperCase()} AS IDENTITY`
}

/** Those that are disabled at the source have no effect there either. */
function triggers({ source, target }: Both<CutOverFacts>): Looked {
  const wanted = source.triggers.filter(({ enabled }) => enabled)
  const faults = wanted.flatMap((trigger) => {
    const found = target.triggers.filter(({ definition }) => definition === trigger.definition)
    if (found.some(({ enabled }) => enabled)) return []
    return found.length === 0
      ? [missingText(trigger)]
      : [`${identifier(trigger.name)} does not fire: ${trigger.definition}`]
  })
  return { kind: 'triggers', wanted: wanted.length, faults }
}

function missingText({ name, definition }: TableObject): string {
  return `${identifier(name)} is missing: ${definition}`
}

function commonColumns({ source, target }: TablePair): readonly Both<Column>[] {
  const targets = new Map(target.columns.map((column) => [column.name, column]))
  return source.columns.flatMap((column) => {
    const other = targets.get(column.name)
    return other === undefined ? [] : [{ source: column, target: other }]
  })
}
