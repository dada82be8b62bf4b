/** Bytes that went into a file as text come out as they were. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { denseBytes, denseText } from './dense-text.js'
import { random } from './random.ts'

test('denseBytes() of denseText() are the same bytes, whatever they are and however many', () => {
  const { next } = random(1)
  for (let length = 0; length < 200; length += 1) {
    for (const byteOf of [() => 0, () => 255, () => Math.floor(next() * 256)]) {
      const bytes = Uint8Array.from({ length }, byteOf)
      assert.deepEqual(denseBytes(denseText(bytes)), bytes, `${length} bytes`)
    }
  }
})

test('denseText() ends no JSON text and no element, and is a quarter longer than what it holds', () => {
  const { next } = random(2)
  const bytes = Uint8Array.from({ length: 65_536 }, () => Math.floor(next() * 256))
  const text = denseText(bytes)
  assert.match(text, /^[!-~]*$/)
  assert.doesNotMatch(text, /["\\<]/)
  assert.ok(text.length < bytes.length * 1.24, String(text.length))
})
