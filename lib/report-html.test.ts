/** The HTML file as text: its size, its policy, and that nothing of the data becomes markup. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { Script } from 'node:vm'
import { gunzipSync } from 'node:zlib'

import { denseBytes } from './dense-text.js'
import { packCharts } from './chart-payload.js'
import { readHtmlAssets } from './html-assets.ts'
import { renderHtml } from './report-html.ts'
import { largeCompare } from './sample-tables.ts'
import { largeResult, sampleNames, sampleResult } from './sample-result.ts'
import { verdictLine } from './verdict-line.js'

const assets = await readHtmlAssets()

test('renderHtml() stays below 200 kB with 200 failing endpoints and 600 seconds', async () => {
  const result = largeResult(await sampleResult('fail'), { endpoints: 200, seconds: 600 })
  const text = renderHtml(result, assets)
  assert.equal(Buffer.byteLength(text) < 200_000, true, `${Buffer.byteLength(text)} bytes`)
  assert.equal(text.split('Herder is stopping').length - 1, 200)
  assert.doesNotMatch(text, /more groups/)
})

test('renderHtml() stays below 200 kB with 200 endpoints beside a baseline, and says what it leaves to the JSON report', async () => {
  const result = largeResult(await sampleResult('fail'), { endpoints: 200, seconds: 600 })
  const { baseline } = await sampleResult('regressed')
  assert.ok(baseline !== undefined)
  const endpoints = (result.requests ?? []).map(({ method, name, responseTimeMs }, index) => {
    const { p50, p95, p99 } = responseTimeMs
    function parts(of: number): { p50: number; p95: number; p99: number } {
      return { p50: (p50 ?? 0) / of, p95: (p95 ?? 0) / of, p99: (p99 ?? 0) / of }
    }
    const now = { p50, p95, p99, failureRate: 0.002 }
    const before = { ...parts(1 + index / 150), failureRate: 0 }
    const visible = { ...parts(7), failureRate: 0.0123 }
    return { method, name, now, before, visible }
  })
  const text = renderHtml({ ...result, baseline: { ...baseline, endpoints } }, assets)
  assert.equal(Buffer.byteLength(text) < 200_000, true, `${Buffer.byteLength(text)} bytes`)
  assert.match(text, /Shown are 10 of 200 endpoints, those whose times have changed most/)
  assert.match(text, /and [\d,]+ failures in 100 more groups, in the JSON report/)
  const changes = text.match(/<br>[+−]\S+ (?:%|points)<br>±\S+ (?:%|points)/g) ?? []
  assert.equal(changes.length >= 4 * 200, true, `${changes.length} changes`)
})

test('renderHtml() stays below 120 kB for an everyday run', async () => {
  const size = Buffer.byteLength(renderHtml(await sampleResult('fail'), assets))
  assert.equal(size < 120_000, true, `${size} bytes`)
})

test('renderHtml() shows the 500 worst of more endpoints, and says so', async () => {
  const result = largeResult(await sampleResult('fail'), { endpoints: 620, seconds: 5 })
  const text = renderHtml(result, assets)
  assert.match(text, /Shown are 500 of 620 endpoints/)
  assert.match(text, /and [\d,]+ failures in 420 more groups/)
})

for (const name of sampleNames) {
  test(`renderHtml() of the ${name} sample: policy by hash, no other source, no open markup`, async () => {
    const result = await sampleResult(name)
    const text = renderHtml(result, assets)
    const policy = /http-equiv=Content-Security-Policy content="([^"]*)"/.exec(text)?.[1] ?? ''
    const inlined = [
      ...text.matchAll(/<(?:script|script type="module"|style)>([\s\S]*?)<\/(?:script|style)>/g),
    ]
    const packed = [...text.matchAll(/id="[a-z-]+">"([^"]*)"</g)].map(([, dense = '']) =>
      gunzipSync(denseBytes(dense)).toString(),
    )
    const [library = '', numbers = ''] = packed
    assert.deepEqual([inlined.length, packed.length], [2, 2])
    // The page makes a script of the library: the policy allows it by its hash too, and no other.
    for (const source of [...inlined.map(([, each = '']) => each), library]) {
      const hash = createHash('sha256').update(source).digest('base64')
      assert.equal(policy.includes(`'sha256-${hash}'`), true)
    }
    assert.equal(policy.match(/sha256-/g)?.length, 3)
    const plain: unknown = JSON.parse(JSON.stringify(packCharts(result)))
    assert.deepEqual(JSON.parse(numbers), plain)
    assert.match(policy, /^default-src 'none'; .*connect-src 'none'/)
    assert.doesNotMatch(policy, /unsafe/)
    assert.doesNotMatch(
      text,
      /<[a-z\d]+(?: [a-z-]+(?:="[^"]*"|=[^" >]*)?)* (?:src|style|on[a-z]+)=/,
    )
    assert.equal(text.match(/<script/g)?.length, 3)
    for (const evil of ['<img', '\0', '\u202e']) assert.equal(text.includes(evil), false)
    assert.match(text, new RegExp(`<strong>${verdictLine(result).slice(0, 4)}`))
  })
}

test('the scripts of the page parse, and end nothing that they stand in', async () => {
  for (const entry of ['report-page.js', 'report-page-live.js', 'report-page-ui.js'] as const) {
    const { script } = await readHtmlAssets(entry)
    assert.doesNotMatch(script, /<\/script|<!--/)
    assert.doesNotThrow(() => new Script(`'use strict';${script}`), entry)
  }
})

test('renderHtml() stays below 200 kB for an ordinary compare, and can be opened for a huge one', async () => {
  const base = await sampleResult('tables')
  function sizeOf(tables: number, rows: number, columns: number): number {
    return Buffer.byteLength(renderHtml(largeCompare(base, { tables, rows, columns }), assets))
  }
  assert.equal(Buffer.byteLength(renderHtml(base, assets)) < 150_000, true)
  assert.equal(sizeOf(1, 1000, 10) < 200_000, true)
  assert.equal(sizeOf(300, 0, 10) < 200_000, true)
  assert.equal(sizeOf(300, 1000, 80) < 1_200_000, true)
})

test('renderHtml() says how many rows and tables it leaves out, and where they all are', async () => {
  const base = await sampleResult('tables')
  const text = renderHtml(largeCompare(base, { tables: 600, rows: 1000, columns: 3 }), assets)
  assert.match(text, /Shown are 500 of 600 tables/)
  assert.match(text, /Shown are 2 of 1,000 rows\./)
  assert.match(text, /ends in \.jsonl or \.csv holds every row/)
})
