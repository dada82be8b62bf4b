/** Numbers as people read them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  formatClock,
  formatCount,
  formatLimit,
  formatMeasured,
  formatNumber,
  formatShare,
  formatSpan,
} from './format-numbers.js'

const numbers: readonly (readonly [number | null, string])[] = [
  [0, '0'],
  [-0, '0'],
  [0.0004, '<0.001'],
  [0.042, '0.042'],
  [1.234, '1.23'],
  [9.996, '10.0'],
  [12.34, '12.3'],
  [99.96, '100'],
  [1234.5, '1,235'],
  [1e20, '1.00e+20'],
  [null, '-'],
  [Number.NaN, '-'],
  [Number.POSITIVE_INFINITY, '-'],
]

for (const [value, text] of numbers) {
  test(`formatNumber() writes ${value} as ${text}`, () => {
    assert.equal(formatNumber(value), text)
  })
}

test('formatShare() writes a ratio as per cent, and no request as nothing', () => {
  assert.deepEqual([0, 0.0006, 0.0331, 1, null].map(formatShare), [
    '0 %',
    '0.060 %',
    '3.31 %',
    '100 %',
    '-',
  ])
})

test('formatSpan() and formatClock() carry over at minutes and hours', () => {
  assert.deepEqual([412, 10_000, 59_949, 59_951, 3_725_000].map(formatSpan), [
    '412 ms',
    '10.0 s',
    '59.9 s',
    '1 min 00 s',
    '1 h 02 min',
  ])
  assert.deepEqual([0, 59.9, 190, 3723].map(formatClock), ['0:00', '0:59', '3:10', '1:02:03'])
})

test('formatLimit() states the limit that was given, and no other', () => {
  assert.equal(formatLimit(0.001, 'ms'), '0.001 ms')
  assert.equal(formatLimit(12_345.678, 'ms'), '12,345.678 ms')
  assert.equal(formatLimit(10, '/s'), '10/s')
})

test('formatMeasured() can be told from the limit that it broke', () => {
  assert.equal(formatMeasured({ measured: 500.3, limit: 500, unit: 'ms' }), '500.3 ms')
  assert.equal(formatMeasured({ measured: 499.9996, limit: 500, unit: 'ms' }), '499.9996 ms')
  assert.equal(formatMeasured({ measured: 500, limit: 500, unit: 'ms' }), '500 ms')
  assert.equal(formatMeasured({ measured: null, limit: 500, unit: 'ms' }), '-')
})

test('formatCount() separates thousands', () => {
  assert.deepEqual([0, 999, 1000, 1_234_567].map(formatCount), ['0', '999', '1,000', '1,234,567'])
})
