/** The statistics of requests as text, in the columns that people know from Locust. */
import { formatCount, formatMs, formatNumber } from './format-numbers.js'
import { failuresOf, requestRows, requestsPerSecond } from './report-rows.js'
import { drawRows, naturalWidths, plainTable, textWidth, totalWidth } from './table-text.ts'
import { visibleText } from './visible-text.js'
import type { ChalkInstance } from 'chalk'
import type { WideCell } from './table-text.ts'
import type { RequestStatistics, Result } from './result.ts'

const numberColumns = ['# Reqs', '# Fails', 'Avg', 'Min', 'Max', 'P50', 'P95', 'P99']

const header = [...numberColumns, 'req/s', 'failures/s']

/** Beside ten columns of numbers a name needs as much, or a line of its own. */
const nameMin = 24

type Screen = { readonly paint: ChalkInstance; readonly width: number }

/** One line a request where the terminal is wide enough, else two; empty where the Result has no requests. */
export function requestTable(result: Result, { paint, width }: Screen): string {
  if (result.totals === undefined) return ''
  const requests = [...requestRows(result), { ...result.totals, method: '', name: 'Aggregated' }]
  const rows = requests.map((request) => ({
    type: visibleText(request.method),
    name: visibleText(request.name),
    numbers: numbersOf(request, paint),
  }))
  const numberWidths = naturalWidths([header, ...rows.map(({ numbers }) => numbers)])
  const typeWidth = Math.max(4, ...rows.map(({ type }) => textWidth(type)))
  const longestName = Math.max(4, ...rows.map(({ name }) => textWidth(name)))
  const nameRoom = width - totalWidth([typeWidth, 0, ...numberWidths])
  const table =
    nameRoom >= Math.min(longestName, nameMin)
      ? wideTable(rows, { paint, width })
      : narrowTable(rows, { paint, width, widths: numberWidths })
  return `${table}\n${paint.dim('Times in milliseconds, from the intended start of each request.')}`
}

type Row = { readonly type: string; readonly name: string; readonly numbers: readonly string[] }

function wideTable(rows: readonly Row[], { paint, width }: Screen): string {
  return plainTable({
    header: ['Type', 'Name', ...header],
    rows: rows.map(({ type, name, numbers }) => [type, name, ...numbers]),
    right: header.map((_, index) => index + 2),
    stretch: [1],
    footers: 1,
    paint,
    width,
  })
}

function narrowTable(
  rows: readonly Row[],
  { paint, width, widths }: Screen & { widths: readonly number[] },
): string {
  // A last column takes what is left, so that a name may use the whole line.
  const spare = Math.max(1, width - totalWidth([...widths, 0]))
  const rule = widths.map((each) => '─'.repeat(each))
  const lines = rows.flatMap(({ type, name, numbers }, index) => [
    ...(index === rows.length - 1 ? [[...rule, '']] : []),
    [wholeLine([type, name].filter((part) => part !== '').join(' '))],
    [...numbers, ''],
  ])
  const titles = header.map((text) => paint.bold(text))
  return drawRows(
    [[wholeLine(paint.bold('Type Name'))], [...titles, ''], [...rule, ''], ...lines],
    {
      widths: [...widths, spare],
      right: header.map((_, index) => index),
    },
  )
}

function wholeLine(content: string): WideCell {
  return { content, colSpan: header.length + 1, hAlign: 'left' }
}

function numbersOf(request: RequestStatistics, paint: ChalkInstance): string[] {
  const { responseTimeMs: time } = request
  const failures = failuresOf(request)
  const count = formatCount(failures)
  return [
    formatCount(request.sent),
    failures > 0 ? paint.red(count) : count,
    ...[time.mean, time.min, time.max, time.p50, time.p95, time.p99].map(formatMs),
    formatNumber(requestsPerSecond(request)),
    formatNumber(request.failuresPerSecond),
  ]
}
