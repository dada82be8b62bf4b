/** The terminal text: its columns, its widths, and nothing in it that a terminal would obey. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { renderTable } from './report-table.ts'
import { sampleNames, sampleResult } from './sample-result.ts'
import { textWidth } from './table-text.ts'
import { verdictLine } from './verdict-line.js'

// oxlint-disable-next-line no-control-regex -- escape sequences and other control characters are looked for.
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/

for (const name of sampleNames) {
  for (const width of [80, 200]) {
    test(`renderTable() of the ${name} sample in ${width} columns without colour`, async () => {
      const result = await sampleResult(name)
      const text = renderTable(result, { color: false, width })
      assert.doesNotMatch(text, control)
      assert.doesNotMatch(text, /NaN|Infinity|undefined|\[object/)
      assert.equal(text.trimEnd().split('\n').at(-1), verdictLine(result))
    })
  }
}

test('renderTable() has the columns that people know from Locust, and Aggregated last', async () => {
  const text = renderTable(await sampleResult('fail'), { color: false, width: 140 })
  const [head = '', ...rows] = text.split('\n')
  assert.deepEqual(
    head.split(/\s{2,}/),
    'Type,Name,# Reqs,# Fails,Avg,Min,Max,P50,P95,P99,req/s,failures/s'.split(','),
  )
  const last = rows.find((line) => line.includes('Aggregated')) ?? ''
  assert.deepEqual(last.trim().split(/\s+/).slice(0, 3), ['Aggregated', '37,255', '1,233'])
  assert.equal(rows[rows.indexOf(last) + 1]?.startsWith('Times in milliseconds'), true)
})

test('renderTable() keeps its tables within 80 columns, a name on a line of its own', async () => {
  const text = renderTable(await sampleResult('fail'), { color: false, width: 80 })
  const [tables = ''] = text.split('\nAgain:')
  assert.deepEqual(
    tables.split('\n').filter((line) => textWidth(line) > 80),
    [],
  )
  assert.match(text, /^GET \/connectors\/\{name\}\/status\n +8,805 /m)
})

test('renderTable() aligns columns behind wide characters', async () => {
  const text = renderTable(await sampleResult('hostile'), { color: false, width: 200 })
  const row = text.split('\n').find((line) => line.includes('naïve 表')) ?? ''
  const other = text.split('\n').find((line) => line.includes('*bold* _it_')) ?? ''
  assert.equal(textWidth(row), textWidth(other))
})

test('renderTable() paints with colour, and only then', async () => {
  const result = await sampleResult('fail')
  const painted = renderTable(result, { color: true, width: 120 })
  assert.equal(painted.includes('\u001b[31m'), true)
  // oxlint-disable-next-line no-control-regex -- our own colours are taken out again.
  const plain = painted.replace(/\u001b\[\d+m/g, '')
  const expected = renderTable(result, { color: false, width: 120 })
  assert.equal(plain.replace(/ +$/gm, ''), expected)
})

test('renderTable() tells failures, checks with limits, the generator, and why a run is invalid', async () => {
  const fail = renderTable(await sampleResult('fail'), { color: false, width: 140 })
  assert.match(fail, /302 {2}GET \/connectors +HTTP 500: IllegalStateException/)
  assert.match(fail, /✗ fail +p99<500ms +745 ms {2}< 500 ms/)
  assert.match(fail, /schedule lag p50 0\.110 ms, p99 0\.920 ms/)
  const invalid = renderTable(await sampleResult('invalid'), { color: false, width: 140 })
  assert.match(invalid, /^Invalid: schedule lag p99 340\.2 ms > 50 ms;/m)
  const partial = renderTable(await sampleResult('interrupted'), { color: false, width: 140 })
  assert.match(partial, /^Partial: the run was interrupted\.$/m)
})
