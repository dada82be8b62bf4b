/** Durations are read exactly, and a text that could be misread is refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { formatDuration, parseDuration } from './units.ts'

test('parseDuration() reads each unit, and several together', () => {
  const rows: [string, number][] = [
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['0s', 0],
    ['1.001s', 1001],
    ['0.0001m', 6],
    ['2.3h', 8_280_000],
    [`0.${'0'.repeat(400)}1d`, 0],
  ]
  for (const [text, expected] of rows) assert.equal(parseDuration(text), expected, text)
})

test('parseDuration() refuses what has no unit, is negative, or is no number', () => {
  for (const text of ['', '10', '-1s', '1 s', 's', '1e3s', 'Infinitys', '1s!', '１s', '1S']) {
    assert.equal(parseDuration(text), null, text)
  }
})

test('formatDuration() writes what parseDuration() reads back', () => {
  const rows: [number, string][] = [
    [0.25, '0.25ms'],
    [500, '500ms'],
    [999, '999ms'],
    [1000, '1s'],
    [1500, '1.5s'],
    [61_000, '1m1s'],
    [7_201_000, '2h1s'],
    [90_000, '1m30s'],
    [3_600_000, '1h'],
    [5_400_000, '1h30m'],
  ]
  for (const [milliseconds, text] of rows) {
    assert.equal(formatDuration(milliseconds), text)
    assert.equal(parseDuration(text), milliseconds)
  }
})

test('formatDuration() has six digits behind the point at most, and none that say nothing', () => {
  assert.equal(formatDuration(0.123_456_7), '0.123457ms')
  assert.equal(formatDuration(2500.000_000_1), '2.5s')
  assert.equal(formatDuration(0), '0ms')
  assert.equal(formatDuration(1001), '1.001s')
})

test('parseDuration() of what no number can hold is none', () => {
  assert.equal(parseDuration(`${'9'.repeat(400)}s`), null)
})
