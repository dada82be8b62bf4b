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
