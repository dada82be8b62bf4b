/** JUnit XML, read by a parser that takes nothing but well-formed XML 1.0. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { SaxesParser } from 'saxes'

import { renderJunit } from './report-junit.ts'
import { largeCompare } from './sample-tables.ts'
import { sampleNames, sampleResult } from './sample-result.ts'

type Element = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  text: string
}

function parse(xml: string): Element[] {
  const found: Element[] = []
  const open: Element[] = []
  const parser = new SaxesParser()
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes, text: '' }
    found.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const element = open.at(-1)
    if (element !== undefined) element.text += text
  })
  parser.on('closetag', () => void open.pop())
  parser.on('error', (error) => {
    throw error
  })
  parser.write(xml).close()
  return found
}

function named(elements: readonly Element[], name: string): Element[] {
  return elements.filter((element) => element.name === name)
}

for (const name of sampleNames) {
  test(`renderJunit() of the ${name} sample is well-formed, one case a check, nothing skipped`, async () => {
    const result = await sampleResult(name)
    const elements = parse(renderJunit(result))
    const cases = named(elements, 'testcase').map(({ attributes }) => attributes['name'])
    assert.equal(cases.length, result.checks.length)
    assert.equal(new Set(cases).size, cases.length)
    assert.equal(named(elements, 'skipped').length, 0)
    for (const suite of [...named(elements, 'testsuites'), ...named(elements, 'testsuite')]) {
      assert.equal(suite.attributes['tests'], String(cases.length))
      assert.equal(suite.attributes['failures'], String(named(elements, 'failure').length))
      assert.equal(suite.attributes['errors'], String(named(elements, 'error').length))
      assert.match(suite.attributes['time'] ?? '', /^\d+\.\d{3}$/)
    }
  })
}

test('renderJunit() tells a failure in its message and in its body', async () => {
  const [failure] = named(parse(renderJunit(await sampleResult('fail'))), 'failure')
  assert.equal(failure?.attributes['type'], 'threshold')
  assert.equal(failure?.attributes['message'], 'p99 response time 745 ms, limit < 500 ms')
  assert.equal(failure?.text, failure?.attributes['message'])
})

test('renderJunit() makes an error of what has no verdict', async () => {
  const errors = named(parse(renderJunit(await sampleResult('empty'))), 'error')
  assert.deepEqual(
    errors.map(({ attributes }) => attributes['type']),
    ['unknown', 'unknown', 'unknown'],
  )
})

test('renderJunit() has a case where nothing was checked', async () => {
  const result = { ...(await sampleResult('checks')), checks: [], verdict: 'unknown' } as const
  const elements = parse(renderJunit(result))
  assert.equal(named(elements, 'testcase')[0]?.attributes['name'], 'ran')
  assert.equal(named(elements, 'error')[0]?.text, 'ran: nothing was checked')
})

test('renderJunit() keeps two checks of one name apart', async () => {
  const result = await sampleResult('checks')
  const twice = { ...result, checks: [...result.checks, ...result.checks] }
  const cases = named(parse(renderJunit(twice)), 'testcase')
  assert.equal(cases[3]?.attributes['name'], 'slot shop_source (2)')
})

test('renderJunit() keeps text with markup, and replaces what XML cannot hold', async () => {
  const result = await sampleResult('hostile')
  const names = named(parse(renderJunit(result)), 'testcase').map((each) => each.attributes['name'])
  assert.equal(names.includes('</script><script>alert(1)</script> p95'), true)
  assert.equal(
    names.some((name) => name?.startsWith('nul\ufffd esc\ufffd[31mred')),
    true,
  )
})

test('renderJunit() tells in the body of a table which rows differ; one without a verdict is an error', async () => {
  const elements = parse(renderJunit(await sampleResult('tables')))
  const [orders] = named(elements, 'failure')
  assert.equal(orders?.attributes['type'], 'difference')
  assert.match(orders.text, /^public\.orders: rows equal: 2 missing, 1 extra, 4 changed\n/)
  assert.match(orders.text, /\nid=18: price 1\.00 → 1\.0\n/)
  const errors = named(elements, 'error').map(({ attributes }) => attributes['message'] ?? '')
  assert.deepEqual(
    errors.map((message) => message.split(':')[0]),
    ['public.stock', 'public.places', 'public.secrets'],
  )
  const times = named(elements, 'testcase').map(({ attributes }) => attributes['time'])
  assert.deepEqual(times.slice(0, 2), ['1.182', '1.182'])
})

test('renderJunit() lists at most 100 rows a case, and stays below 5 MB however many there are', async () => {
  const base = await sampleResult('tables')
  const one = renderJunit(largeCompare(base, { tables: 1, rows: 1000, columns: 3 }))
  assert.equal(one.match(/^id=\d+: /gm)?.length, 100)
  assert.match(one, /and 900 more rows/)
  const all = renderJunit(largeCompare(base, { tables: 300, rows: 1000, columns: 80 }))
  assert.equal(Buffer.byteLength(all) < 5_000_000, true)
  assert.equal(named(parse(all), 'testcase').length, 300)
})
