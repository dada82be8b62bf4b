/** One run has the same counts in every format; runs of hardly anything show no number that is none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { readHtmlAssets } from './html-assets.ts'
import { renderCsv } from './report-csv.ts'
import { renderHtml } from './report-html.ts'
import { renderJson } from './report-json.ts'
import { renderJunit } from './report-junit.ts'
import { renderMarkdown } from './report-markdown.ts'
import { renderProm } from './report-prom.ts'
import { renderTable } from './report-table.ts'
import { sampleResult } from './sample-result.ts'
import type { LatencyMs, RequestStatistics, Result } from './result.ts'

const assets = await readHtmlAssets()

/** sent and failures of all requests, as a reader of each format would find them. */
function countsOf(result: Result): Record<string, [sent: number, failures: number]> {
  const json = (JSON.parse(renderJson(result)) as Result).totals
  const csv = renderCsv(result).split('\r\n').at(-2)?.split(',') ?? []
  const html = /<tbody class=total><tr><th>Aggregated<td>([\d,]+)<td>(?:<b>)?([\d,]+)/.exec(
    renderHtml(result, assets),
  )
  const markdown = /^\| \*\*all\*\* \| ([\d,]+) \| ([\d,]+)/m.exec(renderMarkdown(result))
  const table = /^ *Aggregated +([\d,]+) +([\d,]+)/m.exec(
    renderTable(result, { color: false, width: 200 }),
  )
  const junit = /(\d+) sent = \d+ ok[^\n]*\n(\d+) failures/.exec(renderJunit(result))
  return {
    json: [json?.sent ?? -1, (json?.failed ?? -1) + (json?.timedOut ?? -1)],
    csv: [Number(csv[2]), Number(csv[3])],
    html: pair(html),
    markdown: pair(markdown),
    table: pair(table),
    junit: pair(junit),
    prom: [promSum(result, 'ok|failed|timed_out|interrupted'), promSum(result, 'failed|timed_out')],
  }
}

function pair(match: RegExpExecArray | null): [number, number] {
  const [, sent = '', failures = ''] = match ?? []
  assert.notEqual(sent, '')
  return [Number(sent.replaceAll(',', '')), Number(failures.replaceAll(',', ''))]
}

function promSum(result: Result, outcomes: string): number {
  const lines = renderProm(result).matchAll(
    new RegExp(`^cdc_testbench_requests\\{.*outcome="(?:${outcomes})"\\} (\\d+)$`, 'gm'),
  )
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0)
}

const percentiles = 'min mean p50 p66 p75 p80 p90 p95 p98 p99 p999 p9999 max'.split(' ')

function latency(value: number | null): LatencyMs {
  return Object.fromEntries(percentiles.map((name) => [name, value])) as LatencyMs
}

type Counts = { ok: number; failed: number; timedOut: number; seconds: number }

function statistics({ ok, failed, timedOut, seconds }: Counts): RequestStatistics {
  const sent = ok + failed + timedOut
  const times = latency(ok + timedOut === 0 ? null : 4)
  return {
    method: 'GET',
    name: '/connectors',
    sent,
    ok,
    failed,
    timedOut,
    interrupted: 0,
    throughput: ok / seconds,
    failuresPerSecond: (failed + timedOut) / seconds,
    failureRate: sent === 0 ? null : (failed + timedOut) / sent,
    bodyBytesMean: ok === 0 ? null : 12,
    responseTimeMs: times,
    serviceTimeMs: times,
    failedTimeMs: latency(failed === 0 ? null : 4),
    distribution: ok + timedOut === 0 ? [] : [[4, ok + timedOut]],
  }
}

async function runOf(counts: Counts): Promise<Result> {
  const base = await sampleResult('pass')
  const one = statistics(counts)
  const p = one.responseTimeMs.p50
  const failed = counts.failed + counts.timedOut
  const point = { t: 1, users: 1, due: null, sent: one.sent, ok: counts.ok, failed }
  const failure = {
    method: 'GET',
    name: '/connectors',
    kind: 'status',
    message: 'HTTP 500',
    count: failed,
    firstAt: base.startedAt,
    lastAt: base.startedAt,
  } as const
  return {
    ...base,
    durationMs: counts.seconds * 1000,
    requests: one.sent === 0 ? [] : [one],
    totals: { ...one, method: '', name: 'Aggregated' },
    series: one.sent === 0 ? [] : [{ ...point, p50: p, p95: p, p99: p }],
    failures: failed === 0 ? [] : [failure],
  }
}

const runs: readonly (readonly [story: string, counts: Counts])[] = [
  ['0 requests', { ok: 0, failed: 0, timedOut: 0, seconds: 1 }],
  ['1 request', { ok: 1, failed: 0, timedOut: 0, seconds: 1 }],
  ['0.5 s', { ok: 12, failed: 1, timedOut: 0, seconds: 0.5 }],
  ['all failing', { ok: 0, failed: 1234, timedOut: 0, seconds: 10 }],
  ['all timing out', { ok: 0, failed: 0, timedOut: 77, seconds: 10 }],
]

for (const [story, counts] of runs) {
  test(`a run of ${story} has one count in every format, and no number that is none`, async () => {
    const result = await runOf(counts)
    const found = countsOf(result)
    for (const [format, each] of Object.entries(found))
      assert.deepEqual(each, found['json'], format)
    const [, body = ''] = /<body>([\s\S]*?)<script>/.exec(renderHtml(result, assets)) ?? []
    const table = renderTable(result, { color: false, width: 120 })
    const texts = [body, table, renderJson(result), renderCsv(result), renderJunit(result)]
    for (const text of [...texts, renderMarkdown(result), renderProm(result)]) {
      assert.doesNotMatch(text, /NaN|Infinity|undefined|\[object/)
    }
  })
}

for (const name of ['pass', 'fail', 'invalid', 'interrupted', 'empty', 'hostile'] as const) {
  test(`the ${name} sample has one count in every format`, async () => {
    const found = countsOf(await sampleResult(name))
    for (const [format, each] of Object.entries(found))
      assert.deepEqual(each, found['json'], format)
  })
}
