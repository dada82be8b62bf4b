/** Holds what a compare told of a fault against what it had to tell. */
import { toldChanged, toldCheck, toldColumn, toldExtra, toldMissing, toldTable } from './fault.ts'
import type { Fault, Told } from './fault.ts'
import type { FaultVerdict } from './fault-result.ts'
import type { Check } from './result.ts'
import type { ListedDifference, Row, TableResult, Value } from './table.ts'

export type FaultJudgement = {
  readonly verdict: FaultVerdict
  /** Nothing was told that had not to be, and nothing that had to be was left out. */
  readonly exact: boolean
  readonly rowsDamaged: number
  readonly rowsReported: number
  /** What had to be told, and was not. */
  readonly untold: readonly string[]
  /** What was told, and had not to be. */
  readonly unexpected: readonly string[]
}

/** What a compare came to. */
export type Compared = {
  readonly tables: readonly TableResult[]
  /** Every one of them, those included that are not listed. */
  readonly rows: readonly ListedDifference[]
  /** Beside those of the tables. */
  readonly checks: readonly Check[]
}

/**
 * A fault is detected where something was told of each table that it damaged; exactly, where all was told and nothing else. A benign
 * entry is clean where nothing was told that it does not say itself.
 */
export function judgeFault(
  { kind, told }: Pick<Fault, 'kind' | 'told'>,
  found: readonly Told[],
): FaultJudgement {
  const untold = without(told, found)
  const unexpected = without(found, told)
  const exact = untold.length + unexpected.length === 0
  const judged = {
    exact,
    rowsDamaged: rowsOf(told),
    rowsReported: rowsOf(found),
    untold: untold.map(({ text }) => text),
    unexpected: unexpected.map(({ text }) => text),
  }
  if (kind === 'benign') return { verdict: exact ? 'clean' : 'false-alarm', ...judged }
  const seen = new Set(found.map(({ subject }) => subject))
  const missed = told.some(({ subject }) => !seen.has(subject))
  return { verdict: missed ? 'missed' : 'detected', ...judged }
}

function rowsOf(told: readonly Told[]): number {
  return told.reduce((sum, { rows }) => sum + rows, 0)
}

/** What is in one list and not in the other, as often as it is. */
function without(one: readonly Told[], other: readonly Told[]): readonly Told[] {
  const left = new Map<string, number>()
  for (const { text } of other) left.set(text, (left.get(text) ?? 0) + 1)
  return one.filter(({ text }) => {
    const copies = left.get(text) ?? 0
    left.set(text, copies - 1)
    return copies <= 0
  })
}

/** All that a compare tells that is not an equal table, in the words of the catalogue. */
export function toldOf({ tables, rows, checks }: Compared): readonly Told[] {
  return [
    ...tables.flatMap(toldOfTable),
    ...rows.map(toldOfRow),
    ...checks
      .filter((check) => check.verdict !== 'pass')
      .map(({ name, message = '' }) => toldCheck(name, message)),
  ]
}

function toldOfTable({ table, verdict, reason, schema }: TableResult): readonly Told[] {
  const columns = schema.map(({ column, source, target }) =>
    toldColumn(table, column, { source, target }),
  )
  if (verdict === 'equal') return columns
  // Why two tables are different is told by their rows and columns; why a table could not be compared only by itself.
  const why = verdict === 'different' || reason === null ? '' : `: ${reason}`
  return [toldTable(table, `${verdict}${why}`), ...columns]
}

function toldOfRow(difference: ListedDifference): Told {
  const { table, kind, key, columns, source, target, copies } = difference
  if (kind === 'missing') return toldMissing(table, key ?? source ?? {}, copies)
  if (kind === 'extra') return toldExtra(table, key ?? target ?? {}, copies)
  const changes = columns.map((name) => [name, [of(source, name), of(target, name)]] as const)
  const told = toldChanged(table, key ?? {}, Object.fromEntries(changes))
  return kind === 'changed' ? told : { ...told, text: `${told.text} (${kind})` }
}

function of(row: Row | null, name: string): Value {
  return row?.[name] ?? null
}
