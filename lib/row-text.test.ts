/** Which values are the same, which are near, and how those are told that are too long to show. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { isNear, isSame, packedTexts, printed, unpacked, valueAt, valuesOrder } from './row-text.ts'
import type { Value } from './table.ts'

test('isSame() of values: by their text, NULL apart, long ones by length and hash', () => {
  const long = { cut: 'a', length: 5000, sha256: 'ab' }
  assert.equal(isSame('1.0', '1.00'), false)
  assert.equal(isSame(null, null), true)
  assert.equal(isSame(null, ''), false)
  assert.equal(isSame(long, { ...long }), true)
  assert.equal(isSame(long, { ...long, sha256: 'ac' }), false)
  assert.equal(isSame(long, { ...long, length: 5001 }), false)
  assert.equal(isSame(long, 'a'), false)
  assert.equal(isSame('a', long), false)
  assert.equal(isSame(long, null), false)
  assert.equal(isSame(null, long), false)
})

test('isNear() measures to the last digit, whatever the notation', () => {
  const cases = [
    ['1', '1.0000001', 1e-6, true],
    ['1', '1.00001', 1e-6, false],
    ['12345678901234567890.5', '12345678901234567890.6', 0.1, true],
    ['12345678901234567890.5', '12345678901234567890.61', 0.1, false],
    ['12345678901234567890.6', '12345678901234567890.5', 0.1, true],
    ['12345678901234567890.61', '12345678901234567890.5', 0.1, false],
    ['1e+30', '1000000000000000000000000000001', 1, true],
    ['1e+30', '1000000000000000000000000000002', 1, false],
    ['-1.5e-7', '1.5e-7', 3e-7, true],
    ['-0', '0', 1e-300, true],
    ['NaN', 'NaN', 1, true],
    ['NaN', '1', 1e300, false],
    ['Infinity', 'Infinity', 1, true],
    ['Infinity', '1e308', 1e300, false],
    ['.5', '5', 4.5, true],
    ['-1', '1', 1.5, false],
    ['1e5', '100000', 0, true],
    ['2e5', '1e5', 99_999, false],
    ['x1', 'y1', 5, false],
    ['1x', '1y', 5, false],
    ['1', '1 ', 5, false],
  ] as const
  for (const [source, target, epsilon, expected] of cases) {
    assert.equal(isNear(source, target, epsilon), expected, `${source} and ${target}`)
  }
  const cut = { cut: '1', length: 5000, sha256: 'ab' }
  assert.equal(isNear(null, '0', 1), false)
  assert.equal(isNear('0', null, 1), false)
  assert.equal(isNear(cut, '1', 1), false)
  assert.equal(isNear(cut, { ...cut }, 0), true)
})

test('valueAt() reads a short value, a long one and NULL', () => {
  const row = ['a', null, null, 'b', '2000', 'ff', null, null, null]
  assert.deepEqual(
    [0, 3, 6].map((at) => valueAt(row, at)),
    ['a', { cut: 'b', length: 2000, sha256: 'ff' }, null],
  )
})

test('valueAt() takes what has not all three parts for a short value', () => {
  assert.equal(valueAt([null, '5', 'ff'], 0), null)
  assert.equal(valueAt(['a', null, 'ff'], 0), 'a')
  assert.equal(valueAt(['a', '5', null], 0), 'a')
  assert.equal(valueAt([], 0), null)
})

test('printed() is NULL for NULL, and packedTexts() has three parts of each text', () => {
  assert.equal(printed('t.a'), "CASE WHEN num_nulls(t.a) = 0 THEN format('%s', t.a) END")
  const [first, second] = ['x', 'y'].map((text) =>
    [
      `left(${text}, 1000)`,
      `CASE WHEN length(${text}) > 1000 THEN length(${text})::text END`,
      `CASE WHEN length(${text}) > 1000 THEN encode(sha256(convert_to(${text}, 'UTF8')), 'hex') END`,
    ].join(', '),
  )
  assert.equal(packedTexts(['x', 'y']), `array_to_json(ARRAY[${first}, ${second}]::text[])::text`)
})

test('unpacked() has the parts in place of the last column, each a text', () => {
  assert.deepEqual(unpacked(['1', null, '["a",null,7]']), ['1', null, 'a', null, '7'])
  assert.deepEqual(unpacked([]), [])
  assert.throws(
    () => unpacked(['{"length":0}']),
    new Error('Cannot read printed texts: expected an array'),
  )
})

const orders: readonly (readonly [
  left: readonly Value[],
  right: readonly Value[],
  order: number,
])[] = [
  [['9'], ['10'], -1],
  [['10'], ['9'], 1],
  [['1.0'], ['1'], 0],
  [['1', '2'], ['1.0', '3'], -1],
  [['2', '1'], ['1', '3'], 1],
  [['x'], ['y'], -1],
  [['y'], ['x'], 1],
  [['x'], ['x'], 0],
  [['NaN'], ['1'], 1],
  [['1'], ['NaN'], -1],
  [[null], ['A'], -1],
  [[null], [''], 0],
  [[null], ['1'], 1],
  [['1'], [null], -1],
  [[{ cut: 'x', length: 5000, sha256: 'a' }], ['y'], -1],
  [['y'], [{ cut: 'x', length: 5000, sha256: 'a' }], 1],
  [[{ cut: '9', length: 5000, sha256: 'a' }], ['10'], -1],
  [['9'], [{ cut: '10', length: 5000, sha256: 'a' }], -1],
  [['A'], [], 1],
  [[], ['A'], 0],
]

for (const [left, right, order] of orders) {
  test(`valuesOrder() of ${JSON.stringify(left)} and ${JSON.stringify(right)} is ${order}`, () => {
    assert.equal(valuesOrder(left, right), order)
  })
}
