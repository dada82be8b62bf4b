/** A COPY is read the same however it is cut into pieces, and one that is not whole is never taken for one that is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { copyParser } from './copy-binary.ts'

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

type Field = string | null

function row(...fields: readonly Field[]): Buffer {
  const parts = fields.map((field) =>
    field === null
      ? int32(-1)
      : Buffer.concat([int32(Buffer.byteLength(field)), Buffer.from(field)]),
  )
  return Buffer.concat([int16(fields.length), ...parts])
}

const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), int32(0), int32(0)])
const trailer = int16(-1)

/** All rows as lists of text. */
function read(pieces: readonly Buffer[]): Field[][] {
  const rows: Field[][] = []
  const parser = copyParser(({ bytes, count, starts, sizes }) => {
    const fields = Array.from({ length: count }, (_, index) => {
      const start = starts[index] ?? 0
      const size = sizes[index] ?? -1
      return size === -1 ? null : bytes.toString('utf8', start, start + size)
    })
    rows.push(fields)
  })
  for (const piece of pieces) parser.push(piece)
  parser.end()
  return rows
}

const rows: readonly (readonly Field[])[] = [
  ['1', 'first', null],
  ['', '', ''],
  [null, null, null],
  ['4', 'a longer one, so that pieces end within a field', 'ü'],
]
const whole = Buffer.concat([header, ...rows.map((fields) => row(...fields)), trailer])

test('copyParser() reads rows, NULL apart from nothing', () => {
  assert.deepEqual(read([whole]), rows)
})

test('copyParser() reads the same rows from two pieces, cut anywhere', () => {
  for (let cut = 0; cut <= whole.length; cut += 1) {
    assert.deepEqual(read([whole.subarray(0, cut), whole.subarray(cut)]), rows, `cut at ${cut}`)
  }
})

test('copyParser() reads the same rows from pieces of any one size', () => {
  for (let size = 1; size < whole.length; size += 1) {
    const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
      whole.subarray(index * size, (index + 1) * size),
    )
    assert.deepEqual(read(pieces), rows, `pieces of ${size}`)
  }
})

test('copyParser() does not end well for any stream that was cut off', () => {
  for (let cut = 0; cut < whole.length; cut += 1) {
    const ended = new Error('Cannot read a COPY in binary format: it ended before its trailer')
    assert.throws(() => read([whole.subarray(0, cut)]), ended, `cut at ${cut}`)
  }
})

test('copyParser() reads rows without fields, and no rows', () => {
  assert.deepEqual(read([header, row(), row(), trailer]), [[], []])
  assert.deepEqual(read([header, trailer]), [])
})

test('copyParser() passes over an extension of the header', () => {
  const extended = Buffer.concat([header.subarray(0, 15), int32(3), Buffer.from('abc')])
  assert.deepEqual(read([extended, row('1'), trailer]), [['1']])
  for (let cut = 1; cut < extended.length; cut += 1) {
    const pieces = [extended.subarray(0, cut), extended.subarray(cut), row('1'), trailer]
    assert.deepEqual(read(pieces), [['1']], `cut at ${cut}`)
  }
})

test('copyParser() gives short rows right after long ones', () => {
  const long = 'x'.repeat(3_000_000)
  const stream = Buffer.concat([header, row(long), row('a'), row(long), row('b'), trailer])
  const pieces = Array.from({ length: Math.ceil(stream.length / 65_536) }, (_, index) =>
    stream.subarray(index * 65_536, (index + 1) * 65_536),
  )
  assert.deepEqual(
    read(pieces).map(([field]) => field?.length),
    [3_000_000, 1, 3_000_000, 1],
  )
})

test('copyParser() gives the memory of a long row back, and asks for none where rows are short', () => {
  const sizes: number[] = []
  const parser = copyParser(({ bytes }) => sizes.push(bytes.buffer.byteLength))
  parser.push(header)
  for (const text of ['x'.repeat(3_000_000), 'a', 'b']) {
    const bytes = row(text)
    parser.push(bytes.subarray(0, 5))
    parser.push(bytes.subarray(5))
    parser.push(Buffer.alloc(0))
  }
  const [long = 0, , short = Infinity] = sizes
  assert.ok(long >= 3_000_000, String(long))
  assert.ok(short < 2 ** 20, String(short))
})

const wrong: readonly (readonly [story: string, stream: readonly Buffer[], message: string])[] = [
  ['text', [Buffer.from('1\tfirst\t\\N\n')], 'another signature'],
  ['a row with an oid', [header.subarray(0, 11), int32(1 << 16), int32(0)], 'flags 65536'],
  ['rows of two lengths', [header, row('1'), row('1', '2')], 'a row of 2 fields, expected 1'],
  ['a negative length', [header, int16(1), int32(-2)], 'a field of -2 bytes'],
  ['a negative number of fields', [header, int16(-2)], 'a row of -2 fields'],
  ['bytes after the trailer', [header, trailer, trailer], 'bytes after its end'],
  [
    'bytes right after the trailer',
    [Buffer.concat([header, trailer, trailer])],
    'bytes after its end',
  ],
]

for (const [story, stream, message] of wrong) {
  test(`copyParser() refuses ${story}`, () => {
    assert.throws(() => read(stream), new Error(`Cannot read a COPY in binary format: ${message}`))
  })
}
