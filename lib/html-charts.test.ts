/** The cards over time: axis, sentence and table of one tell the same clock. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { chartSections } from './html-charts.js'
import { textOf } from './html-tree.js'
import { sampleResult } from './sample-result.ts'
import { tableCells } from './tree-parts.ts'

test('chartSections() tells all seconds by the clock it is given: none by that of the run', async () => {
  const result = await sampleResult('fail')
  const { series = [] } = result
  const beside = {
    heat: series.map(() => [3, 5]),
    pulse: series.map(() => [1, 2, 3, 4, 5, 6]),
    states: [{ t: 12, name: 'one', state: 'RUNNING' }],
  }
  const sections = chartSections(result, beside, (seconds) => `second ${seconds}`)
  const timed = sections.filter(({ attributes }) => attributes['id'] !== 'distribution')
  assert.deepEqual(
    timed.map(({ attributes }) => attributes['id']),
    ['times', 'heat', 'rates', 'pipeline', 'health'],
  )
  for (const section of timed) assert.doesNotMatch(textOf(section), /\d:\d\d/)
  for (const [first = []] of timed.flatMap(tableCells).slice(0, 3))
    assert.equal(first[0], 'second 0')
  assert.match(textOf(timed[0]), /highest at second 42 with/)
  assert.match(textOf(timed[2]), /at most [\d.]+ at second \d+;/)
  assert.deepEqual(tableCells(timed[3] ?? '').at(-1), [['one', 'RUNNING', 'second 12']])
})
