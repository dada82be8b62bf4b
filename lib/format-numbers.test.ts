/** Numbers as people read them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import {
  formatClock,
  formatCount,
  formatLimit,
  formatMeasured,
  formatNumber,
  formatQuantity,
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
  [999.4, '999'],
  [999.5, '1,000'],
  [1234.5, '1,235'],
  [0.0005, '0.001'],
  [0.9994, '0.999'],
  [0.9995, '1.00'],
  [9.994, '9.99'],
  [9.995, '10.0'],
  [99.94, '99.9'],
  [99.95, '100'],
  [-12.34, '-12.3'],
  [-1234.5, '-1,235'],
  [1_234_567, '1,234,567'],
  [999_999_999_999_999, '999,999,999,999,999'],
  [1e15, '1.00e+15'],
  [-1e15, '-1.00e+15'],
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
  for (const measured of [null, Number.POSITIVE_INFINITY]) {
    assert.equal(formatMeasured({ measured, limit: 500, unit: 'ms' }), '-')
  }
})

test('formatCount() separates thousands', () => {
  assert.deepEqual([0, 999, 1000, 1_234_567].map(formatCount), ['0', '999', '1,000', '1,234,567'])
})

test('formatCount() rounds, and has nothing where nothing was measured', () => {
  assert.deepEqual([0.4, 0.6, 1.5, -0.2, null, Number.NaN].map(formatCount), [
    '0',
    '1',
    '2',
    '0',
    '-',
    '-',
  ])
})

test('formatShare() has no digits behind the point from 99.95 % on', () => {
  assert.deepEqual([0.9994, 0.9995, 0.9999, 0.0995, 0.00000001, Number.NaN].map(formatShare), [
    '99.9 %',
    '100 %',
    '100 %',
    '9.95 %',
    '<0.001 %',
    '-',
  ])
})

const spans: readonly (readonly [milliseconds: number | null, text: string])[] = [
  [null, '-'],
  [0, '0 ms'],
  [999.4, '999 ms'],
  [999.5, '1.0 s'],
  [1000, '1.0 s'],
  [59_900, '59.9 s'],
  [59_950, '1 min 00 s'],
  [60_000, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [3_599_499, '59 min 59 s'],
  [3_599_500, '1 h 00 min'],
  [3_600_000, '1 h 00 min'],
  [7_200_000, '2 h 00 min'],
  [36_000_000_000, '10,000 h 00 min'],
]

for (const [milliseconds, text] of spans) {
  test(`formatSpan() writes ${milliseconds} as ${text}`, () => {
    assert.equal(formatSpan(milliseconds), text)
  })
}

test('formatClock() carries over at the hour, and begins at 0', () => {
  assert.deepEqual([-5, 3599, 3600, 7199, 7200].map(formatClock), [
    '0:00',
    '59:59',
    '1:00:00',
    '1:59:59',
    '2:00:00',
  ])
})

test('formatQuantity() has the unit behind the number', () => {
  assert.equal(formatQuantity(812.3, 'ms'), '812 ms')
  assert.equal(formatQuantity(12.34, '/s'), '12.3/s')
  assert.equal(formatQuantity(0.06, '%'), '0.060 %')
  assert.equal(formatQuantity(7, ''), '7.00')
  assert.equal(formatQuantity(7, undefined), '7.00')
  assert.equal(formatQuantity(0, 'ms'), '0 ms')
  assert.equal(formatQuantity(null, 'ms'), '-')
  assert.equal(formatQuantity(Number.POSITIVE_INFINITY, 'ms'), '-')
})

test('formatLimit() keeps every digit, and powers of ten as they are', () => {
  const limits = [1e21, 1.5e-7, 1_234_567.25, Number.POSITIVE_INFINITY, -1234]
  assert.deepEqual(
    limits.map((limit) => formatLimit(limit, undefined)),
    ['1e+21', '1.5e-7', '1,234,567.25', '-', '-1,234'],
  )
})

const measurements: readonly (readonly [
  measured: number,
  limit: number | undefined,
  text: string,
])[] = [
  [500.3, undefined, '500'],
  [700.3, 500, '700'],
  [1234.5, 1234.5, '1,234.5'],
  [0.1234, 0.1234, '0.1234'],
  [0.1234, 0.123, '0.1234'],
  [1.001, 1, '1.001'],
  [1.0000000000012, 1, '1.000000000001'],
  [1.00000000000012, 1, '1.00000000000012'],
  [500.34567, 500, '500.3'],
  [-1234.5678, -1234.5, '-1,234.6'],
  [99.96, 99.94, '100'],
  [1e-9, 1e-8, '<0.00000001'],
  [0, 0, '0'],
]

for (const [measured, limit, text] of measurements) {
  test(`formatMeasured() writes ${measured} beside ${limit} as ${text}`, () => {
    assert.equal(formatMeasured({ measured, limit, unit: undefined }), text)
  })
}
