/** The Result as Markdown for a CI job's summary: the verdict, what failed first, the worst endpoints, the command. */
import { commandNote } from './command-words.js'
import { baselineColumns, baselineRows, baselineSentence, driftSentence } from './baseline-words.js'
import { saturationSentence, stepColumns, stepRows } from './capacity-words.js'
import {
  formatCount,
  formatMs,
  formatNumber,
  formatShare,
  isMeasured,
  nothing,
} from './format-numbers.js'
import { faultSections } from './markdown-faults.ts'
import { propertySections } from './markdown-properties.ts'
import { tableSections } from './markdown-tables.ts'
import { bytes, fenced, inline, table } from './markdown-text.ts'
import { failureRows, failuresOf, failureWords, requestsPerSecond } from './report-rows.js'
import { otherChecks } from './table-check.js'
import { partColumns, partRows } from './parts-words.js'
import { limitOf, measuredOf, noteOf, verdictLine } from './verdict-line.js'
import { visibleLines } from './visible-text.js'
import type { Pool, RequestStatistics, Result, Verdict } from './result.ts'

/** GitHub drops a whole summary above 1,024 kB; nobody reads even this much. */
const bytesMax = 64_000

const endpointsMax = 10

const words: Readonly<Record<Verdict, string>> = {
  pass: '✅ pass',
  fail: '❌ fail',
  unknown: '⚠️ no verdict',
}

/** GitHub's Markdown with no HTML but details and summary; at most 64 kB, and where it was cut it says so. */
export function renderMarkdown(result: Result): string {
  const [sign] = words[result.verdict].split(' ')
  const head = [
    `### ${sign} ${inline(verdictLine(result), 1000)}`,
    ...(result.interrupted ? ['', '**Partial**: the run was interrupted before its end.'] : []),
  ]
  const note = commandNote(result)
  const command = fenced(visibleLines(result.command, 4000))
  const tail = ['', 'Run again:', '', ...command, ...(note === '' ? [] : ['', note]), '']
  const sections = [
    ...partsSection(result),
    ...faultSections(result),
    ...tableSections(result),
    ...propertySections(result),
    ...checkSection(result),
    ...capacitySection(result),
    ...baselineSection(result),
    ...requestSection(result),
    ...failureSection(result),
    ...accountingSection(result),
  ]
  return cut({ head: head.join('\n'), sections, tail: tail.join('\n') })
}

/** Whole lines are left out from the end, so that no table or details is left open. */
function cut(parts: { head: string; sections: readonly string[]; tail: string }): string {
  const note = '\n**Cut**: the rest did not fit into 64 kB; the JSON and HTML reports hold it.\n'
  const room = bytesMax - bytes(parts.head) - bytes(parts.tail) - bytes(note)
  const kept: string[] = []
  let used = 0
  for (const section of parts.sections) {
    used += bytes(section)
    if (used > room) return [parts.head, ...kept, note, parts.tail].join('\n')
    kept.push(section)
  }
  return [parts.head, ...kept, parts.tail].join('\n')
}

function partsSection({ parts = [] }: Result): string[] {
  if (parts.length === 0) return []
  return table(
    partColumns(parts),
    partRows(parts).map((cells) => cells.map((cell) => inline(cell, 1000))),
  )
}

function checkSection(result: Result): string[] {
  if (result.checks.length === 0) return ['\nNothing was checked.']
  const checks = otherChecks(result)
  if (checks.length === 0) return []
  const rows = checks.map((check) => [
    words[check.verdict],
    inline(check.name),
    inline(measuredOf(check)),
    inline(limitOf(check)) || nothing,
    inline(noteOf(check, result)),
  ])
  return table(['', 'check', 'measured', 'limit', ''], rows)
}

function capacitySection({ capacity }: Result): string[] {
  if (capacity === undefined) return []
  const rows = stepRows(capacity).map((cells) => cells.map((cell) => inline(cell)))
  const raw = saturationSentence(capacity)
  return [...table(stepColumns, rows), ...(raw === '' ? [] : [`\n${inline(raw, 1000)}`])]
}

