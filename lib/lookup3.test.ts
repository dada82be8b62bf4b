/** The hash is PostgreSQL's own: what `hashtextextended(text, seed)` of PostgreSQL 18 says, in pieces of any size. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { lookup3 } from './lookup3.ts'
import type { Lookup3 } from './lookup3.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyz'

const stories: readonly (readonly [text: string, seed: bigint, hash: bigint])[] = [
  ['', 0n, -6939563903564495251n],
  ['a', 0n, 3591986179850072241n],
  // Around the twelve bytes of a block.
  ['abcdefghijk', 0n, 3112909444737856467n],
  ['abcdefghijkl', 0n, -7556637188122330412n],
  ['abcdefghijklm', 0n, 8871624171452417744n],
  [`${alphabet}0123456789`, 0n, -9049552497159076100n],
  ['', 1n, -150071773020461347n],
  ['abcdefghijklm', 1n, 3808842878744369845n],
  [alphabet, 81985529216486895n, -5165364063940768195n],
  ['ÿþýüûúùø÷öõôóòñ', -1n, -5380070675807778686n],
  // Half a seed: the high bits alone.
  ['abcdefghijklmnop', 2n ** 32n, 989871684329769190n],
  ['abcdefghijklmnop', -(2n ** 63n), 6671001525912642549n],
]

/** As a caller does it: bytes are put behind each other, and handed over after every `piece` of them. */
function hashOf(hasher: Lookup3, bytes: Uint8Array, piece: number): bigint {
  let end = hasher.start(bytes.length)
  for (const [index, byte] of bytes.entries()) {
    hasher.window.setUint8(end, byte)
    end += 1
    if ((index + 1) % piece === 0) end = hasher.take(end)
  }
  const { high, low } = hasher.finish(end)
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low))
}

for (const [text, seed, hash] of stories) {
  test(`lookup3() of ${JSON.stringify(text)} with seed ${seed}`, () => {
    const hasher = lookup3(seed)
    for (const piece of [1, 5, 12, 13, 1000]) {
      // What an earlier row has left behind is none of this one.
      for (let at = 0; at < 100; at += 1) hasher.window.setUint8(at, 0xff)
      assert.equal(hashOf(hasher, Buffer.from(text), piece), hash, `in pieces of ${piece}`)
    }
  })
}

test('lookup3() takes as much at once as its window holds but for a block', () => {
  for (const seed of [0n, 7n]) {
    const hasher = lookup3(seed)
    const room = hasher.window.byteLength - 24
    const bytes = Buffer.alloc(room, alphabet)
    const [whole, ...pieces] = [room, 1, 12, 1000].map((piece) => hashOf(hasher, bytes, piece))
    for (const each of pieces) assert.equal(each, whole)
    assert.notEqual(hashOf(hasher, bytes.subarray(1), room), whole)
  }
})
