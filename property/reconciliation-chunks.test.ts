/** Laws of the sums of chunks: a table that is read in parts is the table, and what differs is told by its chunk. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'

import { propertiesOf } from '../lib/property.ts'
import { unmatchedRows } from '../lib/row-merge.ts'
import type { StreamedRow } from '../lib/row-merge.ts'
import { addSums, differingChunks, wholeOf } from '../lib/reconcile-chunks.ts'
import type { ChunkSums } from '../lib/reconcile-chunks.ts'

const property = propertiesOf(import.meta.url)

type Digested = readonly [chunk: number, digest: bigint]

const digested: fc.Arbitrary<Digested> = fc.tuple(
  fc.constantFrom(0, 1, 2, 10, 4095),
  fc.oneof(fc.bigInt({ min: -2n, max: 2n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
)
const tables = fc.array(digested, { maxLength: 12 })

function totalOf(rows: readonly Digested[]): { rows: number; sum: bigint } {
  return { rows: rows.length, sum: rows.reduce((sum, [, digest]) => sum + digest, 0n) }
}

function sumsOf(rows: readonly Digested[]): ChunkSums {
  const chunks = new Set(rows.map(([chunk]) => chunk))
  return new Map([...chunks].map((chunk) => [chunk, totalOf(rows.filter(([of]) => of === chunk))]))
}

property(
  'parts-add-up',
  'the sums of the parts of a table, added, are those of the table, however it was parted',
  {
    arbitrary: fc.array(fc.tuple(digested, fc.nat(3)), { maxLength: 12 }),
    labels: {
      'a chunk in several parts': {
        percent: 40,
        is: (rows) =>
          rows.some(([[chunk], part]) => rows.some(([[of], at]) => of === chunk && at !== part)),
      },
    },
    holds: (rows) => {
      const table = rows.map(([row]) => row)
      const parts = [0, 1, 2, 3].map((part) =>
        sumsOf(rows.filter(([, at]) => at === part).map(([row]) => row)),
      )
      const added = addSums(parts)
      assert.deepEqual(added, sumsOf(table))
      assert.deepEqual(addSums([addSums(parts.slice(0, 2)), ...parts.slice(2)]), added)
      assert.deepEqual(wholeOf(added), totalOf(table))
    },
  },
)

property(
  'differing-chunks',
  'chunks differ exactly where one side has more rows or another sum, and are told in order',
  {
    arbitrary: fc.tuple(tables, fc.array(digested, { maxLength: 3 }), tables),
    labels: {
      'all alike': { percent: 3, is: ([, ours, theirs]) => ours.length + theirs.length === 0 },
    },
    holds: ([both, ours, theirs]) => {
      const [source, target] = [
        [...both, ...ours],
        [...theirs, ...both],
      ]
      const expected = [0, 1, 2, 10, 4095].filter((chunk) => {
        const [left, right] = [source, target].map((rows) =>
          totalOf(rows.filter(([of]) => of === chunk)),
        )
        return left?.rows !== right?.rows || left?.sum !== right?.sum
      })
      assert.deepEqual(differingChunks(sumsOf(source), sumsOf(target)), expected)
    },
  },
)

const five = { minLength: 2, maxLength: 5, size: 'max' } as const
/** Most numbers of the one side have one of the other near, in another order. */
const nearNumbers = fc
  .tuple(fc.array(fc.nat(5), five), fc.array(fc.integer({ min: -2, max: 2 }), five))
  .map(([ours, moves]) => [ours, moves.map((move, at) => (ours[at] ?? 0) + move).toReversed()])

property('near', 'of rows that are near, and not the same, as few are left over as can be', {
  arbitrary: fc.tuple(nearNumbers, fc.integer({ min: 1, max: 2 })),
  labels: {
    'some are left': {
      percent: 30,
      is: ([[ours = [], theirs = []], apart]) => mostPairs(ours, theirs, apart) < ours.length,
    },
  },
  holds: async ([[ours = [], theirs = []], apart]) => {
    const [source, target] = [ours, theirs].map((numbers) => [
      numbers.map((number) => ({ hash: 1n, key: null, digest: 'x', more: [String(number)] })),
    ])
    const near = unmatchedRows(lists(source), lists(target), {
      same: (one, other) => Math.abs(numberOf(one) - numberOf(other)) <= apart,
      order: (one, other) => numberOf(one) - numberOf(other),
    })
    let [missing, extra] = [0, 0]
    for await (const found of near) {
      for (const { count } of found.source) missing += count
      for (const { count } of found.target) extra += count
    }
    const pairs = mostPairs(ours, theirs, apart)
    assert.deepEqual([missing, extra], [ours.length - pairs, theirs.length - pairs])
  },
})

async function* lists(
  batches: readonly (readonly StreamedRow[])[] = [],
): AsyncIterable<readonly StreamedRow[]> {
  yield* batches
}

function numberOf({ more }: StreamedRow): number {
  return Number(more[0])
}

/** Every way to pair them is tried. */
function mostPairs(
  [first, ...rest]: readonly number[],
  theirs: readonly number[],
  apart: number,
): number {
  if (first === undefined) return 0
  const ways = theirs.flatMap((each, at) =>
    Math.abs(each - first) <= apart ? [1 + mostPairs(rest, theirs.toSpliced(at, 1), apart)] : [],
  )
  return Math.max(mostPairs(rest, theirs, apart), ...ways)
}
