/** The HTML file as text: its size, its policy, and that nothing of the data becomes markup. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { Script } from 'node:vm'
import { gunzipSync } from 'node:zlib'

import { denseBytes } from './dense-text.js'
import { packCharts } from './chart-payload.js'
import { readHtmlAssets } from './html-assets.ts'
import { random } from './random.ts'
import { renderHtml } from './report-html.ts'
import { largeCompare } from './sample-tables.ts'
import { largeResult, sampleNames, sampleResult } from './sample-result.ts'
import { verdictLine } from './verdict-line.js'
import type { Failure, Result } from './result.ts'

const assets = await readHtmlAssets()

test('renderHtml() stays below 200 kB with 200 failing endpoints and 600 seconds', async () => {
  const result = largeResult(await sampleResult('fail'), { endpoints: 200, seconds: 600 })
  const text = renderHtml(result, assets)
  assert.equal(Buffer.byteLength(text) < 200_000, true, `${Buffer.byteLength(text)} bytes`)
  assert.equal(text.split('Herder is stopping').length - 1, 200)
  assert.doesNotMatch(text, /more groups/)
})

/** Each group with a message of its own, and a first message as it was, which nobody else has. */
function wordyFailures({ failures = [] }: Result): Failure[] {
  const words = 'cannot be validated: the task of it is gone since the plugin path was read anew, '
  return failures.map((each, index) => ({
    ...each,
    message: `HTTP 500: connector …${index} ${words}`.padEnd(190, 'and again '),
    sample: `HTTP 500: connector ${index * 7919} ${words}`.padEnd(190, `${index} and again `),
  }))
}

test('renderHtml() stays below 200 kB with 200 long messages: the most frequent groups have all of theirs', async () => {
  const result = largeResult(await sampleResult('fail'), { endpoints: 200, seconds: 600 })
  const failures = wordyFailures(result)
  const text = renderHtml({ ...result, failures }, assets)
  assert.equal(Buffer.byteLength(text) < 200_000, true, `${Buffer.byteLength(text)} bytes`)
  assert.doesNotMatch(text, /more groups/)
  assert.equal(text.match(/HTTP 500: connector …/g)?.length, 200)
  const firsts = text.match(/First: /g) ?? []
  assert.equal(firsts.length >= 10, true, `${firsts.length} first messages`)
})

/** Beside a run of as many seconds, in which each endpoint was `before` times as slow. */
function besideBaseline(
  result: Result,
  baseline: NonNullable<Result['baseline']>,
  of: (index: number) => Record<'before' | 'visible' | 'failed' | 'points', number>,
): Result {
  const endpoints = (result.requests ?? []).map(({ method, name, responseTimeMs }, index) => {
    const { p50, p95, p99 } = responseTimeMs
    function parts(by: number): { p50: number; p95: number; p99: number } {
      return { p50: (p50 ?? 0) * by, p95: (p95 ?? 0) * by, p99: (p99 ?? 0) * by }
    }
    const { before, visible, failed, points } = of(index)
    return {
      method,
      name,
      now: { p50, p95, p99, failureRate: 0.002 },
      before: { ...parts(before), failureRate: failed },
      visible: { ...parts(visible), failureRate: points },
    }
  })
  const { next } = random(9)
  const line = {
    bucketSeconds: 1,
    points: (result.series ?? []).map(({ t, users, sent, p50, p95, p99 }) => {
      const times = [p50, p95, p99].map((time) => (time ?? 0) * (0.7 + 0.6 * next()))
      const [middle = 0, high = 0, top = 0] = times
      return { t, users, sent: sent - Math.round(400 * next()), p50: middle, p95: high, p99: top }
    }),
  }
  return { ...result, baseline: { ...baseline, endpoints, line } }
}

test('renderHtml() stays below 200 kB with 200 endpoints beside a baseline, and says what it leaves to the JSON report', async () => {
  const result = largeResult(await sampleResult('fail'), { endpoints: 200, seconds: 600 })
  const { baseline } = await sampleResult('regressed')
  assert.ok(baseline !== undefined)
  const plain = besideBaseline(result, baseline, (index) => {
    return { before: 1 / (1 + index / 150), visible: 1 / 7, failed: 0, points: 0.0123 }
  })
  const text = renderHtml(plain, assets)
  assert.equal(Buffer.byteLength(text) < 200_000, true, `${Buffer.byteLength(text)} bytes`)
  assert.match(text, /Shown are 10 of 200 endpoints, those whose times have changed most/)
  assert.match(text, /and [\d,]+ failures in 100 more groups, in the JSON report/)
  const changes = text.match(/<br>[+−]\S+ (?:%|points)<br>±\S+ (?:%|points)/g) ?? []
  assert.equal(changes.length >= 4 * 200, true, `${changes.length} changes`)
})

for (const seed of [1, 2, 3, 4, 5, 6]) {
  test(`renderHtml() stays below 200 kB beside another baseline, with long messages: seed ${seed}`, async () => {
    const result = largeResult(await sampleResult('fail'), { endpoints: 200, seconds: 600 })
    const { baseline } = await sampleResult('regressed')
    assert.ok(baseline !== undefined)
    const { next } = random(seed)
    const { failures, ...others } = besideBaseline(result, baseline, () => {
      // From a tenth to ten times as slow.
      const times = { before: 10 ** (2 * next() - 1), visible: 10 ** (next() - 1) }
      return { ...times, failed: next() / 20, points: next() / 10 }
    })
    for (const each of [failures ?? [], wordyFailures(result)]) {
      const size = Buffer.byteLength(renderHtml({ ...others, failures: each }, assets))
      assert.equal(size < 200_000, true, `${size} bytes`)
    }
  })
}

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
