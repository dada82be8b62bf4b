/** What the compare of tables found, as families for Prometheus. */
import { family } from './prom-text.ts'
import { sumOfTables, tableRows } from './table-words.js'
import { uniqueNames } from './unique-names.ts'
import { visibleLines } from './visible-text.js'
import type { Family, Labels, Sample } from './prom-text.ts'
import type { Result } from './result.ts'
import type { TableResult, TableVerdict } from './table.ts'

/** Each table is a dozen time series: those past the limit are counted together, as `other`; what is not equal comes first. */
const tablesMax = 200

const labelMax = 300

const statuses = [
  ['source', 'sourceRows'],
  ['target', 'targetRows'],
  ['missing', 'missing'],
  ['extra', 'extra'],
  ['changed', 'changed'],
  ['unresolved', 'unresolved'],
] as const

const verdicts: readonly TableVerdict[] = [
  'equal',
  'different',
  'unresolved',
  'unsupported',
  'missing',
  'skipped',
]

/** `target_table` stands only where the names differ; what was not counted is absent, and never 0. */
export function tableFamilies(result: Result, script: Labels): Family[] {
  const tables = tableRows(result)
  if (tables.length === 0) return []
  const listed = tables.slice(0, tablesMax)
  // The same series twice, and the exporter refuses the whole file.
  const names = uniqueNames(listed.map(({ table }) => visibleLines(table, labelMax)))
  const labelled = listed.map((table, index) => ({
    table,
    labels: { ...script, table: names[index] ?? '', ...targetLabel(table) },
  }))
  const others = tables.slice(tablesMax)
  const rest = others.length === 0 ? [] : rowSamples(others, { ...script, table: 'other' })
  return [
    family('reconcile_rows', 'Rows of each side, and rows that differ, by how.', [
      ...labelled.flatMap(({ table, labels }) => rowSamples([table], labels)),
      ...rest,
    ]),
    family(
      'reconcile_table_verdict',
      'The verdict of each table: one of its lines is 1.',
      labelled.flatMap(({ table, labels }) =>
        verdicts.map((verdict) => ({
          labels: { ...labels, verdict },
          value: table.verdict === verdict ? 1 : 0,
        })),
      ),
    ),
    family(
      'reconcile_table_duration_seconds',
      'How long the compare of each table took.',
      labelled.map(({ table, labels }) => ({ labels, value: table.durationMs / 1000 })),
    ),
    family(
      'reconcile_tables',
      'Tables by their verdict, all of them.',
      verdicts.map((verdict) => ({
        labels: { ...script, verdict },
        value: tables.filter((table) => table.verdict === verdict).length,
      })),
    ),
  ]
}

function targetLabel({ table, targetTable }: TableResult): Labels {
  return table === targetTable ? {} : { target_table: visibleLines(targetTable, labelMax) }
}

function rowSamples(tables: readonly TableResult[], labels: Labels): Sample[] {
  return statuses.map(([status, key]) => ({
    labels: { ...labels, status },
    value: sumOfTables(tables, key),
  }))
}
