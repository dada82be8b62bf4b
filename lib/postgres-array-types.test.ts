/** Arrays of PostgreSQL as the driver reads and binds them: by the oids that every server has. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { arrayTypes } from './postgres-arrays.ts'

test('each array type is read by its oid in pg_type.dat, and one of each kind is bound', () => {
  const oids = Object.fromEntries(
    Object.entries(arrayTypes).map(([kind, { to, from }]) => [kind, [to, from]]),
  )
  assert.deepEqual(oids, {
    // int2[] int4[] oid[]
    numbers: [1007, [1005, 1007, 1028]],
    booleans: [1000, [1000]],
    // text[] name[] varchar[] "char"[] int8[]
    texts: [1009, [1009, 1003, 1015, 1002, 1016]],
  })
})

test('elements are read as single values are, NULL as null', () => {
  const { numbers, booleans, texts } = arrayTypes
  assert.deepEqual(numbers?.parse('{1,-2,NULL}'), [1, -2, null])
  assert.deepEqual(booleans?.parse('{t,f,NULL}'), [true, false, null])
  assert.deepEqual(texts?.parse('{a,"b,c","NULL",NULL}'), ['a', 'b,c', 'NULL', null])
})

test('a list is bound as an array, and a text that is one already as it is', () => {
  const { numbers } = arrayTypes
  assert.equal(
    numbers?.serialize([1, null, 9_007_199_254_740_993n]),
    '{"1",NULL,"9007199254740993"}',
  )
  assert.equal(numbers.serialize('{1,2}'), '{1,2}')
})
