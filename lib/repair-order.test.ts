/** Operations come after what they need, circles are found, and what is dropped takes along what needs it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { random } from './random.ts'
import { orderOperations } from './repair-order.ts'
import type { Edges, PendingOrder } from './repair-order.ts'

function edgesOf(pairs: readonly (readonly [from: number, to: number])[]): Edges {
  return {
    from: Uint32Array.from(pairs, ([from]) => from),
    to: Uint32Array.from(pairs, ([, to]) => to),
    reason: new Uint32Array(pairs.length),
  }
}

function drain(order: PendingOrder): number[] {
  const found: number[] = []
  for (let each = order.next(); each !== null; each = order.next()) found.push(each)
  return found
}

test('orderOperations() takes the lower class first, and within it who came first', () => {
  const classes = Uint16Array.of(2, 0, 1, 0)
  assert.deepEqual(drain(orderOperations({ classes, edges: edgesOf([]) })), [1, 3, 2, 0])
})

test('orderOperations() puts each after what it needs, whatever the classes say', () => {
  const classes = Uint16Array.of(0, 1, 2)
  const edges = edgesOf([
    [2, 1],
    [1, 0],
  ])
  assert.deepEqual(drain(orderOperations({ classes, edges })), [2, 1, 0])
})

test('orderOperations() keeps every edge of graphs without circles', () => {
  const chance = random(7)
  for (let round = 0; round < 50; round += 1) {
    const count = 2 + chance.below(60)
    const pairs = Array.from({ length: chance.below(200) }, () => {
      const to = 1 + chance.below(count - 1)
      return [chance.below(to), to] as const
    })
    const classes = Uint16Array.from({ length: count }, () => chance.below(4))
    const order = drain(orderOperations({ classes, edges: edgesOf(pairs) }))
    assert.equal(order.length, count)
    for (const [from, to] of pairs) assert.ok(order.indexOf(from) < order.indexOf(to))
  }
})

test('orderOperations() finds a circle, also from a row that only waits for one, and goes on when it is cut', () => {
  const edges = edgesOf([
    [1, 0],
    [2, 1],
    [3, 2],
    [1, 3],
  ])
  const order = orderOperations({ classes: new Uint16Array(4), edges })
  assert.equal(order.next(), null)
  const circle = order.circle()
  assert.deepEqual(circle.map(({ from, to }) => `${from}→${to}`).toSorted(), ['1→3', '2→1', '3→2'])
  const [first] = circle
  assert.ok(first)
  order.cut(first)
  assert.equal(drain(order).length, 4)
  assert.equal(order.remaining(), 0)
})

test('orderOperations() drops with an operation all that need it, and nothing else', () => {
  const edges = edgesOf([
    [0, 1],
    [1, 2],
    [3, 1],
  ])
  const order = orderOperations({ classes: new Uint16Array(5), edges })
  assert.deepEqual(new Set(order.drop(0)), new Set([0, 1, 2]))
  assert.deepEqual(drain(order), [3, 4])
})

test('orderOperations() tells the edges that still hold, with their places and reasons', () => {
  const edges = {
    from: Uint32Array.of(0, 2, 0),
    to: Uint32Array.of(1, 1, 2),
    reason: Uint32Array.of(7, 8, 9),
  }
  const order = orderOperations({ classes: new Uint16Array(3), edges })
  const [toOne, toTwo] = [
    { index: 0, from: 0, to: 1, reason: 7 },
    { index: 2, from: 0, to: 2, reason: 9 },
  ]
  assert.deepEqual(order.edgesFrom(0), [toOne, toTwo])
  assert.deepEqual(order.edgesFrom(1), [])
  order.cut(toOne)
  order.cut(toOne)
  assert.deepEqual(order.edgesFrom(0), [toTwo])
  assert.equal(order.remaining(), 3)
  assert.equal(order.next(), 0)
  assert.deepEqual(order.edgesFrom(0), [])
  assert.equal(order.remaining(), 2)
  assert.deepEqual([...drain(order)], [2, 1])
})

test('orderOperations() tells a circle as a way round: each edge begins where the one before it ends', () => {
  const edges = edgesOf([
    [0, 1],
    [1, 2],
    [2, 0],
    [2, 3],
  ])
  const order = orderOperations({ classes: new Uint16Array(4), edges })
  assert.equal(order.next(), null)
  const circle = order.circle()
  assert.equal(circle.length, 3)
  circle.forEach(({ from }, place) => assert.equal(from, circle.at(place - 1)?.to))
})

test('orderOperations() has no circle where nothing is left, or what is left waits for none', () => {
  const edges = edgesOf([[0, 1]])
  const order = orderOperations({ classes: new Uint16Array(2), edges })
  assert.deepEqual(order.circle(), [])
  assert.deepEqual(drain(order), [0, 1])
  assert.deepEqual(order.circle(), [])
  assert.equal(order.next(), null)
})

test('orderOperations() takes what becomes free in a lower class before the rest of a higher one', () => {
  const classes = Uint16Array.of(1, 0, 3, 1)
  assert.deepEqual(drain(orderOperations({ classes, edges: edgesOf([[0, 1]]) })), [0, 1, 3, 2])
})

test('orderOperations() drops what was taken or dropped no second time', () => {
  const edges = edgesOf([
    [0, 1],
    [2, 1],
  ])
  const order = orderOperations({ classes: new Uint16Array(4), edges })
  assert.equal(order.next(), 0)
  assert.deepEqual(order.drop(0), [])
  assert.deepEqual(order.drop(2), [2, 1])
  assert.deepEqual(order.drop(2), [])
  assert.equal(order.remaining(), 1)
  assert.deepEqual(drain(order), [3])
})
