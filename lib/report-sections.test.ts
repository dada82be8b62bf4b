/** Baseline, capacity and parts say the same in terminal, HTML and Markdown. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { baselineRows, baselineSentence, driftSentence } from './baseline-words.js'
import { saturationSentence, stepRows } from './capacity-words.js'
import { readHtmlAssets } from './html-assets.ts'
import { renderHtml } from './report-html.ts'
import { renderMarkdown } from './report-markdown.ts'
import { renderTable } from './report-table.ts'
import { sampleResult } from './sample-result.ts'
import type { Result } from './result.ts'

const assets = await readHtmlAssets()
const [regressed, stress, several] = await Promise.all([
  sampleResult('regressed'),
  sampleResult('stress'),
  sampleResult('several'),
])

/** As a reader sees it: marks of the format taken away. */
function textsOf(result: Result): Record<string, string> {
  return {
    terminal: renderTable(result, { color: false, width: 200 }),
    html: renderHtml(result, assets).replaceAll(/<[^>]*>/g, ' '),
    markdown: renderMarkdown(result).replaceAll('\\', ''),
  }
}

test('a regression is told with its limit, its change, and what could be seen at all', () => {
  const { baseline } = regressed
  assert.ok(baseline !== undefined)
  assert.equal(
    baselineSentence(baseline),
    'regressed: 20 earlier runs since 2026-01-05, 3 more runs were made',
  )
  const p99 = baselineRows(baseline).find(([metric]) => metric === 'p99') ?? []
  assert.deepEqual([p99.length, p99.at(-1)], [6, 'regressed'])
  assert.match(p99[3] ?? '', /^\+\d/)
  assert.match(p99[4] ?? '', /^±\d/)
  assert.match(driftSentence(baseline), /drifted from the first ten, of 2026-01-01: p50 \+/)
  for (const [format, text] of Object.entries(textsOf(regressed))) {
    assert.ok(text.includes(baselineSentence(baseline)), format)
    for (const cell of p99) assert.ok(text.includes(cell), `${format}: ${cell}`)
    assert.ok(text.includes('drifted from the first ten'), format)
  }
})

test('the steps of a search and the raw saturation beside them are told', () => {
  const { capacity } = stress
  assert.ok(capacity !== undefined)
  const last = stepRows(capacity).at(-1) ?? []
  for (const [format, text] of Object.entries(textsOf(stress))) {
    assert.ok(text.includes(saturationSentence(capacity)), format)
    for (const cell of last)
      assert.ok(
        text.includes(cell.replace('<', format === 'terminal' ? '<' : '&lt;')),
        `${format}: ${cell}`,
      )
  }
})

test('the parts of a run are told with why, and lead to their reports, which can only be neighbours', () => {
  for (const [format, text] of Object.entries(textsOf(several))) {
    for (const { script, reason } of several.parts ?? []) {
      assert.ok(text.includes(script), `${format}: ${script}`)
      assert.ok(text.includes(reason.slice(0, 20)), `${format}: ${reason}`)
    }
  }
  assert.match(renderHtml(several, assets), /href="?\.\/all-load\.html/)
  const parts =
    several.parts?.map((part) => ({ ...part, report: 'javascript:alert(1)/../x' })) ?? []
  assert.doesNotMatch(renderHtml({ ...several, parts }, assets), /href="?(?:\.\/)?javascript:/)
})
