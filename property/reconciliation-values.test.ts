/** Laws of values as a compare sees them: when two are the same, when they are near, and how rows of them travel. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { propertiesOf } from '../lib/property.ts'
import { isNear, isSame, unpacked, valueAt, valuesOrder } from '../lib/row-text.ts'
import type { Value } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)

const longs = fc.record(
  {
    cut: fc.constantFrom('a', 'b'),
    length: fc.constantFrom(1001, 1002),
    sha256: fc.constantFrom('1', '2'),
  },
  { noNullPrototype: true },
)
const decimals = fc
  .tuple(fc.integer({ min: -300, max: 300 }), fc.nat(3))
  .map(([units, digits]) => (units / 10 ** digits).toFixed(digits))
const numbers = fc.oneof(
  { weight: 4, arbitrary: decimals },
  { weight: 1, arbitrary: fc.constantFrom('NaN', 'Infinity', '-Infinity', '1e3', '-0') },
)
const values: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: numbers },
  fc.constant(null),
  fc.constantFrom('', 'text'),
  longs,
)
const epsilons = fc.constantFrom(0.001, 0.01, 0.5, 1, 100)

property(
  'same',
  'values are the same only where they print alike: reflexive and symmetric, NULL only with NULL',
  {
    arbitrary: fc.oneof(fc.tuple(values, values), fc.tuple(longs, longs)),
    labels: {
      'a long value': { percent: 10, is: ([one]) => typeof one === 'object' && one !== null },
    },
    holds: ([one, other]) => {
      assert.ok(isSame(one, one))
      assert.equal(isSame(one, other), isSame(other, one))
      assert.equal(isSame(one, null), one === null)
      if (typeof one !== 'object' || typeof other !== 'object')
        assert.equal(isSame(one, other), one === other)
      else if (one !== null && other !== null) {
        const alike = one.length === other.length && one.sha256 === other.sha256
        assert.equal(isSame(one, other), alike)
      }
    },
  },
)

property(
  'near',
  'two numbers are near where they are no further apart than epsilon, to the last digit',
  {
    arbitrary: fc
      .tuple(
        decimals,
        fc.option(decimals),
        epsilons,
        fc.constantFrom('NaN', 'Infinity', '-Infinity'),
      )
      .map(([one, other, epsilon, special]): [string, string, number, string] => [
        one,
        // Now and then exactly as far apart as is still near.
        other ?? ((thousandths(one) - epsilon * 1000) / 1000).toFixed(3),
        epsilon,
        special,
      ]),
    labels: {
      'exactly as far apart': {
        percent: 3,
        is: ([one, other, epsilon]) => thousandths(one) - thousandths(other) === epsilon * 1000,
      },
    },
    holds: ([one, other, epsilon, special]) => {
      const apart = Math.abs(thousandths(one) - thousandths(other))
      assert.equal(isNear(one, other, epsilon), apart <= Math.round(epsilon * 1000))
      assert.equal(isNear(one, other, epsilon), isNear(other, one, epsilon))
      assert.ok(isNear(`${thousandths(one)}e-3`, one, epsilon), 'the same with an exponent')
      assert.ok(isNear(one, one, epsilon) && isNear(special, special, epsilon))
      assert.ok(!isNear(one, special, epsilon) && !isNear(one, null, epsilon))
      if (isNear(one, other, epsilon))
        assert.ok(isNear(one, other, epsilon * 10), 'a larger tolerance')
      assert.equal(
        Math.sign(valuesOrder([one], [other])),
        Math.sign(thousandths(one) - thousandths(other)),
      )
    },
  },
)

function thousandths(decimal: string): number {
  return Math.round(Number(decimal) * 1000)
}

property('order', 'the order of values is one: it has no circles, and says equal of what is', {
  arbitrary: fc.tuple(
    fc.array(values, { minLength: 2, maxLength: 2 }),
    fc.array(values, { minLength: 2, maxLength: 2 }),
    fc.array(values, { minLength: 2, maxLength: 2 }),
  ),
  holds: ([one, two, three]) => {
    assert.equal(valuesOrder(one, one), 0)
    assert.equal(Math.sign(valuesOrder(one, two)), 0 - Math.sign(valuesOrder(two, one)))
    if (valuesOrder(one, two) <= 0 && valuesOrder(two, three) <= 0)
      assert.ok(valuesOrder(one, three) <= 0)
  },
})

property('packed', 'printed texts that were packed into one column are the values that they were', {
  arbitrary: fc.tuple(
    fc.array(fc.option(fc.string()), { maxLength: 3 }),
    fc.array(values, { minLength: 1, maxLength: 6 }),
  ),
  holds: ([before, list]) => {
    const parts = list.flatMap((value) => {
      if (value === null || typeof value === 'string') return [value, null, null]
      return [value.cut, String(value.length), value.sha256]
    })
    const row = unpacked([...before, JSON.stringify(parts)])
    assert.deepEqual(row.slice(0, before.length), before)
    assert.deepEqual(
      list.map((_, index) => valueAt(row, before.length + 3 * index)),
      list,
    )
  },
})
