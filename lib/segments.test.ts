/** The parts of a table: which rows each one holds, in SQL, and how many there are. */
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { scratchPair } from './scratch-pair.ts'
import { tableNamed } from './scratch-table.ts'
import {
  boundariesWanted,
  bucketSegments,
  fromTable,
  rangeCast,
  rangeColumn,
  rangeSegments,
  rowsOfSegment,
} from './segments.ts'
import type { Segment } from './segments.ts'
import type { Table, TablePair } from './table.ts'

const pair = scratchPair({ table: 'x', key: ['id'], columns: [{ name: 'id', type: 'integer' }] })

/** Keyed by `id`, of these types. */
function pairOf(source: string, target = source): TablePair {
  return {
    ...pair,
    source: tableOf(['other text', `id integer`], source),
    target: tableOf(['id integer'], target),
  }
}

function tableOf(columns: readonly string[], type: string): Table {
  const table = tableNamed('public', 'x', { columns })
  const typed = table.columns.map((column) =>
    column.name === 'id' ? { ...column, baseType: type } : column,
  )
  return { ...table, columns: typed }
}

function segmentOf(range: Segment['range']): Segment {
  return { id: 'one', range, part: 0, parts: 1, chunks: 64 }
}

test('rangeCast() is a type that every server sorts alike, of a key of one column', () => {
  const casts: Readonly<Record<string, string | null>> = {
    smallint: 'int8',
    integer: 'int8',
    bigint: 'int8',
    date: 'date',
    'timestamp without time zone': 'timestamp',
    'timestamp with time zone': 'timestamptz',
    text: null,
    numeric: null,
    uuid: null,
  }
  for (const [type, cast] of Object.entries(casts)) {
    assert.equal(rangeCast(pairOf(type)), cast, type)
  }
  assert.equal(rangeCast(pairOf('smallint', 'bigint')), 'int8')
  assert.equal(rangeCast(pairOf('date', 'timestamp with time zone')), null)
  assert.equal(rangeCast(pairOf('integer', 'text')), null)
  assert.equal(rangeCast({ ...pairOf('integer'), key: null }), null)
  assert.equal(rangeCast({ ...pairOf('integer'), key: [] }), null)
  assert.equal(rangeCast({ ...pairOf('integer'), key: ['id', 'other'] }), null)
  assert.equal(rangeCast({ ...pairOf('integer'), key: ['gone'] }), null)
})

test('boundariesWanted() is one fewer than the ranges of 16,384 rows, and never none', () => {
  for (const [rows, wanted] of [
    [0, 1],
    [16_384, 1],
    [32_768, 1],
    [49_152, 2],
    [1_638_400, 99],
  ] as const) {
    assert.equal(boundariesWanted(rows), wanted)
  }
})

test('rangeSegments() lie between the boundaries, unbounded at both ends, and hold NULLs where there may be any', () => {
  const range = { part: 0, parts: 1, chunks: 64 }
  const two = [
    { ...range, id: 'range 0', range: { from: null, to: '5' } },
    { ...range, id: 'range 1', range: { from: '5', to: '9' } },
    { ...range, id: 'range 2', range: { from: '9', to: null } },
  ]
  assert.deepEqual(rangeSegments(['5', '9'], { nullable: false }), two)
  assert.deepEqual(rangeSegments(['5', '9'], { nullable: true }), [
    ...two,
    { ...range, id: 'nulls', range: 'nulls' },
  ])
  const whole = [{ ...range, id: 'range 0', range: { from: null, to: null } }]
  assert.deepEqual(rangeSegments([], { nullable: false }), whole)
  assert.deepEqual(rangeSegments([], { nullable: true }), whole)
})

test('bucketSegments() are one part to fifty million rows, and chunks of about a thousand rows', () => {
  function shape(rows: number, keyless = false): readonly number[] {
    const segments = bucketSegments(rows, { keyless })
    const [first] = segments
    assert.deepEqual(
      segments.map(({ id, part, range }) => [id, part, range]),
      segments.map((_, part) => [`part ${part} of ${segments.length}`, part, null]),
    )
    assert.ok(segments.every(({ parts }) => parts === segments.length))
    return [segments.length, first?.chunks ?? 0]
  }
  assert.deepEqual(shape(0), [1, 64])
  assert.deepEqual(shape(65_536), [1, 64])
  assert.deepEqual(shape(65_537), [1, 128])
  assert.deepEqual(shape(1_000_000), [1, 1024])
  assert.deepEqual(shape(50_000_000), [1, 65_536])
  assert.deepEqual(shape(50_000_001), [2, 65_536])
  assert.deepEqual(shape(400_000_000), [8, 65_536])
  assert.deepEqual(shape(400_000_000, true), [1, 65_536])
  assert.deepEqual(shape(50_000_000 * 2 ** 17), [131_072, 131_072])
})

test('fromTable() reads a parent without its children, and quotes its name', () => {
  assert.equal(fromTable(pair, 'source'), '"public"."x" AS t')
  const inherited = { ...pair, target: { ...pair.target, inherited: true, name: 'A"b' } }
  assert.equal(fromTable(inherited, 'target'), 'ONLY "public"."A""b" AS t')
  assert.equal(fromTable(inherited, 'source'), '"public"."x" AS t')
})

test('rowsOfSegment() of ranges compares the column itself, which an index serves', () => {
  const numbers = pairOf('integer')
  const where = { ...numbers, where: `v = 'x' -- all` }
  const low = { from: null, to: '20' }
  assert.equal(rangeColumn(numbers), 't."id"')
  assert.equal(rowsOfSegment(numbers, segmentOf(null)), 'TRUE')
  assert.equal(rowsOfSegment(where, segmentOf(null)), `(v = 'x' -- all\n)`)
  assert.equal(
    rowsOfSegment(numbers, segmentOf({ from: '10', to: '20' })),
    `t."id" >= '10'::int8 AND t."id" < '20'::int8`,
  )
  assert.equal(rowsOfSegment(where, segmentOf(low)), `(v = 'x' -- all\n) AND t."id" < '20'::int8`)
  assert.equal(
    rowsOfSegment(pairOf('date'), segmentOf({ from: '2025-01-01', to: null })),
    `t."id" >= '2025-01-01'::date`,
  )
  assert.equal(rowsOfSegment(numbers, segmentOf({ from: null, to: null })), 'TRUE')
  assert.equal(rowsOfSegment(numbers, segmentOf('nulls')), 't."id" IS NULL')
  assert.equal(rowsOfSegment(where, segmentOf('nulls')), `(v = 'x' -- all\n) AND t."id" IS NULL`)
})
