/** Reads the stream of `COPY … TO STDOUT (FORMAT binary)`, in whatever pieces it comes, row by row. */
import type { RowFields } from './digest.ts'

export type CopyParser = {
  /** Takes the next piece of the stream, and tells of every row that is complete with it. */
  readonly push: (piece: Buffer) => void
  /** @throws Error where the stream has not come to its end. */
  readonly end: () => void
}

/** "PGCOPY", then bytes that a transfer as text would spoil. */
const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1')

/** After the signature 4 bytes of flags and the length of an extension, which may be passed over. */
const headerBytes = signature.length + 8

/**
 * Calls `onRow` for each row with the fields where they lie in the stream: the record and its bytes are only good until `onRow`
 * returns. It holds one incomplete row at most.
 *
 * @throws Error from push() for what is no such stream.
 */
export function copyParser(onRow: (row: RowFields) => void): CopyParser {
  const kept = carry()
  let state: 'header' | 'rows' | 'ended' = 'header'
  let row: Writable<RowFields> | null = null

  function push(piece: Buffer): void {
    const bytes = kept.join(piece)
    let at = 0
    if (state === 'header') {
      const first = endOfHeader(bytes)
      if (first !== -1) state = 'rows'
      at = Math.max(0, first)
    }
    if (state === 'rows') at = readRows(bytes, at)
    if (state === 'ended' && at < bytes.length) throw unreadable('bytes after its end')
    kept.keep(bytes, at)
  }

  /** Where the first row begins that is not complete. */
  function readRows(bytes: Buffer, from: number): number {
    let at = from
    while (at + 2 <= bytes.length) {
      const count = bytes.readInt16BE(at)
      if (count === -1) {
        state = 'ended'
        return at + 2
      }
      if (count < 0) throw unreadable(`a row of ${count} fields`)
      row ??= { bytes, count, starts: new Int32Array(count), sizes: new Int32Array(count) }
      if (count !== row.count) throw unreadable(`a row of ${count} fields, expected ${row.count}`)
      const next = findFields(row, bytes, at + 2)
      if (next === -1) return at
      row.bytes = bytes
      onRow(row)
      at = next
    }
    return at
  }

  function end(): void {
    if (state !== 'ended') throw unreadable('it ended before its trailer')
  }

  return { push, end }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Fills in where the fields are; −1 where the row is not all here, else where the next one begins. */
function findFields({ count, starts, sizes }: RowFields, bytes: Buffer, from: number): number {
  let at = from
  for (let field = 0; field < count; field += 1) {
    if (at + 4 > bytes.length) return -1
    const size = bytes.readInt32BE(at)
    if (size < -1) throw unreadable(`a field of ${size} bytes`)
    at += 4
    starts[field] = at
    sizes[field] = size
    at += Math.max(0, size)
  }
  return at > bytes.length ? -1 : at
}

/** −1 where it is not all here. */
function endOfHeader(bytes: Buffer): number {
  const present = Math.min(bytes.length, signature.length)
  if (bytes.compare(signature, 0, present, 0, present) !== 0) throw unreadable('another signature')
  if (bytes.length < headerBytes) return -1
  const flags = bytes.readUInt32BE(signature.length)
  // The upper half are those that a reader must know; the only one ever given out put an oid before each row.
  if (flags >= 2 ** 16) throw unreadable(`flags ${flags}`)
  const end = headerBytes + bytes.readUInt32BE(signature.length + 4)
  return end > bytes.length ? -1 : end
}

type Carry = {
  /** What was kept and the piece, in one. */
  readonly join: (piece: Buffer) => Buffer
  /** Keeps the bytes from `from` on until the next piece. */
  readonly keep: (bytes: Buffer, from: number) => void
}

/** Bytes that wait for the next piece, in one buffer that grows as it must and is given back after a long row. */
function carry(): Carry {
  let held = Buffer.allocUnsafe(0)
  let length = 0
  let joined = false

  function join(piece: Buffer): Buffer {
    joined = length > 0
    if (!joined) return piece
    const needed = length + piece.length
    if (needed > held.length) {
      const grown = Buffer.allocUnsafe(2 * needed)
      held.copy(grown, 0, 0, length)
      held = grown
    }
    piece.copy(held, length)
    return held.subarray(0, needed)
  }

  function keep(bytes: Buffer, from: number): void {
    length = bytes.length - from
    // They lie where they should: a long row must not be moved at each of its pieces.
    if (joined && from === 0) return
    const fits = length <= held.length && held.length <= Math.max(8 * length, 2 ** 20)
    const place = fits ? held : Buffer.allocUnsafe(length)
    bytes.copy(place, 0, from)
    held = place
  }

  return { join, keep }
}

function unreadable(found: string): Error {
  return new Error(`Cannot read a COPY in binary format: ${found}`)
}
