/**
 * A 64-bit hash of bytes that come in pieces: lookup3 (Bob Jenkins, 2006, public domain; burtleburtle.net/bob/c/lookup3.c) with a
 * 64-bit seed, as PostgreSQL's hash_bytes_extended computes it on a little-endian server.
 */

/** High half signed, low half unsigned: two words, for a BigInt costs more than the hash of a row. */
export type Hash = { high: number; low: number }

export type Lookup3 = {
  /** Where the next bytes to be hashed are put; what lies before is not to be touched. */
  readonly window: DataView
  /** Begins a hash of `length` bytes; returns where in the window the first one belongs. */
  readonly start: (length: number) => number
  /** Hashes the window up to `end`, or almost: returns where the next byte belongs. */
  readonly take: (end: number) => number
  /** Hashes the rest of the window; the record is the same one each time. */
  readonly finish: (end: number) => Readonly<Hash>
}

/** Twelve bytes are hashed at a time; the window is as many blocks, and room for the zeros behind the last one. */
const blockBytes = 12
const windowBytes = blockBytes * 4096

export function lookup3(seed: bigint): Lookup3 {
  const window = new DataView(new ArrayBuffer(windowBytes + blockBytes))
  const seedHigh = Number(BigInt.asIntN(32, seed >> 32n))
  const seedLow = Number(BigInt.asIntN(32, seed))
  // Seeding is hashing one block in front that is not counted; the seed 0 is none.
  const first = (seedHigh | seedLow) === 0 ? 0 : blockBytes
  const state = new Int32Array(3)
  const hash: Hash = { high: 0, low: 0 }

  function start(length: number): number {
    state.fill((0x9e3779b9 + length + 3923095) | 0)
    if (first !== 0) {
      window.setInt32(0, seedHigh, true)
      window.setInt32(4, seedLow, true)
      window.setInt32(8, 0, true)
    }
    return first
  }

  function take(end: number): number {
    const whole = end - (end % blockBytes)
    mixBlocks(state, window, whole)
    for (let at = whole; at < end; at += 1) window.setUint8(at - whole, window.getUint8(at))
    return end - whole
  }

  function finish(end: number): Readonly<Hash> {
    const whole = end - (end % blockBytes)
    mixBlocks(state, window, whole)
    // What is left, up to 11 bytes, is hashed as if zeros followed.
    window.setInt32(end, 0)
    window.setInt32(end + 4, 0)
    window.setInt32(end + 8, 0)
    mixRest(state, window, whole)
    hash.high = state[1] ?? 0
    hash.low = (state[2] ?? 0) >>> 0
    return hash
  }

  return { window, start, take, finish }
}

/** Hashes the first `length` bytes of the window, a multiple of twelve. */
function mixBlocks(state: Int32Array, window: DataView, length: number): void {
  let a = state[0] ?? 0
  let b = state[1] ?? 0
  let c = state[2] ?? 0
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
  let c = ((state[2] ?? 0) + (window.getInt32(at + 8, true) << 8)) | 0
  let b = ((state[1] ?? 0) + window.getInt32(at + 4, true)) | 0
  let a = ((state[0] ?? 0) + window.getInt32(at, true)) | 0
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
