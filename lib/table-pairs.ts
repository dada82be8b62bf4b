/** Plans which tables are compared with which, and how, from the catalogues of both sides and the flags. */
import { chooseColumns } from './column-selection.ts'
import { comparedColumn } from './column-value.ts'
import { chooseKey, compareSchema, mayBeNull } from './compare-schema.ts'
import { identifier, tableLabel } from './identifier.ts'
import { refusalOf } from './table-refusal.ts'
import { selectTables } from './table-selection.ts'
import type { ColumnChoice, ColumnFlags } from './column-selection.ts'
import type { OneSidedTable, Selection } from './table-selection.ts'
import type { Both, Policy, Table, TablePair } from './table.ts'

export type PairsToPlan = {
  readonly source: readonly Table[]
  readonly target: readonly Table[]
  /** What parseSelection() made of `--table`, `--exclude-table` and `--map`. */
  readonly selection: Selection
  /** `--columns`, `--ignore-columns`, `--key`, `--where` and `--compare` as they were written. */
  readonly columns?: ColumnFlags
}

export type PlannedPairs = {
  /** By label. Those with a refusal are not read. */
  readonly pairs: readonly TablePair[]
  readonly oneSided: readonly OneSidedTable[]
  /** The caller's faults: with one of them there is nothing to compare. */
  readonly problems: readonly string[]
  /** Patterns of `--table` that no table matched: never a pass. */
  readonly unmatched: readonly string[]
  /** What is worth telling, though it takes nothing from the answer. */
  readonly notes: readonly string[]
}

/** The plan of a compare. It is complete: every table that is selected is in `pairs` or in `oneSided`. */
export function planPairs({ source, target, selection, columns = {} }: PairsToPlan): PlannedPairs {
  const selected = selectTables(selection, { source, target })
  const choices = chooseColumns(columns, selected.pairs)
  const planned = selected.pairs.map((tables) => planPair(tables, choices.of(tables)))
  const problems = [
    ...selected.problems,
    ...choices.problems,
    ...planned.flatMap((plan) => plan.problems),
  ]
  const unkeyed = planned.filter(({ keyFits }) => keyFits === false)
  if (unkeyed.length > 0 && !planned.some(({ keyFits }) => keyFits === true)) {
    problems.push('Cannot use --key: no table that is compared has all its columns on both sides')
  }
  return {
    pairs: planned.map(({ pair }) => pair),
    oneSided: selected.oneSided,
    problems,
    unmatched: selected.unmatched,
    notes: [
      ...selected.notes,
      ...unkeyed.map(
        ({ pair }) => `--key is not used for ${pair.label}, which lacks a column of it`,
      ),
    ],
  }
}

type Plan = {
  readonly pair: TablePair
  readonly problems: readonly string[]
  /** Whether a key for all tables fits this one; null where there is none. */
  readonly keyFits: boolean | null
}

function planPair(tables: Both<Table>, choice: ColumnChoice): Plan {
  const { source, target } = tables
  const label = tableLabel(source)
  const { columns, keyFits, problems } = keyOf(tables, choice)
  const wanted = choice.columns === null ? null : new Set([...choice.columns, ...(columns ?? [])])
  const schema = compareSchema(tables, {
    includes: (name) => !choice.ignored.has(name) && (wanted?.has(name) ?? true),
    policyOf: (name) => policyOf(choice, name).name,
  })
  const forms = schema.common.map((column) =>
    comparedColumn(column, policyOf(choice, column.source.name)),
  )
  const compared = forms.filter((form) => 'value' in form)
  const faults = forms.filter((form) => 'fault' in form)
  return {
    keyFits,
    problems: [
      ...problems,
      ...faults
        .filter(({ fault }) => fault === 'policy')
        .map(({ column, types, expected }) => {
          const { name } = policyOf(choice, column)
          return `Cannot compare column ${identifier(column)} of ${label} by ${name}: found ${types}, expected ${expected}`
        }),
    ],
    pair: {
      source,
      target,
      label,
      targetLabel: tableLabel(target),
      columns: compared,
      key: columns,
      keyNullable: columns !== null && mayBeNull(tables, columns),
      where: choice.where,
      schema: schema.differences,
      schemaReason: schema.reason,
      refusal: refusalOf({ tables, schema, choice, faults }),
    },
  }
}

function policyOf({ policies }: ColumnChoice, column: string): Policy {
  return policies.get(column) ?? { name: 'exact' }
}

type ChosenKey = Pick<Plan, 'keyFits' | 'problems'> & { readonly columns: readonly string[] | null }

/** The key of the flags, where the table can have it, else its own. A column that is only near to its other side identifies nothing. */
function keyOf(tables: Both<Table>, { key, ignored, policies }: ColumnChoice): ChosenKey {
  const others = new Set(tables.target.columns.map(({ name }) => name))
  const usable = new Set(
    tables.source.columns
      .map(({ name }) => name)
      .filter((name) => others.has(name) && !ignored.has(name))
      .filter((name) => policies.get(name)?.name !== 'epsilon'),
  )
  const unusable = key?.names.find((name) => !usable.has(name))
  if (key !== null && unusable === undefined) {
    return { columns: key.names, keyFits: key.general ? true : null, problems: [] }
  }
  const columns = chooseKey(tables, usable)
  if (key === null || unusable === undefined) return { columns, keyFits: null, problems: [] }
  if (key.general) return { columns, keyFits: false, problems: [] }
  const problem = `Cannot use column ${identifier(unusable)} as --key of ${tableLabel(tables.source)}: expected a column of both sides that is compared, and not by epsilon`
  return { columns, keyFits: null, problems: [problem] }
}
