/** One compare has the same counts of rows in every format. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { readHtmlAssets } from './html-assets.ts'
import { renderHtml } from './report-html.ts'
import { renderJson } from './report-json.ts'
import { renderJunit } from './report-junit.ts'
import { renderMarkdown } from './report-markdown.ts'
import { renderProm } from './report-prom.ts'
import { renderTable } from './report-table.ts'
import { csvHeader, csvLines } from './row-lines.ts'
import { parseCsv } from './sample-csv.ts'
import { sampleResult } from './sample-result.ts'
import { resultOfTables } from './sample-tables.ts'
import type { Result } from './result.ts'
import type { Difference, TableResult } from './table.ts'

const assets = await readHtmlAssets()

const kinds = ['missing', 'extra', 'changed', 'unresolved'] as const

type RowCounts = readonly [missing: number, extra: number, changed: number, unresolved: number]

/** Rows that differ, as a reader of each format would find them. */
function rowCountsOf(result: Result): Record<string, RowCounts> {
  const json = (JSON.parse(renderJson(result)) as Result).tables ?? []
  const terminal = renderTable(result, { color: false, width: 200 }).matchAll(
    /^[✓✗?] \w+ .*? {2,}[\d,-]+ +[\d,-]+ +[+\d,-]+ +([\d,-]+) +([\d,-]+) +([\d,-]+) +([\d,-]+) /gm,
  )
  const html = /<tbody class=total><tr><th>All \d+ tables<td>(?:[^<]*<td>){4}(.*?)<tbody/.exec(
    renderHtml(result, assets),
  )
  const markdown = /^\|  \| \*\*all .*\|$/m.exec(renderMarkdown(result))?.[0].split(' | ') ?? []
  const junit = /in the target: (\d+) missing, (\d+) extra, (\d+) changed, (\d+) unresolved$/m.exec(
    renderJunit(result).replace('</system-out>', ''),
  )
  const prom = kinds.map((status) =>
    sum(
      Array.from(
        renderProm(result).matchAll(
          new RegExp(`^cdc_testbench_reconcile_rows\\{.*status="${status}"\\} (\\d+)$`, 'gm'),
        ),
        ([, value]) => Number(value),
      ),
    ),
  )
  return {
    json: four(kinds.map((kind) => sum(json.map((table) => table[kind] ?? 0)))),
    terminal: four(
      [...terminal].reduce<number[]>(
        (sums, [, ...cells]) => sums.map((each, index) => each + countOf(cells[index])),
        [0, 0, 0, 0],
      ),
    ),
    html: four((html?.[1] ?? '').split('<td>').map(countOf).slice(0, 4)),
    markdown: four(markdown.slice(5, 9).map(countOf)),
    junit: four((junit ?? []).slice(1).map(countOf)),
    prom: four(prom),
    csv: four(csvCounts(result.tables ?? [])),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

function four(numbers: readonly number[]): RowCounts {
  const [missing = -1, extra = -1, changed = -1, unresolved = -1] = numbers
  return [missing, extra, changed, unresolved]
}

function countOf(text: string | undefined): number {
  return text === '-' ? 0 : Number((text ?? '').replace(/,|<[^>]*>/g, ''))
}

/** Of the lines of a row only the first is counted: its first column. */
function csvCounts(tables: readonly TableResult[]): number[] {
  const lines = tables.flatMap(({ table, targetTable, differences }) =>
    differences.flatMap((each) =>
      Array.from({ length: each.copies }, () => csvLines({ table, targetTable, ...each })),
    ),
  )
  const rows = parseCsv(csvHeader + lines.join('')).slice(1)
  return kinds.map((kind) => rows.filter(([, , , status]) => status === kind).length)
}

function compared(counts: RowCounts): TableResult {
  const differences = kinds.flatMap((kind, index) =>
    Array.from({ length: counts[index] ?? 0 }, (_, row): Difference => {
      const values = { note: `${kind} ${row}` }
      return {
        kind,
        key: { id: String(row) },
        columns: kind === 'changed' ? ['note'] : [],
        source: kind === 'extra' ? null : values,
        target: kind === 'missing' ? null : { note: null },
        copies: kind === 'missing' && row === 0 ? 2 : 1,
      }
    }),
  )
  const [missing, extra, changed, unresolved] = counts
  const found = missing + extra + changed
  return {
    table: 'public.orders',
    targetTable: 'public.orders',
    verdict: found > 0 ? 'different' : unresolved > 0 ? 'unresolved' : 'equal',
    reason: null,
    depth: 'rows',
    sourceRows: 1000,
    targetRows: 1000,
    difference: 0,
    match: true,
    sourceChecksum: '1',
    targetChecksum: '2',
    missing: missing > 0 ? missing + 1 : 0,
    extra,
    changed,
    unresolved,
    truncated: false,
    schema: [],
    differences,
    rowsPerSecond: null,
    durationMs: 0,
  }
}

for (const counts of [
  [0, 0, 0, 0],
  [1, 0, 0, 0],
  [2, 1, 3, 0],
  [0, 0, 0, 4],
  [7, 1234, 1, 2],
] as const) {
  test(`a compare of ${counts.join()} rows has one count in every format, and no number that is none`, async () => {
    const other = { ...compared([1, 1, 1, 1]), table: 'public.lines', targetTable: 'cdc.lines' }
    const result = resultOfTables(await sampleResult('tables'), [compared(counts), other])
    const found = rowCountsOf(result)
    for (const [format, each] of Object.entries(found))
      assert.deepEqual(each, found['json'], format)
    const [, body = ''] = /<body>([\s\S]*?)<script>/.exec(renderHtml(result, assets)) ?? []
    for (const text of [body, renderTable(result, { color: false, width: 120 })])
      assert.doesNotMatch(text, /NaN|Infinity|undefined|\[object/)
  })
}

for (const name of ['tables', 'tables-hostile'] as const) {
  test(`the ${name} sample has one count in every format`, async () => {
    const { csv, ...found } = rowCountsOf(await sampleResult(name))
    assert.equal(
      csv?.every((count) => count >= 0),
      true,
    )
    for (const [format, each] of Object.entries(found))
      assert.deepEqual(each, found['json'], format)
  })
}
