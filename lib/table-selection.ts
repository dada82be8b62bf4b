/** Which tables are compared, and which with which: `--table`, `--exclude-table` and `--map` against what both sides have. */
import { messageOf, UsageError } from './errors.ts'
import { tableLabel } from './identifier.ts'
import { exactName, matches, parsePattern } from './name-pattern.ts'
import { parseMap, sourceName, targetName, targetNames } from './table-map.ts'
import type { TablePattern } from './name-pattern.ts'
import type { QualifiedName } from './quote.ts'
import type { TableMap } from './table-map.ts'
import type { Both, Side, Table } from './table.ts'

/** The flags as they were written. */
export type SelectionFlags = {
  readonly table?: readonly string[]
  readonly excludeTable?: readonly string[]
  readonly map?: readonly string[]
}

export type Selection = {
  readonly included: readonly TablePattern[]
  readonly excluded: readonly TablePattern[]
  readonly maps: readonly TableMap[]
}

/** A table that only one side has. Its label is its name at the source, or the one that it would have there. */
export type OneSidedTable = {
  readonly label: string
  readonly targetLabel: string
  readonly side: Side
  readonly reason: string
}

export type SelectedTables = {
  readonly pairs: readonly Both<Table>[]
  readonly oneSided: readonly OneSidedTable[]
  /** Patterns of `--table` that no table of either side matched: that part of the question has no answer. */
  readonly unmatched: readonly string[]
  /** The caller's faults. */
  readonly problems: readonly string[]
  /** What is worth telling, though it takes nothing from the answer. */
  readonly notes: readonly string[]
}

/** @throws UsageError with a line for each text that cannot be read. */
export function parseSelection(flags: SelectionFlags): Selection {
  const problems: string[] = []
  const included = readAll(flags.table, { flag: '--table', parse: parsePattern, problems })
  const excluding = { flag: '--exclude-table', parse: parsePattern, problems }
  const excluded = readAll(flags.excludeTable, excluding)
  const maps = readAll(flags.map, { flag: '--map', parse: parseMap, problems })
  if (problems.length > 0) throw new UsageError(problems)
  return { included, excluded, maps }
}

type Reading<T> = {
  readonly flag: string
  readonly parse: (text: string) => T
  readonly problems: string[]
}

function readAll<T>(
  texts: readonly string[] = [],
  { flag, parse, problems }: Reading<T>,
): readonly T[] {
  return texts.flatMap((text) => {
    try {
      return [parse(text)]
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      problems.push(`Cannot use ${flag} "${text}": ${messageOf(error)}`)
      return []
    }
  })
}

type Named = { readonly schema: string | null; readonly name: string }

/** The tables that are named without a star, on each side: only so are views and partitions selected. */
export function namedTables({ included, maps }: Selection): Both<readonly Named[]> {
  const source = included.map(exactName).filter((name) => name !== null)
  const target = source.flatMap(({ schema, name }): readonly Named[] =>
    schema === null
      ? targetNames(name, maps).map((each) => ({ schema, name: each }))
      : [targetName({ schema, name }, maps)],
  )
  return { source, target }
}

/** Pairs the selected tables of both sides by their names. */
export function selectTables(selection: Selection, tables: Both<readonly Table[]>): SelectedTables {
  const { maps } = selection
  const targets = tables.target.filter((table) =>
    isSelected(selection, targetCandidate(table, maps)),
  )
  const free = new Map(targets.map((table) => [tableLabel(table), table]))
  const taken = new Map<string, string>()
  const pairs: Both<Table>[] = []
  const oneSided: OneSidedTable[] = []
  const problems: string[] = []
  for (const source of tables.source) {
    if (!isSelected(selection, { kind: source.kind, name: source, named: true })) continue
    const label = tableLabel(source)
    const targetLabel = tableLabel(targetName(source, maps))
    const other = taken.get(targetLabel)
    const target = free.get(targetLabel)
    taken.set(targetLabel, label)
    free.delete(targetLabel)
    if (other !== undefined) problems.push(sharedTarget({ label, other, targetLabel }))
    else if (target !== undefined) pairs.push({ source, target })
    else oneSided.push(onlyAt('source', { label, targetLabel }))
  }
  for (const [targetLabel, table] of free) {
    const label = tableLabel(sourceName(table, maps) ?? table)
    oneSided.push(onlyAt('target', { label, targetLabel }))
  }
  const { unmatched, notes, lost } = unusedOf(selection, tables)
  return { pairs, oneSided, unmatched, notes, problems: [...problems, ...lost] }
}

type Candidate = {
  readonly kind: Table['kind']
  /** The name that patterns are held against. */
  readonly name: QualifiedName
  /** False: no name at the source leads to it, so that no pattern can mean it. */
  readonly named: boolean
}

function targetCandidate(table: Table, maps: readonly TableMap[]): Candidate {
  const name = sourceName(table, maps)
  return { kind: table.kind, name: name ?? table, named: name !== null }
}

function isSelected({ included, excluded }: Selection, { kind, name, named }: Candidate): boolean {
  if (excluded.some((pattern) => matches(pattern, name))) return false
  const plain = kind === 'table' || kind === 'partitioned'
  if (included.length === 0) return plain
  return (
    named &&
    included.some((pattern) => matches(pattern, name) && (plain || exactName(pattern) !== null))
  )
}

type Labels = { readonly label: string; readonly targetLabel: string }

function onlyAt(side: Side, { label, targetLabel }: Labels): OneSidedTable {
  const other =
    side === 'source' ? `target has no table ${targetLabel}` : `source has no table ${label}`
  return { label, targetLabel, side, reason: `only at the ${side}: the ${other}` }
}

function sharedTarget({ label, other, targetLabel }: Labels & { readonly other: string }): string {
  return `Cannot compare both ${other} and ${label} with ${targetLabel} of the target: expected one of them, by --table, --exclude-table or --map`
}

type Unused = Pick<SelectedTables, 'unmatched' | 'notes'> & { readonly lost: readonly string[] }

function unusedOf(selection: Selection, { source, target }: Both<readonly Table[]>): Unused {
  const names: readonly QualifiedName[] = [
    ...source,
    ...target.map((table) => sourceName(table, selection.maps) ?? table),
  ]
  function unused(patterns: readonly TablePattern[]): readonly string[] {
    return patterns
      .filter((pattern) => !names.some((name) => matches(pattern, name)))
      .map(({ text }) => text)
  }
  return {
    unmatched: unused(selection.included),
    notes: unused(selection.excluded).map((text) => `--exclude-table "${text}" matched no table`),
    lost: selection.maps
      .filter(({ from }) => !names.some((name) => matches(from, name)))
      .map(({ text }) => `Cannot use --map "${text}": no table of the source is named so`),
  }
}
