/** Laws of the compare, as far as they need no server: rows that are merged, and what is told of a table. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { differencesOfKey, keyRecord, leftOver, oneSided } from '../lib/differences.ts'
import { propertiesOf } from '../lib/property.ts'
import { sameDigest, unmatchedRows } from '../lib/row-merge.ts'
import { byValue, differingColumns, rowOf } from '../lib/row-text.ts'
import { scratchPair } from '../lib/scratch-pair.ts'
import type { FoundRow } from '../lib/differences.ts'
import type { StreamedRow } from '../lib/row-merge.ts'
import type { Difference } from '../lib/table.ts'

const property = propertiesOf(import.meta.url)

/** Few keys and few digests, so that rows meet: a row is what it is by both. */
const streamed = fc.tuple(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom('a', 'b', null),
  fc.constantFrom('x', 'y', 'z'),
)
type Streamed = readonly [hash: number, key: string | null, digest: string]
const streams = fc.array(streamed, { maxLength: 12 })

function inOrder(rows: readonly Streamed[]): readonly StreamedRow[] {
  return rows
    .toSorted(([one], [other]) => one - other)
    .map(([hash, key, digest]) => ({
      hash: BigInt(hash),
      key: key === null ? null : ['k', key],
      digest,
      more: [],
    }))
}

async function* batches(
  rows: readonly Streamed[],
  size: number,
): AsyncIterable<readonly StreamedRow[]> {
  const sorted = inOrder(rows)
  for (let at = 0; at < sorted.length; at += size) yield sorted.slice(at, at + size)
}

/** What each side has more than the other, one word a row. */
async function unmatched(
  source: readonly Streamed[],
  target: readonly Streamed[],
  size = 3,
): Promise<string[]> {
  const found: string[] = []
  for await (const { hash, key, source: ours, target: theirs } of unmatchedRows(
    batches(source, size),
    batches(target, size),
  )) {
    const told = [...ours, ...theirs].map(({ row }) => (key === null ? row.digest : row.key?.[1]))
    assert.equal(new Set(told).size, 1, 'rows of one key or, without a key, of one digest')
    for (const [side, rows] of [
      ['source', ours],
      ['target', theirs],
    ] as const) {
      for (const { row, count } of rows)
        found.push(`${side} ${hash} ${key?.[1] ?? '-'} ${row.digest} ${count}`)
    }
  }
  return found.toSorted()
}

function naively(source: readonly Streamed[], target: readonly Streamed[]): string[] {
  const names = [source, target].map((rows) =>
    rows.map(([hash, key, digest]) => `${hash} ${key ?? '-'} ${digest}`),
  )
  const [ours = [], theirs = []] = names
  return [...new Set([...ours, ...theirs])]
    .flatMap((name) => {
      const more =
        ours.filter((each) => each === name).length - theirs.filter((each) => each === name).length
      return more === 0 ? [] : [`${more > 0 ? 'source' : 'target'} ${name} ${Math.abs(more)}`]
    })
    .toSorted()
}

property(
  'merge',
  'two streams of rows leave over exactly what one side has more often than the other',
  {
    arbitrary: fc.oneof(
      fc.tuple(streams, streams),
      streams
        .map((rows) => [...rows, ...rows])
        .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows))),
      // Alike but for the key.
      streams.map((rows): [Streamed[], Streamed[]] => [
        rows,
        rows.map(([hash, key, digest]) => [hash, key === 'a' ? 'b' : 'a', digest]),
      ]),
    ),
    labels: {
      'rows alike': { percent: 20, is: ([one]) => new Set(one.map(String)).size < one.length },
    },
    holds: async ([source, target]) => {
      assert.deepEqual(await unmatched(source, target), naively(source, target))
    },
  },
)

property(
  'merge-batches',
  'what is left over does not depend on how the streams are cut, and nothing is left of a stream and itself',
  {
    arbitrary: fc.tuple(streams, streams, fc.integer({ min: 1, max: 9 })),
    holds: async ([source, target, size]) => {
      assert.deepEqual(await unmatched(source, target, size), await unmatched(source, target, 100))
      assert.deepEqual(await unmatched(source, source, size), [])
      const mirrored = (await unmatched(target, source)).map((line) =>
        line.replace(/^\w+/, (side) => (side === 'source' ? 'target' : 'source')),
      )
      assert.deepEqual(mirrored.toSorted(), await unmatched(source, target))
      const [one, other] = [inOrder(source)[0], inOrder(target)[0]]
      if (one !== undefined && other !== undefined)
        assert.equal(sameDigest(one, other), one.digest === other.digest)
    },
  },
)

const columns = [
  { name: 'id', type: 'text' },
  { name: 'v', type: 'text' },
  { name: 'n', type: 'numeric', policy: { name: 'epsilon', epsilon: 1 } },
] as const
const pair = scratchPair({ table: 'x', key: ['id'], columns })
const rowsOfKey = fc.array(
  fc.tuple(fc.constantFrom('x', 'y', null), fc.constantFrom('1', '1.5', '9')),
  { maxLength: 4 },
)

function foundRow([text, number]: readonly [string | null, string]): FoundRow {
  const own = ['k', text, number]
  return { values: own, own, digest: String(text) }
}

property(
  'of-one-key',
  'the rows of one key become differences that balance, name what differs, and none where both sides are alike',
  {
    arbitrary: fc.tuple(rowsOfKey, rowsOfKey),
    labels: {
      'one row on either side': {
        percent: 3,
        is: ([one, other]) => one.length === 1 && other.length === 1,
      },
    },
    holds: ([ours, theirs]) => {
      const rows = { source: ours.map(foundRow), target: theirs.map(foundRow) }
      const found = differencesOfKey(pair, ['k'], rows)
      function count(kind: Difference['kind']): number {
        return found
          .filter((each) => each.kind === kind)
          .reduce((sum, each) => sum + each.copies, 0)
      }
      assert.equal(count('missing') - count('extra'), ours.length - theirs.length)
      assert.ok(count('missing') === 0 || count('extra') === 0)
      for (const { key, columns: named, source, target, kind, copies } of found) {
        assert.deepEqual(key, keyRecord(pair, ['k']))
        const alike = [...rows.source, ...rows.target].filter(
          (row) => JSON.stringify(rowOf(pair, row)) === JSON.stringify(source ?? target),
        )
        assert.ok(kind === 'changed' || copies <= alike.length, 'no more copies than rows')
        if (kind === 'changed')
          assert.ok(
            named.length > 0 &&
              named.every(
                (name) => source !== null && target !== null && name in source && name in target,
              ),
          )
      }
      assert.deepEqual(
        differencesOfKey(pair, ['k'], { source: rows.source, target: rows.source.toReversed() }),
        [],
      )
      const left = leftOver(pair, rows, (each) => differingColumns(pair, each).length === 0)
      assert.equal(left.source.length - left.target.length, ours.length - theirs.length)
      assert.deepEqual(
        byValue(pair).map(({ name }) => name),
        ['n'],
      )
      for (const row of rows.source) {
        assert.deepEqual(Object.values(rowOf(pair, row)), row.own)
        const alone = oneSided(pair, 'source', { row, copies: 2, key: null })
        assert.deepEqual(
          [alone.kind, alone.key, alone.target, alone.copies],
          ['missing', null, null, 2],
        )
      }
    },
  },
)
