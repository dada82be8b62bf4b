/** The pool of a database run stands in every format that people and machines read; a run without one shows none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { readHtmlAssets } from './html-assets.ts'
import { renderHtml } from './report-html.ts'
import { renderJson } from './report-json.ts'
import { renderMarkdown } from './report-markdown.ts'
import { renderProm } from './report-prom.ts'
import { renderTable } from './report-table.ts'
import { sampleResult } from './sample-result.ts'
import type { Pool, Result } from './result.ts'

const assets = await readHtmlAssets()
const sample = await sampleResult('pass')

const pool: Pool = {
  size: 17,
  waits: 3210,
  waitMs: { p50: 0.031, p95: 12.5, p99: 170.25, max: 444.5 },
  utilizationPercent: { mean: 43.2, busiestSecond: 97.5, max: 100 },
  samples: 150,
  replaced: 6,
}

const unmeasured: Pool = {
  ...pool,
  waits: 0,
  waitMs: { p50: null, p95: null, p99: null, max: null },
  utilizationPercent: { mean: null, busiestSecond: null, max: null },
}

function rendered(result: Result): Readonly<Record<string, string>> {
  return {
    table: renderTable(result, { color: false, width: 90 }),
    html: renderHtml(result, assets),
    markdown: renderMarkdown(result),
    prom: renderProm(result),
  }
}

test('table, page, Markdown and Prometheus show the pool: size, waits and use', () => {
  const { table = '', html = '', markdown = '', prom = '' } = rendered({ ...sample, pool })
  for (const text of [table, markdown]) {
    assert.match(text, /Pool(?:: | of )17 connections/)
    assert.match(text, /43\.2 % on average\s+and 97\.5 %\s+in the\s+busiest\s+second/)
    assert.match(text, /p99 170 ms/)
  }
  assert.match(table, /6 replaced/)
  assert.ok(table.split('\n').every((line) => line.length <= 90 || line.startsWith('Again')))
  assert.match(html, /<section id="?pool/)
  assert.match(html, /97\.5 %/)
  assert.match(prom, /^cdc_testbench_pool_connections\{[^}]*\} 17$/m)
  assert.match(prom, /^cdc_testbench_pool_utilization_ratio\{.*stat="busiest_second"\} 0\.975$/m)
  assert.match(prom, /^cdc_testbench_pool_wait_seconds\{.*stat="p99"\} 0\.17025$/m)
  assert.deepEqual((JSON.parse(renderJson({ ...sample, pool })) as Result).pool, pool)
})

test('a pool that was not measured shows dashes, and no number that is none', () => {
  const texts = rendered({ ...sample, pool: unmeasured })
  assert.match(texts['table'] ?? '', /in use - on average/)
  assert.doesNotMatch(texts['prom'] ?? '', /pool_wait_seconds/)
  for (const text of [texts['table'], texts['markdown'], texts['prom']]) {
    assert.doesNotMatch(text ?? '', /NaN|null|undefined/)
  }
})

test('a run without a pool shows none', () => {
  const texts = rendered(sample)
  for (const text of [texts['table'], texts['markdown'], texts['prom']]) {
    assert.doesNotMatch(text ?? '', /\bpool/i)
  }
  assert.doesNotMatch(texts['html'] ?? '', /<section id="?pool/)
})
