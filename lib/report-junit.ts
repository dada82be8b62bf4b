/** The Result as JUnit XML in the subset that Jenkins, GitLab and GitHub's readers share: one test case a check, and so one a table. */
import { failuresOf, failureRows, failureWords } from './report-rows.js'
import { tablesOfChecks } from './table-check.js'
import { differenceWords, keyWords, schemaWords, sumOfTables, tableName } from './table-words.js'
import { uniqueNames } from './unique-names.ts'
import { describeCheck, verdictLine } from './verdict-line.js'
import { visibleText } from './visible-text.js'
import type { Check, Result } from './result.ts'
import type { TableResult } from './table.ts'

/** More rows of detail than this make readers slow, and tell nobody anything. */
const detailsMax = 100

/** Of all cases together, and characters of each: readers have limits for a file. */
const allDetailsMax = 5000
const detailLengthMax = 600

/**
 * Never an empty suite, and never `skipped`, which readers show as green: what is unknown is an error of type
 * `unknown`. Names hold nothing measured, so that they are the same from run to run.
 */
export function renderJunit(result: Result): string {
  const checks: readonly Check[] =
    result.checks.length > 0
      ? result.checks
      : [{ name: 'ran', verdict: 'unknown', message: 'nothing was checked' }]
  const counts = [
    attribute('tests', checks.length),
    attribute('failures', checks.filter(({ verdict }) => verdict === 'fail').length),
    attribute('errors', checks.filter(({ verdict }) => verdict === 'unknown').length),
    attribute('skipped', 0),
    attribute('time', seconds(result.durationMs)),
  ].join('')
  const name = attribute('name', result.script)
  const tableOf = tablesOfChecks(result)
  const names = uniqueNames(checks.map((check) => legal(check.name)))
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${name}${counts}>`,
    `  <testsuite${name}${counts}${attribute('timestamp', timestamp(result))} hostname="localhost">`,
    ...properties(result),
    ...checks.flatMap((check, index) =>
      testCase(check, { name: names[index] ?? '', result, table: tableOf(check) }),
    ),
    `    <system-out>${text(details(result))}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function properties(result: Result): string[] {
  const stack = result.environment['stack']
  const pairs: readonly (readonly [string, string])[] = [
    ['verdict', result.verdict],
    ['seed', String(result.seed)],
    ['version', result.version],
    ['stack', typeof stack === 'string' ? stack : ''],
    ['interrupted', String(result.interrupted)],
    ['command', result.command],
  ]
  const lines = pairs.map(
    ([name, value]) => `      <property${attribute('name', name)}${attribute('value', value)}/>`,
  )
  return ['    <properties>', ...lines, '    </properties>']
}

function testCase(
  check: Check,
  { name, result, table }: { name: string; result: Result; table: TableResult | null },
): string[] {
  const classname = `cdc.${result.script.replaceAll('/', '.')}`
  const time = seconds(table?.durationMs ?? result.durationMs)
  const open = `    <testcase${attribute('classname', classname)}${attribute('name', name)}${attribute('time', time)}`
  if (check.verdict === 'pass') return [`${open}/>`]
  const said = describeCheck(check)
  const type = check.limit === undefined ? 'check' : 'threshold'
  const tag = check.verdict === 'fail' ? 'failure' : 'error'
  const message = attribute('message', said)
  const ofFailure = table === null ? type : 'difference'
  const typed = attribute('type', check.verdict === 'fail' ? ofFailure : 'unknown')
  const body = [said, ...(table === null ? [] : tableDetails(table, result))].join('\n')
  return [`${open}>`, `      <${tag}${message}${typed}>${text(body)}</${tag}>`, '    </testcase>']
}

/** What is wrong with a table: its columns, and its first rows, each complete in one line. */
function tableDetails(table: TableResult, { tables = [] }: Result): string[] {
  const listing = tables.filter(({ differences }) => differences.length > 0).length
  const most = Math.min(detailsMax, Math.max(3, Math.floor(allDetailsMax / listing)))
  const { schema, differences } = table
  const shown = differences.slice(0, most)
  const all = ['missing', 'extra', 'changed', 'unresolved'] as const
  const count = all.reduce((sum, kind) => sum + (table[kind] ?? 0), 0)
  const listed = shown.reduce((sum, { copies }) => sum + copies, 0)
  return [
    `${tableName(table)}: ${rowsIn(table.sourceRows)} in the source, ${rowsIn(table.targetRows)} in the target`,
    ...schema.map(schemaWords),
    ...shown.map((each) => {
      const words = differenceWords(each, { columnsMax: 20 })
      return visibleText(`${keyWords(each.key)}: ${words}`, detailLengthMax)
    }),
    ...(count > listed ? [`and ${count - listed} more rows`] : []),
  ]
}

/** Readers show the body, some of them nothing else. */
function details(result: Result): string {
  const rows = failureRows(result)
  const listed = rows
    .slice(0, detailsMax)
    .map((each) => `${each.count} × ${each.method} ${each.name}: ${failureWords(each)}`)
  const rest = rows.length - listed.length
  const { totals, tables } = result
  return [
    verdictLine(result),
    ...(tables === undefined ? [] : [tableTotals(tables)]),
    ...(totals === undefined
      ? []
      : [
          `${totals.sent} sent = ${totals.ok} ok + ${totals.failed} failed + ${totals.timedOut} timed out + ${totals.interrupted} interrupted`,
          `${failuresOf(totals)} failures`,
        ]),
    ...listed,
    ...(rest > 0 ? [`and ${rest} more groups of failures`] : []),
  ].join('\n')
}

function rowsIn(count: number | null): string {
  return count === null ? 'rows not counted' : `${count} rows`
}

function tableTotals(tables: readonly TableResult[]): string {
  function sum(key: Parameters<typeof sumOfTables>[1]): number {
    return sumOfTables(tables, key) ?? 0
  }
  return `${tables.length} tables, ${sum('sourceRows')} rows in the source, ${sum('targetRows')} in the target: ${sum('missing')} missing, ${sum('extra')} extra, ${sum('changed')} changed, ${sum('unresolved')} unresolved`
}

function seconds(milliseconds: number): string {
  return Number.isFinite(milliseconds) ? (milliseconds / 1000).toFixed(3) : '0.000'
}

/** ISO 8601 in UTC without the zone, as the schema of Ant has it. */
function timestamp({ startedAt }: Result): string {
  return startedAt.replace(/(?:\.\d+)?Z$/, '')
}

function attribute(name: string, value: string | number): string {
  const escaped = text(String(value))
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
  return ` ${name}="${escaped}"`
}

function text(value: string): string {
  return legal(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')
}

/** XML 1.0 has no way at all to write the other characters, not even as a reference. */
function legal(value: string): string {
  return value.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\ufffd')
}
