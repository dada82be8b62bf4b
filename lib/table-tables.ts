/** The tables of a compare as text: a line of counts each, then why they are not equal, and the first rows that differ. */
import { formatCount, formatNumber, formatSpan, nothing } from './format-numbers.js'
import {
  drawRows,
  naturalWidths,
  piecesOf,
  plainTable,
  textWidth,
  totalWidth,
  wrapped,
} from './table-text.ts'
import {
  differenceWords,
  keyWords,
  schemaWords,
  sumOfTables,
  tableName,
  tableRows,
  verdictOfTable,
} from './table-words.js'
import { visibleText } from './visible-text.js'
import type { ChalkInstance } from 'chalk'
import type { Result } from './result.ts'
import type { Difference, TableResult } from './table.ts'

/** What is not equal is shown in any number; more equal ones than this push it out of sight. */
const linesMax = 100

const differencesMax = 20

const signs = { pass: '✓', fail: '✗', unknown: '?' } as const

const numberColumns = 'Source,Target,Diff,Missing,Extra,Changed,Unres.,rows/s,Time'.split(',')

/** Beside nine columns of numbers a name needs as much, or a line of its own. */
const nameMin = 24

type Screen = { readonly paint: ChalkInstance; readonly width: number }

/** Empty where the Result has no tables. No line is wider than the screen, but for a name that is. */
export function tableBlock(result: Result, screen: Screen): string {
  const tables = tableRows(result)
  if (tables.length === 0) return ''
  const blocks = [countTable(tables, screen), reasonLines(tables, screen), rowLines(tables, screen)]
  return blocks.filter((block) => block !== '').join('\n\n')
}

function countTable(tables: readonly TableResult[], screen: Screen): string {
  const equal = tables.filter(({ verdict }) => verdict === 'equal').length
  const shown = tables.slice(0, Math.max(linesMax, tables.length - equal))
  const rows = shown.map((table) => ({
    verdict: verdictText(table, screen.paint),
    name: tableName(table),
    numbers: numbersOf(table),
  }))
  const rest = tables.length - shown.length
  const more = rest > 0 ? `\n  and ${formatCount(rest)} more tables, all equal` : ''
  const widths = naturalWidths([numberColumns, ...rows.map(({ numbers }) => numbers)])
  const longest = Math.max(...rows.map(({ name }) => textWidth(name)))
  const room = screen.width - totalWidth([13, 0, ...widths])
  const isWide = room >= Math.min(longest, nameMin)
  return `${isWide ? wideTable(rows, screen) : narrowTable(rows, { ...screen, widths })}${more}`
}

type Line = { readonly verdict: string; readonly name: string; readonly numbers: readonly string[] }

function wideTable(rows: readonly Line[], { paint, width }: Screen): string {
  return plainTable({
    header: ['Verdict', 'Table', ...numberColumns],
    rows: rows.map(({ verdict, name, numbers }) => [verdict, name, ...numbers]),
    right: numberColumns.map((_, index) => index + 2),
    stretch: [1],
    paint,
    width,
  })
}

/** Two lines a table; where even the numbers are too wide, how fast it was is left out. */
function narrowTable(
  rows: readonly Line[],
  { paint, width, widths }: Screen & { readonly widths: readonly number[] },
): string {
  const kept = totalWidth([...widths, 0]) > width ? widths.slice(0, -2) : widths
  const spare = Math.max(1, width - totalWidth([...kept, 0]))
  function numbers(cells: readonly string[]): string[] {
    return [...cells.slice(0, kept.length), '']
  }
  const [titles = '', rule = '', ...counts] = drawRows(
    [
      numbers(numberColumns).map((text) => paint.bold(text)),
      numbers(widths.map((each) => '─'.repeat(each))),
      ...rows.map((row) => numbers(row.numbers)),
    ],
    { widths: [...kept, spare], right: kept.map((_, index) => index) },
  ).split('\n')
  const lines = rows.flatMap(({ verdict, name }, index) => [
    `${verdict}  ${cutTo(name, width - textWidth(verdict) - 2)}`,
    counts[index] ?? '',
  ])
  return [paint.bold('Verdict Table'), titles, rule, ...lines].join('\n')
}

function cutTo(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  const [first = ''] = piecesOf(text, width - 1)
  return `${first}…`
}

function verdictText({ verdict }: TableResult, paint: ChalkInstance): string {
  const judged = verdictOfTable(verdict)
  const color = { pass: paint.green, fail: paint.red, unknown: paint.yellow }[judged]
  return color(`${signs[judged]} ${verdict}`)
}

function numbersOf(table: TableResult): string[] {
  const { difference } = table
  const sign = (difference ?? 0) > 0 ? '+' : ''
  return [
    formatCount(table.sourceRows),
    formatCount(table.targetRows),
    difference === null ? nothing : `${sign}${formatCount(difference)}`,
    ...[table.missing, table.extra, table.changed, table.unresolved].map(formatCount),
    table.rowsPerSecond === null ? nothing : formatNumber(table.rowsPerSecond),
    formatSpan(table.durationMs),
  ]
}

function reasonLines(tables: readonly TableResult[], { width }: Screen): string {
  const lines = tables.flatMap((table) => [
    ...table.schema.map((each) => `${visibleText(table.table)} ${schemaWords(each)}`),
    ...(table.reason === null
      ? []
      : [`${visibleText(table.table)} ${table.verdict}: ${visibleText(table.reason)}`]),
  ])
  return lines.map((line) => wrapped(line, width)).join('\n')
}

function rowLines(tables: readonly TableResult[], { paint, width }: Screen): string {
  const listed = tables.filter(({ differences }) => differences.length > 0)
  const each = Math.max(3, Math.floor(differencesMax / Math.max(1, listed.length)))
  const lines = listed
    .flatMap((table) =>
      table.differences.slice(0, each).map((difference) => ({ table, difference })),
    )
    .slice(0, differencesMax)
    .map(({ table, difference }) => rowLine(table, difference, width))
  if (lines.length === 0) return ''
  const kinds = ['missing', 'extra', 'changed', 'unresolved'] as const
  const all = kinds.reduce((sum, kind) => sum + (sumOfTables(tables, kind) ?? 0), 0)
  const note = `Shown are ${formatCount(lines.length)} of ${formatCount(all)} rows; --report FILE.jsonl or FILE.csv holds them all.`
  return [...lines, ...(all > lines.length ? [paint.dim(wrapped(note, width))] : [])].join('\n')
}

/** Complete by itself, so that it can be pasted; less of the values is shown until it fits. */
function rowLine(table: TableResult, difference: Difference, width: number): string {
  const head = `${visibleText(table.table)} ${keyWords(difference.key)}:`
  for (const longest of [60, 30, 16]) {
    for (const columnsMax of [8, 4, 2, 1]) {
      const line = `${head} ${differenceWords(difference, { longest, columnsMax })}`
      if (textWidth(line) <= width) return line
    }
  }
  return wrapped(`${head} ${differenceWords(difference, { longest: 16, columnsMax: 1 })}`, width)
}
