/** Weights: by chance for requests, to the last one for users. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assign, largestRemainder, mix } from './mix.ts'
import { random } from './random.ts'

function counted(indexes: readonly number[], kinds: number): number[] {
  return Array.from(
    { length: kinds },
    (_, kind) => indexes.filter((index) => index === kind).length,
  )
}

test('mix() draws 5 3 2 2 1 as often as the weights say', () => {
  const draw = mix([5, 3, 2, 2, 1])
  const source = random(3)
  const counts = counted(
    Array.from({ length: 13_000 }, () => draw(source)),
    5,
  )
  const expected = [5000, 3000, 2000, 2000, 1000]
  counts.forEach((count, index) => {
    assert.ok(Math.abs(count - (expected[index] ?? 0)) < 200, counts.join(' '))
  })
})

test('mix() never draws a weight of 0, wherever it stands', () => {
  const source = random(4)
  for (const weights of [
    [0, 1, 0],
    [1, 0, 0],
    [0, 0, 1],
  ]) {
    const draw = mix(weights)
    const drawn = new Set(Array.from({ length: 200 }, () => draw(source)))
    assert.deepEqual([...drawn], [weights.indexOf(1)])
  }
})

test('mix() gives each index its part of 0 to 1, its lower end included', () => {
  const draw = mix([0, 1, 0, 2, 1, 0])
  const rows: readonly (readonly [drawn: number, index: number])[] = [
    [0, 1],
    [0.249, 1],
    [0.25, 3],
    [0.749, 3],
    [0.75, 4],
    [1 - 2 ** -53, 4],
  ]
  for (const [drawn, index] of rows) {
    assert.equal(draw({ ...random(1), next: () => drawn }), index, String(drawn))
  }
})

test('mix() refuses weights that mean nothing', () => {
  for (const weights of [[], [0, 0], [2, -1], [Number.NaN], [-1, -2]]) {
    const told = `Cannot mix "${weights.join(' ')}": expected weights of 0 or more, not all 0`
    assert.throws(() => mix(weights), new Error(told))
  }
})

const dealt: readonly (readonly [weights: number[], count: number, shares: number[]])[] = [
  [[1], 500, [500]],
  [[1, 1], 5, [3, 2]],
  [[3, 1], 4, [3, 1]],
  [[1, 1, 1], 10, [4, 3, 3]],
  [[5, 3, 2], 7, [4, 2, 1]],
  [[0, 2], 3, [0, 3]],
  [[1000, 1], 10, [10, 0]],
  [[1, 2], 0, [0, 0]],
  [[1, 1, 2], 6, [2, 1, 3]],
  [[10, 14, 10], 5, [2, 2, 1]],
  // The larger remainder stands behind the smaller.
  [[1, 2], 4, [1, 3]],
  [[3, 1, 2], 7, [4, 1, 2]],
]

for (const [weights, count, shares] of dealt) {
  test(`assign() deals ${count} over ${weights.join(':')} as ${shares.join(', ')}`, () => {
    assert.deepEqual(largestRemainder(weights, count), shares)
    assert.deepEqual(counted(assign(weights, count), weights.length), shares)
  })
}

test('assign() spreads each kind evenly, so that a half-grown crowd has the mix already', () => {
  assert.deepEqual(assign([2, 1], 6), [0, 1, 0, 0, 1, 0])
  assert.deepEqual(assign([1, 3], 4), [1, 0, 1, 1])
  assert.deepEqual(assign([1, 1, 1], 6), [0, 1, 2, 0, 1, 2])
  const first = assign([3, 1], 400).slice(0, 100)
  assert.deepEqual(counted(first, 2), [75, 25])
})
