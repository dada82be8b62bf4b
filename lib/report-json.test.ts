/** The Result as JSON. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { renderJson } from './report-json.ts'
import { sampleNames, sampleResult } from './sample-result.ts'

for (const name of sampleNames) {
  test(`renderJson() loses nothing of the ${name} sample`, async () => {
    const result = await sampleResult(name)
    assert.deepEqual(JSON.parse(renderJson(result)), result)
  })
}

test('renderJson() writes the same text whatever the order of the keys', async () => {
  const result = await sampleResult('pass')
  const reversed = Object.fromEntries(Object.entries(result).toReversed()) as typeof result
  assert.equal(renderJson(reversed), renderJson(result))
  assert.match(renderJson(result), /^\{\n {2}"script": "load\/light",\n {2}"version"/)
})

test('renderJson() writes null for what is no number, and ends in one line break', async () => {
  const result = await sampleResult('pass')
  const text = renderJson({ ...result, durationMs: Number.NaN, seed: Number.POSITIVE_INFINITY })
  assert.match(text, /"durationMs": null,\n {2}"seed": null/)
  assert.match(text, /[^\n]\n$/)
})

test('renderJson() keeps one second of the series on one line', async () => {
  const lines = renderJson(await sampleResult('pass')).split('\n')
  assert.equal(lines.filter((line) => /^ {4}\{"t":\d+,/.test(line)).length, 30)
})

test('renderJson() keeps sections that it does not know', async () => {
  const result = { ...(await sampleResult('checks')), unheardOf: [{ table: 'public.orders' }] }
  assert.deepEqual(JSON.parse(renderJson(result)), result)
})
