/** Records of what is taken and freed find each other, whatever their order. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { factBytes } from './repair-facts.ts'
import { factsMax, grown, growingEdges, joinFacts } from './repair-join.ts'

test('growingEdges() keeps all edges in their order', () => {
  const edges = growingEdges()
  for (let at = 0; at < 1000; at += 1) edges.push({ from: at, to: at + 1, reason: at % 7 })
  const { from, to, reason } = edges.done()
  assert.deepEqual([from.length, to.length, reason.length], [1000, 1000, 1000])
  assert.deepEqual(
    [...from].map((each, at) => [each, to[at], reason[at]]),
    Array.from({ length: 1000 }, (_, at) => [at, at + 1, at % 7]),
  )
})

test('growingEdges() without an edge has none, and grown() doubles the room', () => {
  const { from, to, reason } = growingEdges().done()
  assert.deepEqual([from.length, to.length, reason.length], [0, 0, 0])
  assert.deepEqual([...grown(Uint32Array.of(7, 8))], [7, 8, 0, 0])
})

test('joinFacts() joins records of one hash and reason, of which one stands first, of two operations', () => {
  function record(hash: bigint, operation: number, role: number): Buffer {
    const bytes = Buffer.alloc(factBytes)
    bytes.writeBigUInt64LE(hash)
    bytes.writeUInt32LE(operation, 8)
    bytes.writeUInt32LE(role, 12)
    return bytes
  }
  const high = 2n ** 60n
  const records = [
    record(0n, 1, 6),
    record(0n, 2, 7),
    record(0n, 3, 5),
    record(0n, 1, 7),
    record(7n, 4, 6),
    record(7n + high, 5, 7),
    record(9n + high, 6, 3),
    record(9n + high, 7, 3),
    record(9n + high, 8, 2),
    record(8n, 9, 2),
    // The highest and the lowest bit by which records are sorted.
    record(2n ** 39n, 10, 2),
    record(2n ** 39n + 1n, 11, 3),
    record(2n ** 39n, 12, 3),
  ]
  for (const order of [records, records.toReversed()]) {
    const found: string[] = []
    joinFacts(Buffer.concat(order), ({ from, to, reason }) => found.push(`${from}→${to} ${reason}`))
    assert.deepEqual(found.toSorted(), ['10→12 1', '1→2 3', '8→6 1', '8→7 1'])
  }
})

test('one call of joinFacts() takes 16 MiB of records, whose positions it can tell', () => {
  assert.equal(factsMax * factBytes, 16 * 2 ** 20)
  assert.ok(factsMax <= 2 ** 24, 'positions have 24 bits')
})
