/** The tables of a compare in Markdown: what is not equal first, and the first rows that differ. */
import { formatCount, formatSpan, nothing } from './format-numbers.js'
import { bytes, fenced, inline, table } from './markdown-text.ts'
import {
  differenceWords,
  keyWords,
  reasonOfTable,
  sumOfTables,
  tableName,
  tableRows,
  verdictOfTable,
} from './table-words.js'
import { visibleText } from './visible-text.js'
import type { Result } from './result.ts'
import type { TableResult } from './table.ts'

const tablesMax = 50

const rowsMax = 100

const rowsBytesMax = 24_000

const signs = { pass: '✅', fail: '❌', unknown: '⚠️' } as const

/** Empty where the Result has no tables. */
export function tableSections(result: Result): string[] {
  const tables = tableRows(result)
  if (tables.length === 0) return []
  const shown = tables.slice(0, tablesMax)
  const rest = tables.slice(tablesMax)
  const open = rest.filter(({ verdict }) => verdict !== 'equal').length
  const left = open === 0 ? 'all equal' : `${formatCount(open)} of them not equal`
  return [
    ...table(
      ['', 'table', 'source', 'target', 'difference', ...kinds, 'time', ''],
      [...shown.map(rowOf), ...(tables.length > 1 ? [totalRow(tables)] : [])],
    ),
    ...(rest.length === 0
      ? []
      : [`\n${formatCount(rest.length)} more tables (${left}) are in the other reports.`]),
    ...rowSection(tables),
  ]
}

const kinds = ['missing', 'extra', 'changed', 'unresolved'] as const

function rowOf(each: TableResult): string[] {
  return [
    `${signs[verdictOfTable(each.verdict)]} ${each.verdict}`,
    inline(tableName(each)),
    ...[each.sourceRows, each.targetRows].map(formatCount),
    signed(each.difference),
    ...kinds.map((kind) => formatCount(each[kind])),
    formatSpan(each.durationMs),
    each.verdict === 'equal' && each.reason === null ? '' : inline(reasonOfTable(each), 300),
  ]
}

function totalRow(tables: readonly TableResult[]): string[] {
  return [
    '',
    `**all ${formatCount(tables.length)}**`,
    ...(['sourceRows', 'targetRows'] as const).map((key) => formatCount(sumOfTables(tables, key))),
    '',
    ...kinds.map((kind) => formatCount(sumOfTables(tables, kind))),
    '',
    '',
  ]
}

function signed(difference: number | null): string {
  if (difference === null) return nothing
  return `${difference > 0 ? '+' : ''}${formatCount(difference)}`
}

/** One section: a details that is cut in half would swallow what comes after it. */
function rowSection(tables: readonly TableResult[]): string[] {
  const listed = tables.filter(({ differences }) => differences.length > 0)
  const each = Math.max(3, Math.floor(rowsMax / Math.max(1, listed.length)))
  const lines = listed
    .flatMap((one) =>
      one.differences.slice(0, each).map((difference) => {
        const words = differenceWords(difference)
        return `${visibleText(one.table, 100)} ${keyWords(difference.key)}: ${words}`
      }),
    )
    .slice(0, rowsMax)
  if (lines.length === 0) return []
  const kept: string[] = []
  let used = 0
  for (const line of lines) {
    used += bytes(line)
    if (used > rowsBytesMax) break
    kept.push(line)
  }
  const all = kinds.reduce((sum, kind) => sum + (sumOfTables(tables, kind) ?? 0), 0)
  const head = `The first ${formatCount(kept.length)} of ${formatCount(all)} rows`
  const body = fenced(kept.join('\n'), 'text').join('\n')
  return [`\n<details><summary>${head}</summary>\n\n${body}\n\n</details>`]
}
