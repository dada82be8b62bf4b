/** CSV in Locust's columns. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { renderCsv } from './report-csv.ts'
import { parseCsv } from './sample-csv.ts'
import { sampleResult } from './sample-result.ts'

const header =
  'Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,' +
  'Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%'

test("renderCsv() has Locust's columns, CRLF, rows by name, and Aggregated without a type last", async () => {
  const result = await sampleResult('fail')
  const text = renderCsv(result)
  const lines = text.split('\r\n')
  assert.equal(text.replaceAll('\r\n', '').includes('\n'), false)
  assert.equal(lines[0], header)
  assert.deepEqual(
    lines.slice(1, -1).map((line) => line.split(',').slice(0, 4).join(',')),
    [
      'GET,/connector-plugins,2948,104',
      'GET,/connectors,14416,416',
      'GET,/connectors/{name}/config,5378,253',
      'GET,/connectors/{name}/status,8805,250',
      'GET,/connectors/{name}/tasks,5708,210',
      ',Aggregated,37255,1233',
    ],
  )
  const last = lines.at(-2)?.split(',') ?? []
  assert.equal(last.at(-1), last[7], '100% is the maximum')
  assert.equal(lines.at(-1), '')
})

test('renderCsv() quotes as RFC 4180 says', async () => {
  const result = await sampleResult('hostile')
  const text = renderCsv(result)
  assert.equal(text.includes(`GET,"""double"" 'single' \`tick\` | pipe & amp",6,3,`), true)
  assert.deepEqual(
    parseCsv(text).map((row) => row.length),
    Array.from({ length: 11 }, () => 22),
  )
  const names = (result.requests ?? []).map(({ name }) => name)
  const read = parseCsv(text).map(([, name]) => name)
  assert.deepEqual(
    names.filter((name) => !read.includes(name)),
    [],
  )
})

test('renderCsv() writes N/A where nothing was measured', async () => {
  const lines = renderCsv(await sampleResult('empty')).split('\r\n')
  assert.equal(
    lines[1],
    `,Aggregated,0,0,N/A,N/A,N/A,N/A,N/A,0,0,${Array(11).fill('N/A').join(',')}`,
  )
})

test('renderCsv() has one row a check where the Result has no requests', async () => {
  const lines = renderCsv(await sampleResult('checks')).split('\r\n')
  assert.equal(lines[0], 'Check,Verdict,Measured,Comparison,Limit,Unit,Message')
  assert.equal(lines[2], 'consumer group connect-shop-sink,unknown,N/A,<,5000,ms,no brokers given')
  assert.equal(lines.length, 5)
})
