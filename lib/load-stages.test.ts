/** Stages are read in order, and a ramp that lasts no time is refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parseStages } from './load-stages.ts'

test('parseStages() reads durations and values in order', () => {
  assert.deepEqual(parseStages('30s:100, 2m:500,10s:0'), [
    { durationMs: 30_000, target: 100 },
    { durationMs: 120_000, target: 500 },
    { durationMs: 10_000, target: 0 },
  ])
})

test('parseStages() refuses what is no stage', () => {
  for (const text of [
    '',
    '30s',
    '30:100',
    ':100',
    '30s:',
    '30s:-1',
    '30s:x',
    '30s:1,',
    '0s:5',
    '1s:1000001',
  ]) {
    assert.throws(() => parseStages(text), /expected DURATION:VALUE/, text)
  }
})
