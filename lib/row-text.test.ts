/** Which values are the same, which are near, and how those are told that are too long to show. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { isNear, isSame, valueAt } from './row-text.ts'

test('isSame() of values: by their text, NULL apart, long ones by length and hash', () => {
  const long = { cut: 'a', length: 5000, sha256: 'ab' }
  assert.equal(isSame('1.0', '1.00'), false)
  assert.equal(isSame(null, null), true)
  assert.equal(isSame(null, ''), false)
  assert.equal(isSame(long, { ...long }), true)
  assert.equal(isSame(long, { ...long, sha256: 'ac' }), false)
  assert.equal(isSame(long, { ...long, length: 5001 }), false)
  assert.equal(isSame(long, 'a'), false)
})

test('isNear() measures to the last digit, whatever the notation', () => {
  const cases = [
    ['1', '1.0000001', 1e-6, true],
    ['1', '1.00001', 1e-6, false],
    ['12345678901234567890.5', '12345678901234567890.6', 0.1, true],
    ['12345678901234567890.5', '12345678901234567890.61', 0.1, false],
    ['1e+30', '1000000000000000000000000000001', 1, true],
    ['1e+30', '1000000000000000000000000000002', 1, false],
    ['-1.5e-7', '1.5e-7', 3e-7, true],
    ['-0', '0', 1e-300, true],
    ['NaN', 'NaN', 1, true],
    ['NaN', '1', 1e300, false],
    ['Infinity', 'Infinity', 1, true],
    ['Infinity', '1e308', 1e300, false],
    ['.5', '5', 4.5, true],
  ] as const
  for (const [source, target, epsilon, expected] of cases) {
    assert.equal(isNear(source, target, epsilon), expected, `${source} and ${target}`)
  }
  assert.equal(isNear(null, '0', 1), false)
})

test('valueAt() reads a short value, a long one and NULL', () => {
  const row = ['a', null, null, 'b', '2000', 'ff', null, null, null]
  assert.deepEqual(
    [0, 3, 6].map((at) => valueAt(row, at)),
    ['a', { cut: 'b', length: 2000, sha256: 'ff' }, null],
  )
})
