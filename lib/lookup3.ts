/**
 * A 64-bit hash of bytes that come in pieces: lookup3 (Bob Jenkins, 2006, public domain; burtleburtle.net/bob/c/lookup3.c) with a
 * 64-bit seed, as PostgreSQL's hash_bytes_extended computes it on a little-endian server.
 */
import { numberAt } from './number-at.ts'

/** High half signed, low half unsigned: two words, for a BigInt costs more than the hash of a row. */
export type Hash = { readonly high: number; readonly low: number }

export type Lookup3 = {
  /** Where the next bytes to be hashed are put; what lies before is not to be touched. */
  readonly window: DataView
  /** Begins a hash of `length` bytes; returns where in the window the first one belongs. */
  readonly start: (length: number) => number
  /** Hashes the window up to `end`, or almost: returns where the next byte belongs. */
  readonly take: (end: number) => number
  /** Hashes the rest of the window. */
  readonly finish: (end: number) => Hash
}

/** Twelve bytes are hashed at a time; the window is as many blocks, the last one room for the zeros that end a hash. */
const blockBytes = 12
const windowBlocks = 4097

/** `seed` is a signed number of 64 bits. */
export function lookup3(seed: bigint): Lookup3 {
  const window = new DataView(new ArrayBuffer(blockBytes * windowBlocks))
  const bytes = new Uint8Array(window.buffer)
  const seedHigh = Number(seed >> 32n)
  const seedLow = Number(seed & 0xffff_ffffn)
  const state = new Int32Array(3)

  function start(length: number): number {
    state.fill(0x9e3779b9 + length + 3923095)
    // Seeding is hashing one block in front that is not counted. The seed 0 is none: what is hashed takes that place.
    window.setInt32(0, seedHigh, true)
    window.setInt32(4, seedLow, true)
    window.setInt32(8, 0)
    return seed === 0n ? 0 : blockBytes
  }

  function take(end: number): number {
    const whole = end - (end % blockBytes)
    mixBlocks(state, window, whole)
    bytes.copyWithin(0, whole, end)
    return end - whole
  }

  function finish(end: number): Hash {
    const whole = end - (end % blockBytes)
    mixBlocks(state, window, whole)
    // What is left, up to 11 bytes, is hashed as if zeros followed.
    bytes.fill(0, end, whole + blockBytes)
    mixRest(state, window, whole)
    return { high: numberAt(state, 1), low: numberAt(state, 2) >>> 0 }
  }

  return { window, start, take, finish }
}

/** Hashes the first `length` bytes of the window, a multiple of twelve. */
function mixBlocks(state: Int32Array, window: DataView, length: number): void {
  let a = numberAt(state, 0)
  let b = numberAt(state, 1)
  let c = numberAt(state, 2)
  for (let at = 0; at < length; at += blockBytes) {
    a = (a + window.getInt32(at, true)) | 0
    b = (b + window.getInt32(at + 4, true)) | 0
    c = (c + window.getInt32(at + 8, true)) | 0
    a = (a - c) ^ ((c << 4) | (c >>> 28))
    c = (c + b) | 0
    b = (b - a) ^ ((a << 6) | (a >>> 26))
    a = (a + c) | 0
    c = (c - b) ^ ((b << 8) | (b >>> 24))
    b = (b + a) | 0
    a = (a - c) ^ ((c << 16) | (c >>> 16))
    c = (c + b) | 0
    b = (b - a) ^ ((a << 19) | (a >>> 13))
    a = (a + c) | 0
    c = (c - b) ^ ((b << 4) | (b >>> 28))
    b = (b + a) | 0
  }
  state[0] = a
  state[1] = b
  state[2] = c
}

/** Hashes the last bytes, zeros behind them, and spreads every bit over the result. */
function mixRest(state: Int32Array, window: DataView, at: number): void {
  // The lowest byte of c is kept free for the length, so the last bytes enter it shifted by one.
  let c = (numberAt(state, 2) + (window.getInt32(at + 8, true) << 8)) | 0
  let b = (numberAt(state, 1) + window.getInt32(at + 4, true)) | 0
  let a = (numberAt(state, 0) + window.getInt32(at, true)) | 0
  c = ((c ^ b) - ((b << 14) | (b >>> 18))) | 0
  a = ((a ^ c) - ((c << 11) | (c >>> 21))) | 0
  b = ((b ^ a) - ((a << 25) | (a >>> 7))) | 0
  c = ((c ^ b) - ((b << 16) | (b >>> 16))) | 0
  a = ((a ^ c) - ((c << 4) | (c >>> 28))) | 0
  b = ((b ^ a) - ((a << 14) | (a >>> 18))) | 0
  c = ((c ^ b) - ((b << 24) | (b >>> 8))) | 0
  state[1] = b
  state[2] = c
}
