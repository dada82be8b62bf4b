/** The join of records of what is taken and freed, to edges between operations: sorted in typed arrays. Pure. */
import { factBytes } from './repair-facts.ts'
import type { Edges } from './repair-order.ts'

export type FoundEdge = { readonly from: number; readonly to: number; readonly reason: number }

/**
 * Joins records to edges, each given to `found`. Sorted by hash in one typed array, for a million of them as objects would not
 * fit into our memory.
 */
export function joinFacts(records: Buffer, found: (edge: FoundEdge) => void): void {
  const count = records.length / factBytes
  const sorted = new BigUint64Array(count)
  // 40 bits of the hash, 24 of the record's position.
  for (let at = 0; at < count; at += 1) {
    const high = records.readUIntLE(at * factBytes, 5)
    sorted[at] = (BigInt(high) << 24n) | BigInt(at)
  }
  sorted.sort()
  const hashes = sorted.map((packed) => packed >> 24n)
  for (let start = 0; start < count;) {
    let end = start + 1
    while (hashes[end] === hashes[start]) end += 1
    if (end - start > 1) joinGroup(records, sorted.subarray(start, end), found)
    start = end
  }
}

/** Records that one call of joinFacts() takes. */
export const factsMax = 2 ** 20

function joinGroup(records: Buffer, group: BigUint64Array, found: (edge: FoundEdge) => void): void {
  const members = [...group].map((packed) => {
    const at = Number(packed & 0xffffffn) * factBytes
    const role = records.readUInt32LE(at + 12)
    const hash = records.readBigUInt64LE(at)
    return {
      hash,
      operation: records.readUInt32LE(at + 8),
      reason: role >> 1,
      first: role % 2 === 0,
    }
  })
  const seconds = members.filter(({ first }) => !first)
  for (const first of members.filter((member) => member.first)) {
    for (const second of seconds) {
      const joined = first.hash === second.hash && first.reason === second.reason
      if (!joined || first.operation === second.operation) continue
      found({ from: first.operation, to: second.operation, reason: first.reason })
    }
  }
}

/** Edges that grow, in typed arrays. */
export function growingEdges(): {
  push(edge: FoundEdge): void
  done(): Edges
} {
  const room = 64
  let arrays = {
    from: new Uint32Array(room),
    to: new Uint32Array(room),
    reason: new Uint32Array(room),
  }
  let length = 0
  return {
    push({ from, to, reason }) {
      if (length === arrays.from.length) {
        arrays = {
          from: grown(arrays.from),
          to: grown(arrays.to),
          reason: grown(arrays.reason),
        }
      }
      arrays.from[length] = from
      arrays.to[length] = to
      arrays.reason[length] = reason
      length += 1
    },
    done: () => ({
      from: arrays.from.subarray(0, length),
      to: arrays.to.subarray(0, length),
      reason: arrays.reason.subarray(0, length),
    }),
  }
}

/** The same numbers, with room for as many again. */
export function grown(numbers: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(numbers.length * 2)
  larger.set(numbers)
  return larger
}
