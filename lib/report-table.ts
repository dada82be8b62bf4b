/** The Result as text for a terminal: tables, requests, failures, checks, the generator, and the verdict as the last line. */
import { commandNote } from './command-words.js'
import { Chalk } from 'chalk'

import { baselineBlock } from './table-baseline.ts'
import { capacityBlock } from './table-capacity.ts'
import { formatCount, formatMs, formatNumber, formatShare, formatSpan } from './format-numbers.js'
import { failureRows } from './report-rows.js'
import { otherChecks } from './table-check.js'
import { faultBlock } from './table-faults.ts'
import { partsBlock } from './table-parts.ts'
import { propertyBlock } from './table-properties.ts'
import { requestTable } from './table-requests.ts'
import { tableBlock } from './table-tables.ts'
import { plainTable } from './table-text.ts'
import { limitOf, measuredOf, noteOf, verdictLine } from './verdict-line.js'
import { visibleText } from './visible-text.js'
import type { ChalkInstance } from 'chalk'
import type { Load, Pool, Result, Verdict } from './result.ts'

/** The rest is in the report files. */
const failuresMax = 20

const signs: Readonly<Record<Verdict, string>> = { pass: '✓', fail: '✗', unknown: '?' }

/** Many lines with a final newline; `width` in columns. Nothing from outside is printed as an escape sequence. */
export function renderTable(
  result: Result,
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const paint = new Chalk({ level: color ? 1 : 0 })
  const blocks = [
    partsBlock(result, { paint, width }),
    faultBlock(result, { paint, width }),
    tableBlock(result, { paint, width }),
    propertyBlock(result, { paint, width }),
    requestTable(result, { paint, width }),
    failureBlock(result, { paint, width }),
    checkBlock(result, { paint, width }),
    capacityBlock(result, { paint, width }),
    baselineBlock(result, { paint, width }),
    result.load === undefined ? '' : loadLines(result.load, { paint, width }),
    result.pool === undefined ? '' : joined(poolParts(result.pool), width),
    result.tablesPerMinute === undefined
      ? ''
      : `Tables compared: ${formatNumber(result.tablesPerMinute)} a minute`,
    verdictBlock(result, paint),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

type Screen = { readonly paint: ChalkInstance; readonly width: number }

function failureBlock(result: Result, { paint, width }: Screen): string {
  const failures = failureRows(result)
  if (failures.length === 0) return ''
  const rows = failures
    .slice(0, failuresMax)
    .map(({ count, method, name, message }) => [
      formatCount(count),
      visibleText(`${method} ${name}`),
      visibleText(message),
    ])
  const rest = failures.length - rows.length
  const table = plainTable({
    header: ['# Fails', 'Endpoint', 'Failure'],
    right: [0],
    stretch: [1, 2],
    wrap: true,
    rows,
    paint,
    width,
  })
  return rest > 0 ? `${table}\n  and ${formatCount(rest)} more groups of failures` : table
}

function checkBlock(result: Result, { paint, width }: Screen): string {
  const checks = otherChecks(result)
  const rows = checks.map((check) => [
    colorOf(check.verdict, paint)(`${signs[check.verdict]} ${check.verdict}`),
    visibleText(check.name),
    measuredOf(check),
    limitOf(check),
    noteOf(check, result),
  ])
  if (rows.length === 0) return ''
  const header = ['Verdict', 'Check', 'Measured', 'Limit', '']
  // Most checks have nothing to add, and an empty column is none.
  const said = rows.some((row) => row[4] !== '')
  return plainTable({
    header: said ? header : header.slice(0, 4),
    right: [2],
    stretch: said ? [1, 4] : [1],
    wrap: true,
    rows: said ? rows : rows.map((row) => row.slice(0, 4)),
    paint,
    width,
  })
}

function loadLines(load: Load, { paint, width }: Screen): string {
  const { scheduleLagMs: lag, generator } = load
  const model =
    load.model === 'open'
      ? `open model, ${formatNumber(load.requestedRate)}/s wanted, ${formatNumber(load.achievedRate)}/s achieved`
      : `closed model, ${formatCount(load.usersMax)} users, ${formatNumber(load.achievedRate)}/s achieved`
  const health = [
    `Generator: schedule lag p50 ${formatMs(lag.p50)} ms, p99 ${formatMs(lag.p99)} ms, max ${formatMs(lag.max)} ms`,
    `event loop p99 ${formatMs(generator.eventLoopDelayMs.p99)} ms`,
    `CPU ${formatShare(generator.cpuPercent / 100)}`,
    `${formatCount(generator.rssMiB)} MiB`,
    generator.workers === 1 ? '1 thread' : `${formatCount(generator.workers)} threads`,
  ]
  const lines = [
    `Load: ${model}, measured for ${formatSpan(load.measuredSeconds * 1000)}`,
    joined(health, width),
    counted(load),
  ]
  const invalid = load.valid
    ? []
    : [paint.yellow(`Invalid: ${load.invalidBecause.map((each) => visibleText(each)).join('; ')}`)]
  return [...lines, ...invalid].join('\n')
}

function poolParts({ size, waitMs, utilizationPercent, replaced }: Pool): string[] {
  const { mean, busiestSecond } = utilizationPercent
  const waits = [
    ['p50', waitMs.p50],
    ['p95', waitMs.p95],
    ['p99', waitMs.p99],
    ['max', waitMs.max],
  ] as const
  return [
    `Pool: ${formatCount(size)} connections`,
    `in use ${percent(mean)} on average and ${percent(busiestSecond)} in the busiest second`,
    `wait for one ${waits.map(([name, ms]) => `${name} ${formatMs(ms)} ms`).join(', ')}`,
    ...(replaced > 0 ? [`${formatCount(replaced)} replaced`] : []),
  ]
}

function percent(value: number | null): string {
  return formatShare(value === null ? null : value / 100)
}

/** Parts with commas between, each line as long as the width allows. */
function joined(parts: readonly string[], width: number): string {
  return parts.reduce((text, part) => {
    const last = text.slice(text.lastIndexOf('\n') + 1)
    return last.length + part.length + 3 > width ? `${text},\n  ${part}` : `${text}, ${part}`
  })
}

function counted({ serverCounted, sentInAll, unsent, dropped }: Load): string {
  const server =
    serverCounted === null ? '' : `, ${formatCount(serverCounted)} counted by the server`
  const lost = [
    unsent > 0 ? `, ${formatCount(unsent)} never sent` : '',
    dropped > 0 ? `, ${formatCount(dropped)} dropped` : '',
  ].join('')
  return `Sent in all: ${formatCount(sentInAll)}${server}${lost}`
}

function verdictBlock(result: Result, paint: ChalkInstance): string {
  const partial = result.interrupted ? [paint.yellow('Partial: the run was interrupted.')] : []
  const line = colorOf(result.verdict, paint).bold(verdictLine(result))
  const note = commandNote(result)
  const again = [`Again: ${visibleText(result.command, 2000)}`, ...(note === '' ? [] : [note])]
  return [...partial, ...again, line].join('\n')
}

function colorOf(verdict: Verdict, paint: ChalkInstance): ChalkInstance {
  if (verdict === 'pass') return paint.green
  return verdict === 'fail' ? paint.red : paint.yellow
}