function baselineSection({ baseline }: Result): string[] {
  if (baseline === undefined) return []
  const rows = baselineRows(baseline).map((cells) => cells.map((cell) => inline(cell)))
  const drift = driftSentence(baseline)
  return [
    `\nBaseline: ${inline(baselineSentence(baseline), 1000)}`,
    ...(rows.length === 0 ? [] : table(baselineColumns, rows)),
    ...(drift === '' ? [] : [`\n${inline(drift, 1000)}`]),
  ]
}

function requestSection(result: Result): string[] {
  const { totals, requests = [] } = result
  if (totals === undefined) return []
  const worst = [...requests].sort(
    (left, right) =>
      failuresOf(right) - failuresOf(left) ||
      (right.responseTimeMs.p99 ?? -1) - (left.responseTimeMs.p99 ?? -1),
  )
  const shown = worst.slice(0, endpointsMax)
  const rest = requests.length - shown.length
  const more = rest > 0 ? [`\n${formatCount(rest)} more endpoints are in the other reports.`] : []
  const header = ['', 'requests', 'failures', 'req/s', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms']
  const rows = [
    requestRow('**all**', totals),
    ...shown.map((request) => requestRow(inline(`${request.method} ${request.name}`), request)),
  ]
  return [...table(header, rows), ...more]
}

function requestRow(label: string, request: RequestStatistics): string[] {
  const { responseTimeMs: time } = request
  const failures = failuresOf(request)
  const share = isMeasured(request.failureRate) ? ` (${formatShare(request.failureRate)})` : ''
  return [
    label,
    formatCount(request.sent),
    `${formatCount(failures)}${failures > 0 ? share : ''}`,
    formatNumber(requestsPerSecond(request)),
    ...[time.p50, time.p95, time.p99, time.max].map(formatMs),
  ]
}

function failureSection(result: Result): string[] {
  const failures = failureRows(result)
  if (failures.length === 0) return []
  const groups = failures.length === 1 ? '1 group' : `${formatCount(failures.length)} groups`
  const rows = failures
    .slice(0, 100)
    .map((each) => [
      formatCount(each.count),
      inline(`${each.method} ${each.name}`),
      inline(failureWords(each)),
    ])
  const rest = failures.length - rows.length
  const more = rest > 0 ? `\nand ${formatCount(rest)} more groups\n` : ''
  // One section: a details that is cut in half would swallow what comes after it.
  const lines = table(['count', 'endpoint', 'failure'], rows).join('\n')
  const longest = 40_000
  const body = bytes(lines) > longest ? lines.slice(0, lines.lastIndexOf('\n', longest)) : lines
  const cutNote = body === lines ? '' : '\n\nmore failures are in the other reports\n'
  return [
    `\n<details><summary>Failures (${groups})</summary>\n${body}\n${more}${cutNote}\n</details>`,
  ]
}

function accountingSection({ totals, load, pool, tablesPerMinute }: Result): string[] {
  if (totals === undefined) return []
  const { sent, ok, failed, timedOut, interrupted } = totals
  const sum = `${formatCount(sent)} sent = ${formatCount(ok)} ok + ${formatCount(failed)} failed + ${formatCount(timedOut)} timed out + ${formatCount(interrupted)} interrupted`
  const server =
    load?.serverCounted === null || load === undefined
      ? ''
      : `; the server counted ${formatCount(load.serverCounted)} of ${formatCount(load.sentInAll)} sent in all`
  return [
    `\n${sum}${server}.`,
    ...(pool === undefined ? [] : [`\n${poolSentence(pool)}`]),
    ...(tablesPerMinute === undefined ? [] : [`\nTables compared: ${tablesPerMinute} a minute.`]),
  ]
}

function poolSentence({ size, waitMs, utilizationPercent }: Pool): string {
  const { mean, busiestSecond } = utilizationPercent
  const shares = [mean, busiestSecond].map((each) => formatShare(each === null ? null : each / 100))
  return `Pool of ${formatCount(size)} connections: in use ${shares[0]} on average and ${shares[1]} in the busiest second; wait for one p50 ${formatMs(waitMs.p50)} ms, p95 ${formatMs(waitMs.p95)} ms, p99 ${formatMs(waitMs.p99)} ms, max ${formatMs(waitMs.max)} ms.`
}
