/** The job summary. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { renderMarkdown } from './report-markdown.ts'
import { largeCompare } from './sample-tables.ts'
import { largeResult, sampleNames, sampleResult } from './sample-result.ts'

for (const name of sampleNames) {
  test(`renderMarkdown() of the ${name} sample has whole tables and no markup of others`, async () => {
    const text = renderMarkdown(await sampleResult(name))
    assert.doesNotMatch(text, /NaN|Infinity|undefined|\[object/)
    assert.doesNotMatch(
      text.replace(/^(```+)(?:sh|text)\n[\s\S]*?\n\1$/gm, ''),
      /<(?!\/?(?:details|summary)>)/,
    )
    let columns = 0
    for (const line of text.split('\n')) {
      const cells = line.replaceAll(String.raw`\\`, '').match(/(?<!\\)\|/g)?.length ?? 0
      if (!line.startsWith('| ')) columns = 0
      else if (columns === 0) columns = cells
      else assert.equal(cells, columns, line)
    }
  })
}

test('renderMarkdown() begins with the verdict, and lists what failed first', async () => {
  const lines = renderMarkdown(await sampleResult('fail')).split('\n')
  assert.match(lines[0] ?? '', /^### ❌ FAIL load\/spike on the embedded stack: p99 response time/)
  const verdicts = lines.flatMap((line) => /^\| \S+ (fail|pass) \|/.exec(line)?.[1] ?? [])
  assert.deepEqual(verdicts, ['fail', 'fail', 'fail', 'pass', 'pass', 'pass'])
})

test('renderMarkdown() shows all requests and then the ten worst', async () => {
  const result = largeResult(await sampleResult('fail'), { endpoints: 30, seconds: 5 })
  const text = renderMarkdown(result)
  const rows = [...text.matchAll(/^\| (\*\*all\*\*|GET \/connectors\/\S+) \| [\d,]+ \| ([\d,]+)/gm)]
  assert.equal(rows.length, 11)
  assert.deepEqual(
    rows.slice(1, 4).map(([, , failures]) => failures),
    ['8', '8', '8'],
  )
  assert.match(text, /20 more endpoints are in the other reports/)
})

test('renderMarkdown() is cut at 64 kB, says so, and still has the command', async () => {
  const result = await sampleResult('fail')
  const checks = Array.from({ length: 2000 }, (_, index) => ({
    name: `check ${index} ${'x'.repeat(50)}`,
    verdict: 'fail' as const,
    message: 'y'.repeat(100),
  }))
  const text = renderMarkdown({ ...result, checks })
  assert.equal(Buffer.byteLength(text) <= 64_000, true)
  assert.match(text, /\*\*Cut\*\*: the rest did not fit/)
  assert.match(text, /npx tsx load\/spike\.ts/)
})

test('renderMarkdown() fences a command that holds a fence', async () => {
  const text = renderMarkdown(await sampleResult('hostile'))
  const fence = /^(`{4,})sh\n[^\n]*```[^\n]*\n\1$/m
  assert.match(text, fence)
})

test('renderMarkdown() lists the tables that are not equal first, and the first rows in a details', async () => {
  const text = renderMarkdown(await sampleResult('tables'))
  const rows = [...text.matchAll(/^\| (\S+) (\w+) \| (public\.[\w\\]+)/gm)]
  assert.deepEqual(
    rows.map(([, , verdict]) => verdict).join(),
    'different,different,different,different,different,missing,different,unresolved,unsupported,skipped,equal,equal',
  )
  assert.match(
    text,
    /\| \*\*all 12\*\* \| 125,611,989 \| 125,523,866 \|  \| 5 \| 2 \| 1,211 \| 4 \|/,
  )
  assert.match(
    text,
    /<summary>The first 32 of 1,222 rows<\/summary>\n\n```text\npublic\.orders id=17: missing/,
  )
})

test('renderMarkdown() of 300 tables with 1,000 rows each stays below 64 kB', async () => {
  const base = await sampleResult('tables')
  const text = renderMarkdown(largeCompare(base, { tables: 300, rows: 1000, columns: 80 }))
  assert.equal(Buffer.byteLength(text) <= 64_000, true)
  assert.match(text, /250 more tables \(250 of them not equal\) are in the other reports/)
  assert.equal(text.match(/<details>/g)?.length, text.match(/<\/details>/g)?.length)
})
