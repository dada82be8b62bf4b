/** For tests of which tables are selected: tables by their names, and what was selected as lines. */
import { tableLabel } from './identifier.ts'
import { tableNamed } from './scratch-table.ts'
import { parseSelection, selectTables } from './table-selection.ts'
import type { SelectedTables, SelectionFlags } from './table-selection.ts'
import type { Both, Table } from './table.ts'

/** @example tables('public.a', 'sales.b c') */
export function tables(...names: readonly string[]): readonly Table[] {
  return names.map((name) => {
    const [schema = '', ...rest] = name.split('.')
    return tableNamed(schema, rest.join('.'))
  })
}

export function select(flags: SelectionFlags, sides: Both<readonly Table[]>): SelectedTables {
  return selectTables(parseSelection(flags), sides)
}

/** `a.b = c.d` for a pair, `a.b (c.d) only source` for a table of one side. */
export function summary({ pairs, oneSided }: SelectedTables): readonly string[] {
  return [
    ...pairs.map(({ source, target }) => `${tableLabel(source)} = ${tableLabel(target)}`),
    ...oneSided.map(({ label, targetLabel, side }) => `${label} (${targetLabel}) only ${side}`),
  ]
}
