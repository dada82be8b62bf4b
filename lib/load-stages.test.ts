/** Stages are read in order, and an end that lasts no time is refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { UsageError } from './errors.ts'
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

test('parseStages() names the part that is none, and takes values with a fraction up to a million', () => {
  assert.deepEqual(parseStages('0s:5,1s:1000000'), [
    { durationMs: 0, target: 5 },
    { durationMs: 1000, target: 1_000_000 },
  ])
  assert.deepEqual(parseStages('1s:12.25'), [{ durationMs: 1000, target: 12.25 }])
  assert.deepEqual(parseStages('1ms:1'), [{ durationMs: 1, target: 1 }])
  for (const part of [
    '',
    'x',
    '10s:',
    '10x:5',
    '1s:1000000.5',
    ':1s:5',
    '1s:5x',
    '1s:5.',
    '1s:5.x',
    '1s:5:',
  ]) {
    assert.throws(
      () => parseStages(`1s:1,${part}`),
      new UsageError(`"${part}" is no stage, expected DURATION:VALUE such as 30s:100`),
    )
  }
})

test('parseStages() refuses a jump at the end, which no time would be left for', () => {
  for (const text of ['0s:5', '0s:5,0s:7', '30s:100,0s:500']) {
    assert.throws(
      () => parseStages(text),
      new UsageError('its last stage lasts no time, expected DURATION:VALUE such as 30s:100'),
      text,
    )
  }
})
