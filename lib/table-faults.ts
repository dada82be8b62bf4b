/** Faults as text for a terminal: each kind counted, what is not as it should be, and the whole story of one that was run alone. */
import { formatCount, formatSpan, nothing } from './format-numbers.js'
import {
  faultLines,
  faultRows,
  faultWord,
  kindColumns,
  kindRows,
  scoreSentence,
  verdictOfFault,
} from './fault-rows.js'
import { plainTable, wrapped } from './table-text.ts'
import { visibleText } from './visible-text.js'
import type { FaultResult } from './fault-result.ts'
import type { ChalkInstance } from 'chalk'
import type { Result } from './result.ts'

/** Of all that passed, none is listed where there are more; the reports hold them all. */
const listedMax = 20
const linesMax = 10
const wideMin = 100
const signs = { pass: '✓', fail: '✗', unknown: '?' } as const

type Screen = { readonly paint: ChalkInstance; readonly width: number }

/** Empty where the Result has no faults. */
export function faultBlock(result: Result, screen: Screen): string {
  const { faults = [], faultScore } = result
  if (faults.length === 0) return ''
  if (faultScore === undefined) return catalogueTable(faults, screen)
  const rows = faultRows(result)
  const shown =
    faults.length <= listedMax ? rows : rows.filter((fault) => verdictOfFault(fault) !== 'pass')
  const blocks = [
    faults.length > 1 ? kindTable(result, screen) : '',
    faultTable(shown, screen),
    ...shown.map((fault) =>
      fault.story === undefined ? wrongLines(fault, screen) : storyLines(fault, screen),
    ),
    faults.length > 1 ? wrapped(scoreSentence(faultScore), screen.width) : '',
  ]
  return blocks.filter((block) => block !== '').join('\n\n')
}

/** What there is, not yet run. */
function catalogueTable(faults: readonly FaultResult[], screen: Screen): string {
  return plainTable({
    header: ['Id', 'Kind', 'Fault'],
    rows: faults.map(({ id, kind, name }) => [visibleText(id), kind, visibleText(name)]),
    right: [],
    stretch: [2],
    ...screen,
  })
}

function kindTable(result: Result, screen: Screen): string {
  // Where it is narrow, how many rows there were gives way.
  const columns = screen.width < wideMin ? kindColumns.slice(0, -2) : kindColumns
  return plainTable({
    header: columns,
    rows: kindRows(result).map((row) => row.slice(0, columns.length)),
    right: columns.map((_, index) => index).slice(1),
    stretch: [0],
    footers: 1,
    ...screen,
  })
}

function faultTable(faults: readonly FaultResult[], screen: Screen): string {
  if (faults.length === 0) return ''
  return plainTable({
    header: ['Verdict', 'Id', 'Kind', 'Fault', 'Damaged', 'Told', 'Time'],
    rows: faults.map((fault) => [
      verdictText(fault, screen.paint),
      visibleText(fault.id),
      fault.kind,
      visibleText(fault.name),
      formatCount(fault.rowsDamaged),
      fault.verdict === 'not-run' ? nothing : formatCount(fault.rowsReported),
      formatSpan(fault.durationMs),
    ]),
    right: [4, 5, 6],
    stretch: [3],
    wrap: true,
    ...screen,
  })
}

function verdictText(fault: FaultResult, paint: ChalkInstance): string {
  const judged = verdictOfFault(fault)
  const color = { pass: paint.green, fail: paint.red, unknown: paint.yellow }[judged]
  return color(`${signs[judged]} ${faultWord(fault)}`)
}

function wrongLines(fault: FaultResult, screen: Screen): string {
  return cut(
    faultLines(fault).map((line) => `${fault.id} ${line}`),
    screen,
  ).join('\n')
}

/** For somebody who has never seen the code: what the fault is, what was done, and what had to be told. */
function storyLines(fault: FaultResult, screen: Screen): string {
  const { story, cause } = fault
  function part(title: string, lines: readonly string[], none: string): string {
    const shown = lines.length === 0 ? [none] : cut(lines, { ...screen, width: screen.width - 2 })
    return [title, ...shown.flatMap((line) => line.split('\n').map((each) => `  ${each}`))].join(
      '\n',
    )
  }
  return [
    wrapped(`In a real pipeline: ${visibleText(cause)}`, screen.width),
    part(
      'Injected into a healthy pair of databases (fixtures/fault-tables.sql):',
      story?.injected ?? [],
      'nothing',
    ),
    part(
      'What the compare must tell, and no more:',
      story?.expected ?? [],
      'nothing: both databases hold the same',
    ),
    part('What it told beside that, or left out:', faultLines(fault), 'nothing'),
  ].join('\n\n')
}

function cut(lines: readonly string[], { width }: Screen): readonly string[] {
  const rest = lines.length - linesMax
  const shown = lines.slice(0, linesMax).map((line) => wrapped(visibleText(line, 600), width))
  return [...shown, ...(rest > 0 ? [`and ${formatCount(rest)} more`] : [])]
}
