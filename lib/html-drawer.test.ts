/** The dialog of one endpoint: a line that a shell reads as one request, and a button in each row. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'

import { formatMs } from './format-numbers.js'
import { curlLine } from './curl-line.js'
import { drawerView } from './html-drawer.js'
import { htmlText } from './html-text.ts'
import { requestSection } from './html-requests.js'
import { sampleResult } from './sample-result.ts'

const over = { step: 2, seen: 3, p95: [4, null], rate: [10, 0] }

/** The words that a shell makes of a line, with a function in the place of curl. */
async function wordsOf(line: string): Promise<string[]> {
  const script = `curl() { printf '%s\\0' "$@"; }; ${line}`
  const environment = { CDC_CONNECT_URL: 'http://connect:8083' }
  const { stdout } = await promisify(execFile)('sh', ['-c', script], { env: environment })
  return stdout.split('\0').slice(0, -1)
}

test('curlLine() is one request, whatever stands in the name', async () => {
  for (const name of ['/connectors/{name}/config', "/it's", '/$(id)`id`"\\', '/a\nb; id']) {
    const line = curlLine({ method: 'GET', name }) ?? ''
    assert.deepEqual(await wordsOf(line), ['-g', '-X', 'GET', `http://connect:8083${name}`])
  }
  const words = await wordsOf(curlLine({ method: 'PUT', name: '/x' }) ?? '')
  assert.deepEqual(words.slice(-3), ['-d', '@body.json', 'http://connect:8083/x'])
})

test('curlLine() of what is no request over HTTP is none', () => {
  assert.equal(curlLine({ method: 'SQL', name: 'update' }), null)
  assert.equal(curlLine({ method: 'GET;id', name: '/x' }), null)
  assert.equal(curlLine({ method: 'GET', name: 'x' }), null)
})

test('requestSection() puts the name of each endpoint into a button, and not that of the sum', async () => {
  const result = await sampleResult('pass')
  const [plain, section] = [null, new Set<string>()].flatMap((shown) =>
    requestSection(result, { shown }),
  )
  assert.ok(plain !== undefined && section !== undefined)
  const text = htmlText(section)
  assert.equal(text.split('class=endpoint').length - 1, result.requests?.length)
  assert.equal(text.split('Aggregated').length - 1, 1)
  assert.equal(
    text.replace(/<button type=button class=endpoint[^>]*>|<\/button>/g, ''),
    htmlText(plain).replaceAll('</button>', ''),
  )
})

test('drawerView() ends its percentiles with the maximum, and shows hostile names as text', async () => {
  const { totals, requests = [] } = await sampleResult('pass')
  assert.ok(totals !== undefined)
  const text = drawerView({ request: { ...totals, over }, failures: [] })
    .map(htmlText)
    .join('')
  assert.ok(text.includes(`P100<td>${formatMs(totals.responseTimeMs.max)}<td>`), text)
  const utc = drawerView({ request: { ...totals, over }, failures: [] }, () => '21:18:31')
  assert.ok(utc.map(htmlText).join('').includes('up to 21:18:31; '))
  const name = '/<img src=x onerror=alert(1)>'
  const [request] = requests
  assert.ok(request !== undefined)
  const hostile = drawerView({ request: { ...request, name, over }, failures: [] })
  assert.ok(!hostile.map(htmlText).join('').includes('<img'))
})
