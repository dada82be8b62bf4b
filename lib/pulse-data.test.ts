/** The pulse of a run as the page reads it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  highestOf,
  isLate,
  isPipelineKnown,
  pulseLine,
  troubles,
  changesOf,
  formatBytes,
} from './pulse-data.js'

const states = [
  { t: 1, name: 'source', state: 'RUNNING' },
  { t: 1, name: 'sink', state: 'PAUSED' },
  { t: 4, name: 'source', state: 'FAILED' },
  { t: 9, name: 'source', state: 'RUNNING' },
]

test('troubles() of a connector end with its own next state, or with the run', () => {
  assert.deepEqual(troubles(states, 12), [
    { from: 1, to: 12, name: 'sink', state: 'PAUSED' },
    { from: 4, to: 9, name: 'source', state: 'FAILED' },
  ])
})

test('changesOf() has each change of a state, and not how it was at first', () => {
  assert.deepEqual(changesOf(states), [
    { t: 4, text: 'source FAILED' },
    { t: 9, text: 'source RUNNING' },
  ])
})

test('isLate() is about the schedule alone, from more than 50 ms on', () => {
  assert.equal(isLate([50, 900, 100]), false)
  assert.equal(isLate([50.1]), true)
  assert.equal(isLate([null, 900]), false)
})

test('what was not measured is a gap, never zero', () => {
  const pulse = [[null, 1, 2, null, null, null], [], [3, 1, 2, null, 0, null]]
  assert.deepEqual(pulseLine(pulse, 'behindBytes'), [null, null, 0])
  assert.equal(highestOf(pulseLine(pulse, 'behindMs')), null)
  assert.equal(isPipelineKnown(pulse.slice(0, 2)), false)
  assert.equal(isPipelineKnown(pulse), true)
})

test('formatBytes() gives three digits in powers of 1024', () => {
  const texts = [0, 512, 1023, 1024, 1536, 16 * 2 ** 20, 5 * 2 ** 30, 3 * 2 ** 50].map(formatBytes)
  assert.deepEqual(texts, [
    '0 B',
    '512 B',
    '1020 B',
    '1 KiB',
    '1.5 KiB',
    '16 MiB',
    '5 GiB',
    '3070 TiB',
  ])
  assert.equal(formatBytes(null), '-')
})
